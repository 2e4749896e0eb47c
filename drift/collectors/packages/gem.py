"""Installed Ruby gems: specifications/NAME-VERSION.gemspec, default gems below specifications/default (RubyGems' Gem::Specification).

A gemspec is a program, which is never run: RubyGems writes these itself, one assignment of literals a line.
"""

import re
from typing import BinaryIO

from drift.collectors.interface import Collector, Unreadable
from drift.collectors.packages.package import package
from drift.model.canonical import Json, to_text
from drift.model.records import Kind

_STUB = re.compile(r"^# stub: (\S+) (\S+) (\S+) ", re.MULTILINE)
"""Name, version, platform: RubyGems itself reads no more of a file until it needs the rest (Gem::StubSpecification)."""
_FIELD = re.compile(
    r"""^[ \t]*+\w+\.(name|version|platform)[ \t]*=[ \t]*(?:Gem::Version\.new\(?[ \t]*)?["']([^"']+)["']""",
    re.MULTILINE,
)
_LICENCES = re.compile(r"^[ \t]*+\w+\.licenses?[ \t]*=[ \t]*(\[[^\]\n]*\]|[\"'][^\"'\n]*[\"'])", re.MULTILINE)
_QUOTED = re.compile(r"""["']([^"']+)["']""")

ANY_PLATFORM = "ruby"


def parse(content: BinaryIO, name: str) -> list[dict[str, Json]]:
    """The one gem. Unreadable without name or version: gem list says of such a file that it is invalid."""
    text = to_text(content.read())
    stub = _STUB.search(text)
    stated = dict(zip(("name", "version", "platform"), stub.groups(), strict=True)) if stub else _assigned(text)
    if not {"name", "version"} <= stated.keys():
        raise Unreadable(f"{name} states no name or no version")
    platform = stated.get("platform", ANY_PLATFORM)
    return [
        package(
            "gem",
            stated["name"],
            stated["version"],
            architecture=None if platform == ANY_PLATFORM else platform,
            licence=_licence(text),
        )
    ]


def _assigned(text: str) -> dict[str, str]:
    """Of each field the first assignment."""
    found: dict[str, str] = {}
    for field, value in _FIELD.findall(text):
        found.setdefault(field, value)
    return found


def _licence(text: str) -> str | None:
    match = _LICENCES.search(text)
    return ", ".join(_QUOTED.findall(match[1])) or None if match else None


def gem_home(path: str) -> str:
    """The directory that holds specifications: one of `gem env gempath`."""
    home, _, name = path.rpartition("/")[0].removesuffix("/default").rpartition("/")
    return home if name == "specifications" else ""


GEM = Collector(
    name="gem",
    version=1,
    kind=Kind.PACKAGES,
    globs=("**/specifications/*.gemspec", "**/specifications/default/*.gemspec"),
    parse=parse,
    root=gem_home,
)
