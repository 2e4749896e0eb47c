"""One file's bytes, or one document of an engine, becomes a fact: no I/O, no paths, no comparing."""

from drift.collectors.documents.collector import DOCUMENTS
from drift.collectors.interface import Collector
from drift.collectors.os_release import OS_RELEASE
from drift.collectors.packages.composer import COMPOSER
from drift.collectors.packages.conda import CONDA
from drift.collectors.packages.dotnet import DOTNET
from drift.collectors.packages.dpkg import DPKG, DPKG_LIST
from drift.collectors.packages.erlang import ERLANG
from drift.collectors.packages.gem import GEM
from drift.collectors.packages.luarocks import LUAROCKS
from drift.collectors.packages.npm import NPM
from drift.collectors.packages.python import PYTHON
from drift.collectors.packages.python_origin import PYTHON_ORIGIN
from drift.collectors.packages.python_record import PYTHON_RECORD
from drift.collectors.packages.r import R

COLLECTORS: tuple[Collector, ...] = (
    COMPOSER,
    CONDA,
    DOCUMENTS,
    DOTNET,
    DPKG,
    DPKG_LIST,
    ERLANG,
    GEM,
    LUAROCKS,
    NPM,
    OS_RELEASE,
    PYTHON,
    PYTHON_ORIGIN,
    PYTHON_RECORD,
    R,
)
"""Every file collector. A new ecosystem is one file beside `packages/dpkg.py`, one line here, one test."""
