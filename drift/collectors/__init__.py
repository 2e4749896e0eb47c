"""One file's bytes, or one document of an engine, becomes a fact: no I/O, no paths, no comparing."""

from drift.collectors.documents.collector import DOCUMENTS
from drift.collectors.interface import Collector
from drift.collectors.os_release import OS_RELEASE
from drift.collectors.packages.dpkg import DPKG, DPKG_LIST
from drift.collectors.packages.python import PYTHON

COLLECTORS: tuple[Collector, ...] = (
    DOCUMENTS,
    DPKG,
    DPKG_LIST,
    OS_RELEASE,
    PYTHON,
)
"""Every file collector. A new ecosystem is one file beside `packages/dpkg.py`, one line here, one test."""
