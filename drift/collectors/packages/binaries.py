"""Programs that stand alone, known by the version that is written into each of them. Where a package owns one, a join leaves it out."""

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from drift.collectors.interface import Collector
from drift.collectors.libraries.layout import MAGIC
from drift.collectors.packages.package import package
from drift.model.canonical import Json
from drift.model.facts import Status
from drift.model.records import Kind

PIECE = 4 << 20
OVERLAP = 512
"""Bytes that each piece begins with of the one before it: no mark is longer."""
_NUMBER = rb"(\d+\.\d+(?:\.\d+)*(?:[a-z]+\d*)?)"


class Mark(NamedTuple):
    """How a program is known."""

    name: str
    """Of the package."""
    globs: tuple[str, ...]
    """Of base names."""
    version: re.Pattern[bytes]
    """Where its first group is the version."""


def _mark(name: str, globs: str, *versions: bytes) -> Mark:
    return Mark(
        name, tuple(globs.split()), re.compile(b"|".join(version.replace(b"NUMBER", _NUMBER) for version in versions))
    )


MARKS = (
    _mark("bash", "bash", rb"@\(#\)Bash version NUMBER"),
    _mark("busybox", "busybox busybox.static", rb"BusyBox vNUMBER"),
    _mark("curl", "curl", rb"\0curl/NUMBER\0", rb"\0curl NUMBER \("),
    _mark("haproxy", "haproxy", rb"HAProxy version NUMBER", rb"HA-Proxy version NUMBER"),
    _mark("httpd", "httpd apache2", rb"Apache/NUMBER"),
    _mark("mariadb", "mariadbd mysqld", rb"\0NUMBER-MariaDB"),
    _mark("memcached", "memcached", rb"\0memcached NUMBER\0"),
    _mark("nginx", "nginx", rb"\0nginx version: nginx/NUMBER", rb"\0nginx/NUMBER"),
    _mark("node", "node", rb"node\.js/vNUMBER", rb"/node-vNUMBER(?:\.tar\.gz|/)"),
    _mark("openssl", "openssl libcrypto.so.*", rb"OpenSSL NUMBER[ \w+-]* \d{1,2} [A-Z][a-z]{2} \d{4}"),
    _mark("perl", "perl perl5.*", rb"/perl5?/(\d+\.\d+\.\d+)"),
    _mark("php", "php php-fpm php8*", rb"X-Powered-By: PHP/NUMBER"),
    _mark("postgresql", "postgres", rb"PostgreSQL NUMBER on ", rb"\(PostgreSQL\) NUMBER"),
    _mark("python", "python3 python3.* libpython3.*", rb"\0(3\.(?:[6-9]|\d\d)\.\d{1,2}(?:(?:a|b|rc)\d+)?\+?)\0"),
    _mark("redis", "redis-server redis-check-rdb", rb"\0NUMBER\0(?:c11|atomic|sync)-builtin\0"),
    _mark("ruby", "ruby libruby.so.*", rb"\0ruby (\d+\.\d+\.\d+)(?:p\d+)? \("),
)
"""Each with its own marks: one of them is enough, the first in the file counts."""


def parse(content: BinaryIO, name: str) -> list[dict[str, Json]] | None:
    """The one package that a program is; None where its content does not say so, or it is no ELF file (a script of this name)."""
    if content.read(len(MAGIC)) != MAGIC:
        return None
    for mark in MARKS:
        if any(_matches(name, glob) for glob in mark.globs):
            found = next((match for piece in _pieces(content) if (match := mark.version.search(piece))), None)
            if found:
                version = next(group for group in found.groups() if group)
                return [package("generic", mark.name, version.decode("ascii"))]
    return None


def _pieces(content: BinaryIO) -> Iterator[bytes]:
    content.seek(0)
    end = b""
    while piece := content.read(PIECE):
        yield end + piece
        end = piece[-OVERLAP:]


def _matches(name: str, glob: str) -> bool:
    start, star, _ = glob.partition("*")
    return name.startswith(start) if star else name == glob


BINARIES = Collector(
    name="binaries",
    version=1,
    kind=Kind.PACKAGES,
    globs=tuple(f"**/{glob}" for mark in MARKS for glob in mark.globs),
    parse=parse,
    limit=1 << 30,
    oversize=Status.ABSENT,
    root=lambda path: path,
)
