"""Pipfile.lock of pipenv: "default" and "develop", each name with its version (pipfile's specification, lock version 6)."""

from collections.abc import Iterator
from typing import BinaryIO

from drift.collectors.declared.declared import LIMIT, NOT_OURS, declared, once
from drift.collectors.interface import Collector
from drift.collectors.json_document import fields, json_object, string
from drift.collectors.packages.python import normalised
from drift.model.canonical import Document, Json
from drift.model.records import Kind


def parse(content: BinaryIO, name: str) -> list[dict[str, Json]]:
    """All with a version; what comes from a directory or a repository has none."""
    return once(_declared(json_object(content, name)))


def _declared(document: Document) -> Iterator[dict[str, Json]]:
    for section in ("default", "develop"):
        for name, stated in fields(document.get(section)).items():
            version = string(fields(stated).get("version"))
            if version:
                optional = section == "develop" or "markers" in stated
                yield declared("pypi", normalised(name), version.removeprefix("=="), optional=optional)


PIPFILE_LOCK = Collector(
    name="pipfile-lock",
    version=1,
    kind=Kind.DECLARED,
    globs=("**/Pipfile.lock",),
    unless=NOT_OURS,
    parse=parse,
    limit=LIMIT,
)
