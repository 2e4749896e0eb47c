"""Installed Python packages: dist-info (PEP 376, PEP 566) and the older egg-info, by their METADATA and PKG-INFO headers."""

import re
from typing import BinaryIO

from drift.collectors.interface import Collector, Unreadable
from drift.collectors.packages.package import package
from drift.model.canonical import Json, to_text
from drift.model.facts import Status
from drift.model.records import Kind

LIMIT = 64 * 1024
"""Bytes. Name and Version stand in the headers; what follows may be a long description."""

_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_HEADER = re.compile(r"^(Name|Version):[ \t]*(.*?)[ \t\r]*$", re.MULTILINE | re.IGNORECASE)


def normalised(name: str) -> str:
    """As PEP 503 compares names: Foo.Bar_baz is foo-bar-baz."""
    return re.sub(r"[-_.]+", "-", name).lower()


def parse(content: BinaryIO, name: str) -> list[dict[str, Json]]:
    """The one package of a metadata file."""
    headers = to_text(_BLANK_LINE.split(content.read(), maxsplit=1)[0])
    found = {field.lower(): value for field, value in _HEADER.findall(headers) if value}
    if not {"name", "version"} <= found.keys():
        raise Unreadable(f"{name} has no Name or no Version")
    return [package("pypi", normalised(found["name"]), found["version"])]


def site(path: str) -> str:
    """The directory that a metadata file makes a package of: site-packages, dist-packages, that of a virtual environment."""
    directory, _, name = path.rpartition("/")
    return directory if name.endswith(".egg-info") else directory.rpartition("/")[0]


PYTHON = Collector(
    name="python",
    version=1,
    kind=Kind.PACKAGES,
    globs=("**/*.dist-info/METADATA", "**/*.egg-info/PKG-INFO", "**/EGG-INFO/PKG-INFO", "**/*.egg-info"),
    parse=parse,
    limit=LIMIT,
    oversize=Status.OK,
    root=site,
)
