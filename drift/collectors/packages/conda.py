"""Packages of a conda environment: conda-meta/NAME-VERSION-BUILD.json, one for each (conda's PrefixRecord)."""

import re
from typing import BinaryIO

from drift.collectors.interface import Collector, Unreadable
from drift.collectors.json_document import json_object, string
from drift.collectors.packages.package import package, without_credentials
from drift.model.canonical import Document, Json
from drift.model.records import Kind

_DIGESTS = {"sha256": re.compile(r"[0-9a-f]{64}\Z"), "md5": re.compile(r"[0-9a-f]{32}\Z")}


def parse(content: BinaryIO, name: str) -> list[dict[str, Json]]:
    """The one package of a record. conda itself refuses an environment with a broken one: Unreadable."""
    document = json_object(content, name)
    package_name, version = string(document.get("name")), string(document.get("version"))
    if not package_name or not version:
        raise Unreadable(f"{name} has no name or no version")
    channel = string(document.get("channel"))
    return [
        package(
            "conda",
            package_name,
            version,
            architecture=string(document.get("subdir")),
            licence=string(document.get("license")),
            digest=_digest(document),
            origin=without_credentials(channel) if channel else None,
        )
    ]


def _digest(document: Document) -> str | None:
    """Of the archive that it was unpacked from: two builds of one version differ in it."""
    for algorithm, form in _DIGESTS.items():
        stated = string(document.get(algorithm))
        if stated and form.match(stated):
            return f"{algorithm}:{stated}"
    return None


def environment(path: str) -> str:
    """The directory that holds conda-meta."""
    return path.rpartition("/")[0].rpartition("/")[0]


CONDA = Collector(
    name="conda",
    version=1,
    kind=Kind.PACKAGES,
    globs=("**/conda-meta/*.json",),
    parse=parse,
    limit=16 << 20,
    root=environment,
)
