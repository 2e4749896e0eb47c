"""package-lock.json and npm-shrinkwrap.json of npm, in the forms 1, 2 and 3 (package-lock.json(5))."""

from collections.abc import Iterator
from typing import BinaryIO

from drift.collectors.declared.declared import LIMIT, NOT_OURS, npm, once
from drift.collectors.interface import Collector, Unreadable
from drift.collectors.json_document import fields, json_object, string
from drift.model.canonical import Document, Json
from drift.model.records import Kind

FOLDER = "node_modules/"


def parse(content: BinaryIO, name: str) -> list[dict[str, Json]]:
    """All but the project, its workspaces and links to them. npm itself refuses broken JSON: Unreadable."""
    document = json_object(content, name)
    packages = fields(document.get("packages"))
    return once(_by_place(packages) if packages else _nested(document, name))


def _by_place(packages: Document) -> Iterator[dict[str, Json]]:
    """Forms 2 and 3: "node_modules/a/node_modules/@scope/b". An alias says its name."""
    for place, entry in packages.items():
        stated = fields(entry)
        version = string(stated.get("version"))
        if FOLDER in place and version and not stated.get("link"):
            name = string(stated.get("name")) or place.rpartition(FOLDER)[2]
            yield npm(name, version, optional=_is_optional(stated))


def _nested(document: Document, name: str) -> Iterator[dict[str, Json]]:
    """Form 1: a tree of "dependencies". An alias has the version npm:NAME@VERSION, what is no package a URL."""
    waiting = [document]
    while waiting:
        dependencies = waiting.pop().get("dependencies") or {}
        if not isinstance(dependencies, dict):
            raise Unreadable(f"{name}: dependencies are no object")
        for alias, entry in dependencies.items():
            stated = fields(entry)
            waiting.append(stated)
            package_name, version = _aliased(alias, string(stated.get("version")) or "")
            if version and ":" not in version:
                yield npm(package_name, version, optional=_is_optional(stated))


def _aliased(name: str, version: str) -> tuple[str, str]:
    if not version.startswith("npm:"):
        return name, version
    named, _, of_alias = version.removeprefix("npm:").rpartition("@")
    return named, of_alias


def _is_optional(stated: Document) -> bool:
    return any(stated.get(mark) is True for mark in ("dev", "optional", "devOptional"))


NPM_LOCK = Collector(
    name="npm-lock",
    version=1,
    kind=Kind.DECLARED,
    globs=("**/package-lock.json", "**/npm-shrinkwrap.json"),
    unless=NOT_OURS,
    parse=parse,
    limit=LIMIT,
)
