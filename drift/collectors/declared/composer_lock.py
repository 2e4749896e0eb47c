"""composer.lock of Composer: "packages" and "packages-dev" (Composer's documentation, Basic usage)."""

from collections.abc import Iterator
from typing import BinaryIO

from drift.collectors.declared.declared import LIMIT, NOT_OURS, declared, once
from drift.collectors.interface import Collector, Unreadable
from drift.collectors.json_document import json_object, objects, string
from drift.model.canonical import Document, Json
from drift.model.records import Kind


def parse(content: BinaryIO, name: str) -> list[dict[str, Json]]:
    """All. Composer gives up on a broken file, and on a package without name or version: Unreadable."""
    return once(_declared(json_object(content, name), name))


def _declared(document: Document, file: str) -> Iterator[dict[str, Json]]:
    for section in ("packages", "packages-dev"):
        for stated in objects(document.get(section)):
            full_name, version = string(stated.get("name")), string(stated.get("version"))
            if not full_name or not version:
                raise Unreadable(f"{file} has a package without name or version")
            vendor, _, project = full_name.rpartition("/")
            optional = section == "packages-dev"
            yield declared("composer", project, version, namespace=vendor or None, optional=optional)


COMPOSER_LOCK = Collector(
    name="composer-lock",
    version=1,
    kind=Kind.DECLARED,
    globs=("**/composer.lock",),
    unless=NOT_OURS,
    parse=parse,
    limit=LIMIT,
)
