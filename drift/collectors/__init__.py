"""One file's bytes, or one document of an engine, becomes a fact: no I/O, no paths, no comparing."""

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
from drift.collectors.os_release import OS_RELEASE
from drift.collectors.packages.composer import COMPOSER
from drift.collectors.packages.conda import CONDA
from drift.collectors.packages.dotnet import DOTNET
from drift.collectors.packages.dpkg import DPKG, DPKG_LIST
from drift.collectors.packages.erlang import ERLANG
from drift.collectors.packages.gem import GEM
from drift.collectors.packages.luarocks import LUAROCKS
from drift.collectors.packages.npm import NPM
from drift.collectors.packages.npm_tree import NPM_TREE
from drift.collectors.packages.python import PYTHON
from drift.collectors.packages.python_origin import PYTHON_ORIGIN
from drift.collectors.packages.python_record import PYTHON_RECORD
from drift.collectors.packages.r import R

COLLECTORS: tuple[Collector, ...] = (
    COMPOSER,
    COMPOSER_LOCK,
    CONDA,
    DOCUMENTS,
    DOTNET,
    DPKG,
    DPKG_LIST,
    ERLANG,
    GEM,
    GEMFILE_LOCK,
    GO_MODULES,
    LUAROCKS,
    NPM,
    NPM_LOCK,
    NPM_TREE,
    OS_RELEASE,
    PIPFILE_LOCK,
    PNPM_LOCK,
    PYTHON,
    PYTHON_ORIGIN,
    PYTHON_RECORD,
    R,
    REQUIREMENTS,
    TOML_LOCKS,
    YARN_LOCK,
)
"""Every file collector. A new ecosystem is one file beside `packages/dpkg.py`, one line here, one test."""
