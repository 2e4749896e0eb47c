"""Gemfile.lock and gems.locked of Bundler: the gems below "specs:" of each source (Bundler's LockfileParser)."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from drift.collectors.declared.declared import LIMIT, NOT_OURS, declared, once
from drift.collectors.interface import Collector, Unreadable
from drift.model.canonical import Json, to_text
from drift.model.records import Kind

_SECTION = re.compile(r"^[A-Z][A-Z ]+$")
_GEM = re.compile(r" {4}(?P<name>[^\s()]+) \((?P<version>[^()\s-]+)(?:-(?P<platform>[^()\s]+))?\)!?\Z")
"""Four spaces: a gem that is locked. Six: what it needs."""

OURS = "PATH"
"""The project itself, where it is a gem, and others of its directory."""
SOURCES = ("GEM", "GIT", "PLUGIN SOURCE")


def parse(content: BinaryIO, name: str) -> list[dict[str, Json]]:
    """All that come from elsewhere. Unreadable where no section is a source's: Bundler refuses such a file."""
    lines = [line.rstrip() for line in to_text(content.read()).splitlines()]
    if not any(line in (*SOURCES, OURS) for line in lines):
        raise Unreadable(f"{name} is no lock file of Bundler")
    return once(_declared(lines))


def _declared(lines: list[str]) -> Iterator[dict[str, Json]]:
    section = ""
    for line in lines:
        if _SECTION.match(line):
            section = line
        elif section in SOURCES and (match := _GEM.match(line)):
            yield declared("gem", match["name"], match["version"], optional=match["platform"] is not None)


GEMFILE_LOCK = Collector(
    name="gemfile-lock",
    version=1,
    kind=Kind.DECLARED,
    globs=("**/Gemfile.lock", "**/gems.locked"),
    unless=NOT_OURS,
    parse=parse,
    limit=LIMIT,
)
