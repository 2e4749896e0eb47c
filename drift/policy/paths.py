"""What a path says about a file: configuration, program, library, state that programs write by themselves."""

import re
from enum import StrEnum

from drift.model.canonical import Document
from drift.model.entries import FileType


class FileClass(StrEnum):
    STATE = "state"
    """Where programs write by themselves: /tmp, /var/log …"""
    CONFIG = "config"
    EXECUTABLE = "executable"
    LIBRARY = "library"
    CODE = "code"
    """Source or bytecode that an interpreter runs."""
    OTHER = "other"


STATE = ("tmp", "var/tmp", "var/log", "var/cache", "run", "var/run")
MADE = (
    "etc/.pwd.lock",
    "etc/group-",
    "etc/gshadow-",
    "etc/ld.so.cache",
    "etc/passwd-",
    "etc/shadow-",
    "etc/subgid-",
    "etc/subuid-",
    "var/lib/apt/lists",
    "var/lib/dpkg/diversions-old",
    "var/lib/dpkg/lock",
    "var/lib/dpkg/lock-frontend",
    "var/lib/dpkg/statoverride-old",
    "var/lib/dpkg/status-old",
    "var/lib/logrotate",
)
"""Copies, caches, locks and downloads that tools make from something that is itself compared."""

BYTECODE = "__pycache__"
"""Where Python keeps what it compiled, beside the sources (PEP 3147)."""

PACKAGE_STATE = {
    "deb": ("var/lib/dpkg", "var/lib/apt", "var/lib/chisel"),
    "apk": ("lib/apk", "usr/lib/apk", "etc/apk/world"),
    "rpm": ("var/lib/rpm", "usr/lib/sysimage/rpm", "var/lib/rpmmanifest", "var/lib/dnf", "var/lib/yum"),
    "alpm": ("var/lib/pacman",),
}
"""purl type → where its package manager keeps the database: it says nothing that the packages do not."""

LOADED = re.compile(
    r"^etc/(?:.*/)?(?:[^/]+\.d|sites-enabled|mods-enabled)/|^etc/(?:ld\.so\.preload|crontab|profile|environment|sudoers)$"
)
"""Files that a program picks up because they lie there."""

_CONFIG_NAME = re.compile(
    r"\.(?:conf|cfg|cnf|ini|ya?ml|toml|properties|env|config|cf|rc)$"
    r"|^\.env(?:\..*)?$|^[^/]*rc$|(?:config|settings)[^/]*\.(?:json|xml)$",
    re.IGNORECASE,
)
_SHIPPED = re.compile(
    r"(?:^|/)(?:site-packages|dist-packages|node_modules|vendor|gems)/|^usr/(?:share|lib|lib64|libexec)/"
)
"""Data of programs, whatever it is named."""
_STATE = re.compile(f"(?:{'|'.join(map(re.escape, (*STATE, *MADE)))})(?=/|$)")
_KEPT = re.compile("var/(?:lib|spool)/[^/]+")
_LIBRARY_NAME = re.compile(r"\.(?:so(?:\.[0-9]+)*|dll|dylib|a|jar|war|ear)$")
_CODE_NAME = re.compile(
    r"\.(?:py|js|mjs|cjs|ts|rb|php|pl|pm|lua|sh|bash|class|r|jl|ex|exs|beam|groovy|tcl)$", re.IGNORECASE
)


def below(path: str, directory: str) -> bool:
    """Is it the directory, or in it?"""
    return path == directory or path.startswith(f"{directory}/")


def state_root(path: str) -> str:
    """The directory for state that a path lies in, or the path of a file that tools make; BYTECODE, or "" for any other."""
    found = _STATE.match(path)
    return found[0] if found else BYTECODE if _is_bytecode_cache(path) else ""


def kept_root(path: str) -> str:
    """The program's own directory where a path lies below /var/lib or /var/spool (Filesystem Hierarchy Standard, 5.8 and 5.14); "" for any other."""
    found = _KEPT.match(path)
    return found[0] if found else ""


def package_manager(path: str) -> str:
    """Purl type of the package manager that keeps its state here, "" for none."""
    return next((name for name, roots in PACKAGE_STATE.items() if any(below(path, root) for root in roots)), "")


def file_class(path: str, *sides: Document | None) -> FileClass:
    """Of a path without leading slash; `sides` are its records before and after. Where it lies outweighs what it is."""
    if state_root(path):
        return FileClass.STATE
    if is_config(path):
        return FileClass.CONFIG
    if _LIBRARY_NAME.search(path):
        return FileClass.LIBRARY
    if any(is_executable(side) for side in sides):
        return FileClass.EXECUTABLE
    if _CODE_NAME.search(path):
        return FileClass.CODE
    return FileClass.OTHER


def is_config(path: str) -> bool:
    if below(path, "etc"):
        return True
    name = path.rpartition("/")[2]
    return bool(_CONFIG_NAME.search(name)) and not _SHIPPED.search(path)


def is_executable(side: Document | None) -> bool:
    """A regular file that somebody may run."""
    return side is not None and side.get("type") == FileType.REGULAR and bool(mode_of(side) & 0o111)


def mode_of(side: Document | None) -> int:
    """Permission bits; 0 where the side has none or says nonsense."""
    text = side.get("mode") if side else None
    return int(text, 8) if isinstance(text, str) and re.fullmatch("[0-7]{1,4}", text) else 0


def _is_bytecode_cache(path: str) -> bool:
    return path.endswith((".pyc", BYTECODE)) and BYTECODE in path.split("/")
