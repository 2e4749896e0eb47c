"""What tells the dynamic loader where to look: ld.so.conf with what it includes, ld.so.preload (ldconfig(8), ld.so(8)), musl's path file.

Facts are lists of texts: of ld.so.conf its directories, and what it includes as "include GLOB", in order.
"""

import re
from typing import BinaryIO

from drift.collectors.interface import Collector
from drift.model.canonical import to_text

INCLUDE = "include "
_HARDWARE = re.compile(r"hwcap\s")
"""A directive that glibc has ignored since 2.33."""
_COMMENT = re.compile(r"#.*")
LIMIT = 64 << 10


def parse_configuration(content: BinaryIO, _name: str) -> list[str]:
    """Directories, and "include GLOB" where others are to be read."""
    found = []
    for line in to_text(content.read()).splitlines():
        said = _COMMENT.sub("", line).strip()
        if said.startswith(INCLUDE.strip()) and said[len(INCLUDE) - 1 : len(INCLUDE)].isspace():
            found += [f"{INCLUDE}{glob}" for glob in said.split()[1:]]
        elif said and not _HARDWARE.match(said):
            found += [directory.rstrip("/") for directory in re.split(r"[\s,:]+", said) if directory.startswith("/")]
    return found


def parse_preload(content: BinaryIO, _name: str) -> list[str]:
    """Libraries that every program loads first: parted by white space or colons."""
    lines = [_COMMENT.sub("", line) for line in to_text(content.read()).splitlines()]
    return [library for line in lines for library in re.split(r"[\s:]+", line) if library]


def parse_musl_path(content: BinaryIO, _name: str) -> list[str]:
    """Directories in place of musl's own: parted by line ends or colons (musl, ldso/dynlink.c)."""
    return [directory for directory in re.split(r"[\n:]+", to_text(content.read())) if directory.startswith("/")]


LD_SO_CONF = Collector(
    name="ld-so-conf",
    version=1,
    kind=None,
    globs=("etc/ld.so.conf", "etc/ld.so.conf.d/*.conf"),
    parse=parse_configuration,
    limit=LIMIT,
)

LD_SO_PRELOAD = Collector(
    name="ld-so-preload", version=1, kind=None, globs=("etc/ld.so.preload",), parse=parse_preload, limit=LIMIT
)

LD_MUSL_PATH = Collector(
    name="ld-musl-path",
    version=1,
    kind=None,
    globs=("etc/ld-musl-*.path", "etc/ld-musl-*.d/*.path"),
    parse=parse_musl_path,
    limit=LIMIT,
)
