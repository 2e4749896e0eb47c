"""What a .NET application was built with: NAME.deps.json beside it (the SDK's runtime configuration files)."""

from typing import BinaryIO

from drift.collectors.interface import Collector
from drift.collectors.json_document import fields, json_object, string
from drift.collectors.packages.package import integrity_digest, package
from drift.model.canonical import Document, Json
from drift.model.records import Kind

TYPES = frozenset({"package", "project", "reference", "runtimepack"})
"""What a library can be: from NuGet, the application or another project of its solution, a file, the carried runtime."""


def parse(content: BinaryIO, name: str) -> list[dict[str, Json]] | None:
    """The "libraries", also those that only the compiler used. The host refuses broken JSON: Unreadable. None without libraries."""
    libraries = fields(json_object(content, name).get("libraries"))
    found = [_package(key, fields(stated)) for key, stated in libraries.items()]
    return [one for one in found if one is not None] or None


def _package(key: str, stated: Document) -> dict[str, Json] | None:
    library, _, version = key.rpartition("/")
    if not library or not version or stated.get("type") not in TYPES:
        return None
    digest = integrity_digest(string(stated.get("sha512")) or "")
    return package("nuget", library, version, digest=digest)


def application(path: str) -> str:
    """The directory of the application."""
    return path.rpartition("/")[0]


DOTNET = Collector(
    name="dotnet",
    version=1,
    kind=Kind.PACKAGES,
    globs=("**/*.deps.json",),
    parse=parse,
    limit=8 << 20,
    root=application,
)
