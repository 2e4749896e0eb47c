"""Arch's package database: var/lib/pacman/local/NAME-VERSION/ with desc, files and mtree (alpm-db-desc(5), alpm-mtree(5)).

desc and files are sections of a %NAME% line and its values. mtree is mtree(5) behind gzip, with the digest, size and mode of each
file; what files lists below %BACKUP% its owner may edit.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

from drift.collectors.interface import Collector, Unreadable
from drift.collectors.packages.filelist import CONFIG, Listed, digest_of, file_list
from drift.collectors.packages.package import package
from drift.collectors.packages.unpacked import unpacked
from drift.model.canonical import Json, to_text
from drift.model.records import Kind

LOCAL = "var/lib/pacman/local"
LIMIT = 16 << 20
"""Bytes, packed and unpacked."""

_ESCAPED = re.compile(r"\\([0-7]{3})")


def parse(content: BinaryIO, _name: str) -> list[dict[str, Json]]:
    """The one package of a desc file."""
    sections = _sections(to_text(content.read()))
    name, version = _first(sections, "NAME"), _first(sections, "VERSION")
    if not name or not version:
        raise Unreadable(f"package {(name or '')[:100]!r} has no %NAME% or no %VERSION%: is the file cut off?")
    return [
        package(
            "alpm",
            name,
            version,
            architecture=_first(sections, "ARCH"),
            source=_first(sections, "BASE"),
            licence=" AND ".join(sections.get("LICENSE", ())) or None,
        )
    ]


def parse_files(content: BinaryIO, _name: str) -> dict[str, Json]:
    """The paths without directories; those of %BACKUP% are marked. The directory of the file names the package, not its content."""
    sections = _sections(to_text(content.read()))
    backup = {line.partition("\t")[0] for line in sections.get("BACKUP", ())}
    paths = (path for path in sections.get("FILES", ()) if not path.endswith("/"))
    return file_list(Listed("", path, marks=CONFIG if path in backup else "") for path in paths)


def parse_mtree(content: BinaryIO, _name: str) -> dict[str, Json]:
    """What was recorded of each regular file. Names that begin with a dot at the top are the package's own papers."""
    return file_list(_mtree(to_text(unpacked(content, "mtree", LIMIT))))


def _sections(text: str) -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {}
    current: list[str] = []
    for line in text.split("\n"):
        if re.fullmatch("%[A-Z0-9]+%", line):
            current = sections.setdefault(line.strip("%"), [])
        elif line:
            current.append(line)
    return sections


def _first(sections: dict[str, list[str]], name: str) -> str | None:
    return next(iter(sections.get(name, ())), None)


def _mtree(text: str) -> Iterator[Listed]:
    defaults: dict[str, str] = {}
    for line in text.split("\n"):
        name, *words = line.split(" ")
        fields = dict(word.partition("=")[::2] for word in words)
        if name == "/set":
            defaults |= fields
        elif name == "/unset":
            defaults = {field: value for field, value in defaults.items() if field not in fields}
        elif name.startswith("./") and not name.startswith("./."):
            one = defaults | fields
            if one.get("type", "file") == "file":
                path = _ESCAPED.sub(lambda match: chr(int(match[1], 8)), name[2:])
                yield Listed(
                    "", _decoded(path), _digest(one), _number(one.get("mode"), 8), _number(one.get("size"), 10)
                )


def _decoded(path: str) -> str:
    """A path of mtree, which writes each byte that is not printable ASCII as an octal escape."""
    return to_text(path.encode("latin-1")) if path.isascii() or max(path) <= "\xff" else path


def _digest(fields: dict[str, str]) -> str:
    return digest_of("sha256", fields.get("sha256digest", "")) or digest_of("md5", fields.get("md5digest", ""))


def _number(text: str | None, base: int) -> int | None:
    digits = "[0-7]{1,7}" if base == 8 else "[0-9]{1,18}"
    if text is None or not re.fullmatch(digits, text):
        return None
    return int(text, base) & 0o7777 if base == 8 else int(text)


PACMAN = Collector(name="pacman", version=1, kind=Kind.PACKAGES, globs=(f"{LOCAL}/*/desc",), parse=parse, limit=1 << 20)

PACMAN_FILES = Collector(
    name="pacman-files", version=1, kind=None, globs=(f"{LOCAL}/*/files",), parse=parse_files, limit=LIMIT
)

PACMAN_MTREE = Collector(
    name="pacman-mtree", version=1, kind=None, globs=(f"{LOCAL}/*/mtree",), parse=parse_mtree, limit=LIMIT
)
