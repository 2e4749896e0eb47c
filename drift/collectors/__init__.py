"""One file's bytes, or one document of an engine, becomes a fact: no I/O, no paths, no comparing."""

from drift.collectors.accounts import ACCOUNTS_GROUP, ACCOUNTS_PASSWD
from drift.collectors.certificates import CERTIFICATES
from drift.collectors.documents.collector import DOCUMENTS
from drift.collectors.interface import Collector
from drift.collectors.locale_archive import LOCALE_ARCHIVE
from drift.collectors.os_release import OS_RELEASE
from drift.collectors.packages.dpkg import DPKG, DPKG_LIST
from drift.collectors.packages.python import PYTHON
from drift.collectors.schedules import SCHEDULES_SYSTEM, SCHEDULES_TIMER, SCHEDULES_USER

COLLECTORS: tuple[Collector, ...] = (
    ACCOUNTS_GROUP,
    ACCOUNTS_PASSWD,
    CERTIFICATES,
    DOCUMENTS,
    DPKG,
    DPKG_LIST,
    LOCALE_ARCHIVE,
    OS_RELEASE,
    PYTHON,
    SCHEDULES_SYSTEM,
    SCHEDULES_TIMER,
    SCHEDULES_USER,
)
"""Every file collector. A new ecosystem is one file beside `packages/dpkg.py`, one line here, one test."""
