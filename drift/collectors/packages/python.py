"""Installed Python packages: dist-info (PEP 376, PEP 566) and the older egg-info, by their METADATA and PKG-INFO headers.

An egg-info that an editable install keeps in the source directory counts too, with that directory as its root: Python sees the
package from there. The packages that others carry (setuptools/_vendor) lie at a root of their own.
"""

import re
from typing import BinaryIO

from drift.collectors.interface import Collector, Unreadable
from drift.collectors.packages.package import package
from drift.model.canonical import Json, to_text
from drift.model.facts import Status
from drift.model.records import Kind

LIMIT = 64 * 1024
"""Bytes. Name and Version stand in the headers; what follows may be a long description."""
LONGEST_LICENCE = 100
"""Characters. Some packages write the whole text of their licence into the header."""

_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_HEADER = re.compile(r"^(Name|Version|License-Expression|License):(.*)$", re.MULTILINE | re.IGNORECASE)
_CLASSIFIER = re.compile(r"^Classifier:[ \t]*License ::(.*)$", re.MULTILINE | re.IGNORECASE)


def normalised(name: str) -> str:
    """As PEP 503 compares names: Foo.Bar_baz is foo-bar-baz."""
    return re.sub(r"[-_.]+", "-", name).lower()


def parse(content: BinaryIO, name: str) -> list[dict[str, Json]]:
    """The one package of a metadata file. Unreadable without Name (pip skips it with a warning) or Version (pip list breaks off)."""
    headers = to_text(_BLANK_LINE.split(content.read(), maxsplit=1)[0])
    found = {field.lower(): value.strip() for field, value in _HEADER.findall(headers) if value.strip()}
    if not {"name", "version"} <= found.keys():
        raise Unreadable(f"{name} has no Name or no Version")
    return [package("pypi", normalised(found["name"]), found["version"], licence=_licence(found, headers))]


def _licence(found: dict[str, str], headers: str) -> str | None:
    """License-Expression (PEP 639), else License where it is short, else the classifiers."""
    stated = found.get("license-expression") or found.get("license", "")
    if stated and stated.upper() != "UNKNOWN" and len(stated) <= LONGEST_LICENCE:
        return stated
    last = (stated.rpartition("::")[2].strip() for stated in _CLASSIFIER.findall(headers))
    return ", ".join(filter(None, last))[:LONGEST_LICENCE] or None


def site(path: str) -> str:
    """The directory that a metadata file makes a package of: site-packages, dist-packages, that of a virtual environment."""
    directory, _, name = path.rpartition("/")
    return directory if name.endswith(".egg-info") else directory.rpartition("/")[0]


PYTHON = Collector(
    name="python",
    version=2,
    kind=Kind.PACKAGES,
    globs=("**/*.dist-info/METADATA", "**/*.egg-info/PKG-INFO", "**/EGG-INFO/PKG-INFO", "**/*.egg-info"),
    unless=(
        "**/~*/METADATA",  # what an interrupted pip uninstall leaves; pip ignores it, too
        "**/~*/PKG-INFO",
        "**/*-packages/**/tests/**",  # packages that packages test themselves with
        "**/*-packages/**/test/**",
        "**/*-packages/**/testdata/**",
    ),
    parse=parse,
    limit=LIMIT,
    oversize=Status.OK,
    root=site,
)
