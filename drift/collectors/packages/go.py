"""Go programs: the modules that the linker writes into each (Go, debug/buildinfo; `go version -m` prints them).

A program without build information, or with damaged one, is no such file: `go version` passes it over, too.
"""

import struct
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from drift.collectors.interface import Collector, Unreadable
from drift.collectors.libraries.layout import MAGIC, PF_W, PF_X, PT_LOAD, Layout
from drift.collectors.packages.package import package
from drift.model.canonical import Json, to_text
from drift.model.facts import Status
from drift.model.records import Kind

MARK = b"\xff Go buildinf:"
SECTION = b".go.buildinfo"
HEADER_SIZE = 32
ALIGNMENT = 16
SEARCHED = 1 << 20
"""Bytes at the beginning of the writable data that are searched where sections were stripped."""
LARGEST = 4 << 20
"""Bytes of the list of modules."""
MOST_MODULES = 20_000
LONGEST_NAME = 500
_BIG_ENDIAN, _INLINE = 1, 2
_SENTINEL = 16
"""Bytes before and after the list, by which a running program finds it."""
DEVELOPMENT = "(devel)"
"""Version of a main module that was built from a checkout."""

UNNAMED = "command-line-arguments"
"""Path of a program that was built from files instead of a package."""


class Module(NamedTuple):
    path: str
    version: str
    digest: str
    """h1:…, a hash of the module's files; "" for the main module."""


def parse(content: BinaryIO, _name: str) -> list[dict[str, Json]] | None:
    """The main module, its dependencies and Go's standard library; None where the file is no Go program."""
    try:
        found = _texts(Layout(content))
    except (Unreadable, struct.error, IndexError):
        return None
    if found is None:
        return None
    version, modules = found
    standard = [package("golang", "stdlib", version.removeprefix("go").partition(" ")[0] or None)]
    return standard + [one for one in _packages(modules) if one]


def _texts(layout: Layout) -> tuple[str, str] | None:
    """Go's version, and the list of modules."""
    at = _place(layout)
    if at is None:
        return None
    header = layout.read(at, HEADER_SIZE)
    pointer_size, flags = header[14], header[15]
    if flags & _INLINE:
        version, after = _inline(layout, at + HEADER_SIZE)
        modules, _ = _inline(layout, after)
    else:
        order = ">" if flags & _BIG_ENDIAN else "<"
        version = _pointed(layout, header[16 : 16 + pointer_size], order)
        modules = _pointed(layout, header[16 + pointer_size : 16 + 2 * pointer_size], order)
    listed = modules[_SENTINEL:-_SENTINEL] if modules[-_SENTINEL - 1 : -_SENTINEL] == b"\n" else b""
    return to_text(version), to_text(listed)


def _place(layout: Layout) -> int | None:
    """Offset of the build information."""
    if layout.sections:
        section = layout.section(SECTION)
        return section.offset if section and layout.beginning(section.offset, len(MARK)) == MARK else None
    for segment in layout.segments:
        if segment.type == PT_LOAD and segment.flags & (PF_W | PF_X) == PF_W:
            data = layout.beginning(segment.offset, min(segment.size, SEARCHED))
            at = data.find(MARK)
            while at >= 0 and (segment.offset + at) % ALIGNMENT:
                at = data.find(MARK, at + 1)
            if at >= 0:
                return segment.offset + at
    return None


def _inline(layout: Layout, at: int) -> tuple[bytes, int]:
    """Since Go 1.18: a length (unsigned LEB128) and as many bytes. With the place behind them."""
    size, shift = 0, 0
    for byte in layout.read(at, 10):
        at += 1
        size |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            break
    return _limited(layout, at, size), at + size


def _pointed(layout: Layout, pointer: bytes, order: str) -> bytes:
    """Before Go 1.18: the address of a string's header, which is its address and its length."""
    form = struct.Struct(order + {4: "I", 8: "Q"}[len(pointer)]) if len(pointer) in (4, 8) else None
    if form is None:
        raise Unreadable("pointers of no known size")
    [header] = form.unpack(pointer)
    at, size = struct.unpack(order + 2 * form.format[-1], layout.read(layout.offset_of(header), 2 * len(pointer)))
    return _limited(layout, layout.offset_of(at), size) if size else b""


def _limited(layout: Layout, at: int, size: int) -> bytes:
    if size > LARGEST:
        raise Unreadable(f"{size:,} bytes of build information; no more than {LARGEST:,} are read")
    return layout.read(at, size)


def _packages(listed: str) -> Iterator[dict[str, Json] | None]:
    r"""Lines as "dep\tPATH\tVERSION\tHASH", each perhaps followed by "=>\tPATH\tVERSION\tHASH": what was built in its place.

    A program that was built without modules, as Debian does it, says only which package it is: "path\tPATH".
    """
    rows = [line.split("\t") for line in listed.split("\n")[:MOST_MODULES]]
    settings = dict(row[1].partition("=")[::2] for row in rows if row[0] == "build" and len(row) > 1)
    following = [*rows[1:], [""]]
    has_modules = any(row[0] == "mod" for row in rows)
    for row, after in zip(rows, following, strict=True):
        if row[0] in ("mod", "dep"):
            module = _module(row)
            replacement = _module(after) if after[0] == "=>" else None
            yield _package(module, replacement, settings if row[0] == "mod" else {})
        elif row[0] == "path" and row[1:] != [UNNAMED] and not has_modules:
            yield _package(_module(row), None, settings)


def _module(row: list[str]) -> Module:
    return Module(*([*row[1:], "", "", ""])[:3])


def _package(module: Module, replacement: Module | None, settings: dict[str, str]) -> dict[str, Json] | None:
    """A replacement without a version is a directory of the builder: the name stays. None for a name that is none."""
    built = replacement if replacement and replacement.version else module
    namespace, _, name = built.path.rpartition("/")
    if not name or len(built.path) > LONGEST_NAME or not built.path.isascii() or not built.path.isprintable():
        return None
    return package(
        "golang",
        name,
        _version(built, settings),
        namespace=namespace or None,
        source=module.path if replacement else None,
        digest=built.digest or None,
    )


def _version(module: Module, settings: dict[str, str]) -> str | None:
    """Of a main module without one the pseudo-version of its commit, as Go makes it since 1.24 (go.dev/ref/mod#pseudo-versions)."""
    if module.version not in ("", DEVELOPMENT):
        return module.version
    revision, time = settings.get("vcs.revision", ""), "".join(filter(str.isdigit, settings.get("vcs.time", "")))
    if not revision or len(time) < 14:
        return None
    changed = "+dirty" if settings.get("vcs.modified") == "true" else ""
    return f"v0.0.0-{time[:14]}-{revision[:12]}{changed}"


GO = Collector(
    name="go",
    version=2,
    kind=Kind.PACKAGES,
    globs=(),
    parse=parse,
    limit=1 << 30,
    oversize=Status.ABSENT,
    magic=MAGIC,
    root=lambda path: path,
)
