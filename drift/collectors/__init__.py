"""One file's bytes, or one document of an engine, becomes a fact: no I/O, no paths, no comparing."""

from drift.collectors.documents.collector import DOCUMENTS
from drift.collectors.interface import Collector
from drift.collectors.libraries.elf import ELF
from drift.collectors.libraries.loader_cache import LD_SO_CACHE
from drift.collectors.libraries.loader_files import LD_MUSL_PATH, LD_SO_CONF, LD_SO_PRELOAD
from drift.collectors.libraries.wheel import WHEEL
from drift.collectors.os_release import OS_RELEASE
from drift.collectors.packages.binaries import BINARIES
from drift.collectors.packages.dpkg import DPKG, DPKG_LIST
from drift.collectors.packages.go import GO
from drift.collectors.packages.java import JAVA
from drift.collectors.packages.python import PYTHON
from drift.collectors.packages.rust import RUST
from drift.collectors.shebang import SHEBANG

COLLECTORS: tuple[Collector, ...] = (
    BINARIES,
    DOCUMENTS,
    DPKG,
    DPKG_LIST,
    ELF,
    GO,
    JAVA,
    LD_MUSL_PATH,
    LD_SO_CACHE,
    LD_SO_CONF,
    LD_SO_PRELOAD,
    OS_RELEASE,
    PYTHON,
    RUST,
    SHEBANG,
    WHEEL,
)
"""Every file collector. A new ecosystem is one file beside `packages/dpkg.py`, one line here, one test."""
