"""go.mod and go.sum of a Go module (Go Modules Reference, "go.mod files", "go.sum files").

go.mod requires, since Go 1.17 also what is required indirectly; go.sum has the versions that were loaded, maybe of former builds too.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

from drift.collectors.declared.declared import LIMIT, NOT_OURS, declared, once
from drift.collectors.interface import Collector, Unreadable
from drift.model.canonical import Json, to_text
from drift.model.records import Kind

GO_SUM = "go.sum"

_REQUIRED = re.compile(r"[ \t]*(?:require[ \t]+)?(?P<path>[^\s()]+)[ \t]+(?P<version>v\d\S*)[ \t\r]*(?://.*)?$")
_REPLACED = re.compile(
    r"[ \t]*(?:replace[ \t]+)?(?P<old>\S+)(?:[ \t]+v\S+)?[ \t]+=>[ \t]+(?P<new>\S+)(?:[ \t]+(?P<version>v\S+))?[ \t\r]*(?://.*)?$"
)
_LOADED = re.compile(r"(?P<path>\S+) (?P<version>v[^\s/]+) h1:")
"""A line with /go.mod after the version says only that its requirements were looked at."""
_MODULE = re.compile(r"^module\s", re.MULTILINE)


def parse(content: BinaryIO, name: str) -> list[dict[str, Json]]:
    """The modules, of replaced ones what stands in for them. Unreadable for a go.mod without its module line, as for go itself."""
    text = to_text(content.read())
    if name == GO_SUM:
        return once(
            _module(match["path"], match["version"]) for match in map(_LOADED.match, text.splitlines()) if match
        )
    if not _MODULE.search(text):
        raise Unreadable(f"{name} names no module")
    return once(_required(_statements(text)))


def _statements(text: str) -> list[tuple[str, str]]:
    """Each line of text with the word that it, or its block, begins with."""
    found, block = [], ""
    for line in text.splitlines():
        word = line.split(maxsplit=1)[0] if line.strip() else ""
        if block and word == ")":
            block = ""
        elif not block and line.split("//", 1)[0].rstrip().endswith("("):
            block = word.rstrip("(")
        elif word:
            found.append((block or word, line))
    return found


def _required(statements: list[tuple[str, str]]) -> Iterator[dict[str, Json]]:
    replaced = {
        match["old"]: match for word, line in statements if word == "replace" and (match := _REPLACED.match(line))
    }
    for word, line in statements:
        match = _REQUIRED.match(line) if word == "require" else None
        if match is None:
            continue
        other = replaced.get(match["path"])
        if other is None:
            yield _module(match["path"], match["version"])
        elif other["version"]:  # else a directory of the project
            yield _module(other["new"], other["version"])


def _module(path: str, version: str) -> dict[str, Json]:
    namespace, _, name = path.strip('"`').rpartition("/")
    return declared("golang", name, version, namespace=namespace or None)


GO_MODULES = Collector(
    name="go-modules",
    version=1,
    kind=Kind.DECLARED,
    globs=("**/go.mod", "**/go.sum"),
    unless=NOT_OURS,
    parse=parse,
    limit=LIMIT,
)
