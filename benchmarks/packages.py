"""The packages of an image archive, as drift lists them and as syft does, by names that can be compared.

`python -m benchmarks.packages ARCHIVE STORE` lists them as drift does: what is measured, a process of its own.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from packageurl import PackageURL

from drift.model.records import Kind, Record
from drift.model.references import parse_reference
from drift.model.settings import Settings
from drift.pipeline.images import Images
from drift.pipeline.session import Session
from drift.store import Store

NAMED_WITHOUT_NAMESPACE = {"deb", "rpm", "maven"}
"""Types whose namespace is the distribution, or is guessed where a jar does not say it."""
UNKNOWN = {"UNKNOWN", "(devel)"}
"""What syft says of no version, and Go of a program that was built from a checkout."""


class Package(NamedTuple):
    type: str
    """Of its purl."""
    name: str
    """With what stands before it in the purl, where that belongs to the name."""
    version: str


Listing = Mapping[Package, frozenset[str]]
"""Package → files that say so."""


def syft() -> str | None:
    """The program: DRIFT_SYFT, else the one in PATH."""
    return os.environ.get("DRIFT_SYFT") or shutil.which("syft")


def syft_command(program: str, archive: Path) -> tuple[str, ...]:
    return (program, "--quiet", "--output", "json", f"docker-archive:{archive}")


def syft_version(program: str) -> str:
    said = subprocess.run((program, "version", "--output", "json"), check=True, capture_output=True, text=True).stdout
    return str(json.loads(said)["version"])


def by_syft(program: str, archive: Path) -> Listing:
    listed = subprocess.run(syft_command(program, archive), check=True, stdout=subprocess.PIPE).stdout
    return _grouped(_of_syft(json.loads(listed)["artifacts"]))


def by_drift(archive: Path, store: Path) -> Listing:
    reference = parse_reference(f"docker-archive:{archive}")
    with Store.open(store) as opened, Session(Settings(), opened, {}) as session:
        section = Images(session).of_reference(reference).snapshot.sections[Kind.PACKAGES]
        if section.set is None:
            raise RuntimeError(section.reason)
        return _grouped(_of_drift(section.set.records))


def _of_drift(records: Iterable[Record]) -> Iterator[tuple[Package, str]]:
    for one in records:
        purl = PackageURL.from_string(one.key.partition("#")[0])
        for version in one.value["versions"] or [""]:
            for place in one.value["evidence"]:
                yield _package(purl, version), place


def _of_syft(artifacts: list[dict[str, Any]]) -> Iterator[tuple[Package, str]]:
    for one in artifacts:
        purl = PackageURL.from_string(one["purl"]) if one["purl"] else PackageURL("generic", None, one["name"])
        package = _package(purl, one["version"])
        if purl.subpath:
            package = package._replace(name=one["name"])  # of a Go module below a repository's root
        for place in one["locations"]:
            yield package, place["path"]


def _package(purl: PackageURL, version: str) -> Package:
    name = purl.name
    if purl.namespace and purl.type not in NAMED_WITHOUT_NAMESPACE:
        name = f"{purl.namespace}/{name}"
    if purl.type == "rpm":
        version = version.removeprefix("0:")  # an epoch of 0 is none
    if name == "stdlib":
        version = version.removeprefix("go")
    return Package(purl.type, name, "" if version in UNKNOWN else version)


def _grouped(said: Iterator[tuple[Package, str]]) -> Listing:
    found: dict[Package, set[str]] = {}
    for package, place in said:
        found.setdefault(package, set()).add(place)
    return {package: frozenset(places) for package, places in found.items()}


if __name__ == "__main__":
    for one in sorted(by_drift(Path(sys.argv[1]), Path(sys.argv[2]))):
        print(*one)
