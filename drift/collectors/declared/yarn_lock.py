"""yarn.lock of Yarn 1 (a format of its own) and of Yarn 2 and later (YAML), both read by their lines.

An entry is a line of descriptors that ends in a colon, and below it, by two spaces: version "1.0.0", or version: 1.0.0 and resolution.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

from drift.collectors.declared.declared import LIMIT, NOT_OURS, npm, once
from drift.collectors.interface import Collector, Unreadable
from drift.model.canonical import Json, to_text
from drift.model.records import Kind

_HEADS = ("# yarn lockfile v1", "__metadata:")
_ENTRY = re.compile(r"^(?P<descriptors>[^\s#][^\n]*):[ \t\r]*\n(?P<body>(?:[ \t][^\n]*\n?)*)", re.MULTILINE)
_VERSION = re.compile(r"^  version:? \"?(?P<version>[^\s\"]+)", re.MULTILINE)
_RESOLUTION = re.compile(r"^  resolution: \"(?P<name>(?:@[^/@\"]+/)?[^/@\"]+)@(?P<protocol>[a-z]+):", re.MULTILINE)
_DESCRIPTOR = re.compile(r"\"?(?P<name>(?:@[^/@\"]+/)?[^/@\"]+)@(?:npm:(?P<alias>(?:@[^/@]+/)?[^/@\"]+)@)?")


def parse(content: BinaryIO, name: str) -> list[dict[str, Json]]:
    """All but the project and its workspaces. Yarn refuses a file without its first lines, if it is not empty: Unreadable."""
    text = to_text(content.read())
    if text.strip() and not any(head in text[:4096] for head in _HEADS):
        raise Unreadable(f"{name} is no lock file of Yarn")
    return once(_declared(text))


def _declared(text: str) -> Iterator[dict[str, Json]]:
    for entry in _ENTRY.finditer(text):
        version = _VERSION.search(entry["body"])
        resolution = _RESOLUTION.search(entry["body"])
        package_name = _name(entry["descriptors"]) if resolution is None else resolution["name"]
        is_ours = resolution is not None and resolution["protocol"] in ("workspace", "link", "portal")
        if version and package_name and not is_ours:
            yield npm(package_name, version["version"])


def _name(descriptors: str) -> str:
    """Of the first descriptor: NAME@RANGE, or ALIAS@npm:NAME@RANGE."""
    match = _DESCRIPTOR.match(descriptors)
    return (match["alias"] or match["name"]) if match else ""


YARN_LOCK = Collector(
    name="yarn-lock",
    version=1,
    kind=Kind.DECLARED,
    globs=("**/yarn.lock",),
    unless=NOT_OURS,
    parse=parse,
    limit=LIMIT,
)
