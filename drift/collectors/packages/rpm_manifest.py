"""The list that Mariner's distroless images have in place of an rpm database: var/lib/rpmmanifest/container-manifest-2.

Columns between tabs, as `rpm -qa --qf` wrote them: name, version-release, install time, build time, vendor, epoch, size, architecture,
epoch as a number, source rpm (microsoft/CBL-Mariner, toolkit/docs). The sixth may say (none) where the ninth is 1: the number counts.
"""

from typing import BinaryIO

from drift.collectors.interface import Collector, Unreadable
from drift.collectors.packages.package import package
from drift.collectors.packages.rpm.names import source_name, version_of
from drift.model.canonical import Json, to_text
from drift.model.records import Kind

COLUMNS = 10


def parse(content: BinaryIO, _name: str) -> list[dict[str, Json]]:
    """The packages, without their files."""
    lines = (line for line in to_text(content.read()).split("\n") if line.strip())
    return [_package(line.split("\t")) for line in lines]


def _package(columns: list[str]) -> dict[str, Json]:
    if len(columns) != COLUMNS or not columns[0] or not columns[1]:
        raise Unreadable(f"a line of {len(columns)} columns in place of {COLUMNS}: is the file cut off?")
    epoch = columns[8].strip()
    return package(
        "rpm",
        columns[0],
        version_of(columns[1], int(epoch) if epoch.isascii() and epoch.isdecimal() and len(epoch) < 11 else 0),
        architecture=columns[7],
        source=source_name(columns[9].strip()),
    )


RPM_MANIFEST = Collector(
    name="rpm-manifest",
    version=1,
    kind=Kind.PACKAGES,
    globs=("var/lib/rpmmanifest/container-manifest-2",),
    parse=parse,
)
