"""Installed R packages: DESCRIPTION of each directory of a library (Writing R Extensions, 1.1.1; Debian control format)."""

import re
from typing import BinaryIO

from drift.collectors.interface import Collector
from drift.collectors.packages.package import package
from drift.model.canonical import Json, to_text
from drift.model.facts import Status
from drift.model.records import Kind

_PLACE = re.compile(
    r"(?:.*/)?[^/]*lib(?:s|rary|raries)?(?:/(?:R-)?\d[^/]*(?:/[^/]+)?)?/[^/]+/DESCRIPTION\Z", re.DOTALL | re.IGNORECASE
)
"""site-library/NAME, a user's library/4.3/NAME, renv's library/R-4.3/PLATFORM/NAME. Sources and what packages test with lie elsewhere."""
_FIELD = re.compile(r"^(Package|Version|License):(.*)$", re.MULTILINE)


def parse(content: BinaryIO, _name: str) -> list[dict[str, Json]] | None:
    """The one package. None without Package or Version: any text may be called so, and R lists no such directory."""
    found = {field: value.strip() for field, value in _FIELD.findall(to_text(content.read())) if value.strip()}
    if not {"Package", "Version"} <= found.keys():
        return None
    return [package("cran", found["Package"], found["Version"], licence=found.get("License"))]


def is_installed(path: str) -> bool:
    return _PLACE.match(path) is not None


def library(path: str) -> str:
    """One of .libPaths()."""
    return path.rpartition("/")[0].rpartition("/")[0]


R = Collector(
    name="r",
    version=1,
    kind=Kind.PACKAGES,
    globs=("**/DESCRIPTION",),
    place=is_installed,
    parse=parse,
    limit=256 * 1024,
    oversize=Status.ABSENT,
    root=library,
)
