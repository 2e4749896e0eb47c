"""Installed PHP packages: vendor/composer/installed.json of Composer 1 (a list) and 2 (an object with packages)."""

from typing import BinaryIO

from drift.collectors.interface import Collector, Unreadable
from drift.collectors.json_document import fields, json_value, objects, string
from drift.collectors.packages.package import package
from drift.model.canonical import Document, Json
from drift.model.records import Kind


def parse(content: BinaryIO, name: str) -> list[dict[str, Json]]:
    """All packages. Composer gives up on a broken file, and so on one of another form: Unreadable."""
    document = json_value(content, name)
    listed = document.get("packages") if isinstance(document, dict) else document
    if not isinstance(listed, list):
        raise Unreadable(f"{name} has no list of packages")
    return [_package(one, name) for one in objects(listed)]


def _package(stated: Document, name: str) -> dict[str, Json]:
    full_name, version = string(stated.get("name")), string(stated.get("version"))
    if not full_name or not version:
        raise Unreadable(f"{name} has a package without name or version")
    vendor, _, project = full_name.rpartition("/")
    checksum = string(fields(stated.get("dist")).get("shasum"))
    return package(
        "composer",
        project,
        version,
        namespace=vendor or None,
        licence=_licence(stated),
        digest=f"sha1:{checksum}" if checksum else None,
        origin=_origin(stated, version),
    )


def _licence(stated: Document) -> str | None:
    """A list is a choice (composer.json, "license")."""
    licences = stated.get("license")
    listed = licences if isinstance(licences, list) else [licences]
    return " OR ".join(filter(None, map(string, listed))) or None


def _origin(stated: Document, version: str) -> str | None:
    """The commit of a branch: dev-main alone says nothing. A release is known by its version."""
    reference = string(fields(stated.get("source")).get("reference"))
    is_branch = version.startswith("dev-") or version.endswith("-dev")
    return f"{version}#{reference}" if is_branch and reference else None


def vendor_directory(path: str) -> str:
    """The directory that holds composer/installed.json, most often vendor."""
    return path.rpartition("/")[0].rpartition("/")[0]


COMPOSER = Collector(
    name="composer",
    version=1,
    kind=Kind.PACKAGES,
    globs=("**/composer/installed.json",),
    parse=parse,
    limit=8 << 20,
    root=vendor_directory,
)
