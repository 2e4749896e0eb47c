"""One file's bytes, or one document of an engine, becomes a fact: no I/O, no paths, no comparing."""

from drift.collectors.accounts import ACCOUNTS_GROUP, ACCOUNTS_PASSWD
from drift.collectors.certificates import CERTIFICATES
from drift.collectors.declared.composer_lock import COMPOSER_LOCK
from drift.collectors.declared.gemfile_lock import GEMFILE_LOCK
from drift.collectors.declared.go_modules import GO_MODULES
from drift.collectors.declared.npm_lock import NPM_LOCK
from drift.collectors.declared.pipfile import PIPFILE_LOCK
from drift.collectors.declared.pnpm_lock import PNPM_LOCK
from drift.collectors.declared.requirements import REQUIREMENTS
from drift.collectors.declared.toml_locks import TOML_LOCKS
from drift.collectors.declared.yarn_lock import YARN_LOCK
from drift.collectors.documents.collector import DOCUMENTS
from drift.collectors.interface import Collector
from drift.collectors.libraries.elf import ELF
from drift.collectors.libraries.loader_cache import LD_SO_CACHE
from drift.collectors.libraries.loader_files import LD_MUSL_PATH, LD_SO_CONF, LD_SO_PRELOAD
from drift.collectors.libraries.wheel import WHEEL
from drift.collectors.locale_archive import LOCALE_ARCHIVE
from drift.collectors.os_release import OS_RELEASE
from drift.collectors.packages.apk import APK, APK_FILES
from drift.collectors.packages.binaries import BINARIES
from drift.collectors.packages.bitnami import BITNAMI
from drift.collectors.packages.checksums import CHECKSUMS
from drift.collectors.packages.chisel import CHISEL, CHISEL_FILES
from drift.collectors.packages.composer import COMPOSER
from drift.collectors.packages.conda import CONDA
from drift.collectors.packages.dotnet import DOTNET
from drift.collectors.packages.dpkg import DPKG
from drift.collectors.packages.dpkg_files import DPKG_DIVERSIONS, DPKG_LIST, DPKG_SUMS
from drift.collectors.packages.erlang import ERLANG
from drift.collectors.packages.gem import GEM
from drift.collectors.packages.go import GO
from drift.collectors.packages.java import JAVA
from drift.collectors.packages.luarocks import LUAROCKS
from drift.collectors.packages.npm import NPM
from drift.collectors.packages.npm_tree import NPM_TREE
from drift.collectors.packages.pacman import PACMAN, PACMAN_FILES, PACMAN_MTREE
from drift.collectors.packages.python import PYTHON
from drift.collectors.packages.python_origin import PYTHON_ORIGIN
from drift.collectors.packages.python_record import PYTHON_RECORD
from drift.collectors.packages.r import R
from drift.collectors.packages.rpm.database import RPM, RPM_FILES
from drift.collectors.packages.rpm_manifest import RPM_MANIFEST
from drift.collectors.packages.rust import RUST
from drift.collectors.passwords import PASSWORDS
from drift.collectors.schedules import SCHEDULES_SYSTEM, SCHEDULES_TIMER, SCHEDULES_USER
from drift.collectors.shebang import SHEBANG
from drift.collectors.shell import SHELL
from drift.collectors.templates import TEMPLATES

COLLECTORS: tuple[Collector, ...] = (
    ACCOUNTS_GROUP,
    ACCOUNTS_PASSWD,
    APK,
    APK_FILES,
    BINARIES,
    BITNAMI,
    CERTIFICATES,
    CHISEL,
    CHISEL_FILES,
    COMPOSER,
    COMPOSER_LOCK,
    CONDA,
    DOCUMENTS,
    DOTNET,
    DPKG,
    DPKG_DIVERSIONS,
    DPKG_LIST,
    DPKG_SUMS,
    ELF,
    ERLANG,
    GEM,
    GEMFILE_LOCK,
    GO,
    GO_MODULES,
    JAVA,
    LD_MUSL_PATH,
    LD_SO_CACHE,
    LD_SO_CONF,
    LD_SO_PRELOAD,
    LOCALE_ARCHIVE,
    LUAROCKS,
    NPM,
    NPM_LOCK,
    NPM_TREE,
    OS_RELEASE,
    PACMAN,
    PACMAN_FILES,
    PACMAN_MTREE,
    PASSWORDS,
    PIPFILE_LOCK,
    PNPM_LOCK,
    PYTHON,
    PYTHON_ORIGIN,
    PYTHON_RECORD,
    R,
    REQUIREMENTS,
    RPM,
    RPM_FILES,
    RPM_MANIFEST,
    RUST,
    SCHEDULES_SYSTEM,
    SCHEDULES_TIMER,
    SCHEDULES_USER,
    SHEBANG,
    SHELL,
    TEMPLATES,
    TOML_LOCKS,
    WHEEL,
    YARN_LOCK,
)
"""Every file collector. A new ecosystem is one file beside `packages/dpkg.py`, one line here, one test."""

OF_CHANGED_FILES: tuple[Collector, ...] = (CHECKSUMS,)
"""Of any file that a container has otherwise than its image, whatever its path; never of all files of an image."""
