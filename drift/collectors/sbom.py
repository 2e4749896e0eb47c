"""A bill of materials: CycloneDX JSON (ECMA-424, any 1.x) or SPDX 2.x JSON (SPDX 2.3, clause 7: packages; annex F: purl).

Only what has a package URL can be compared with what is installed. Unreadable is what is no such document. A component without a package
URL, or with one that cannot be understood, is named: syft gives none to an OS package where no os-release says for which distribution.
Files, programs and lock files, which tools list beside packages, are left out.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any, BinaryIO, TypeAlias

from packageurl import PackageURL

from drift.collectors.interface import Unreadable
from drift.collectors.json_document import fields, json_object, objects, string
from drift.collectors.packages.package import package
from drift.collectors.packages.python import normalised
from drift.model.canonical import Document, Json

LARGEST = 128 * 2**20
"""Bytes. That of an image with 100,000 files listed one by one has some 60 MiB."""

_PACKAGES = frozenset({None, "library", "framework"})
"""What a component or package that has no package URL must be to be missed: not a file, an application, a lock file."""
_IMAGES = frozenset({"docker", "oci"})
"""purl types of what the document is about."""


Component: TypeAlias = "dict[str, Json] | str"
"""A package as a collector has it; or a name where no package URL is understood."""


@dataclass(frozen=True, slots=True)
class Bill:
    packages: tuple[dict[str, Json], ...]
    """As of a package collector: one for each component."""
    unnamed: tuple[str, ...]
    """Names of components that say no package URL that can be understood, sorted, each once."""


def parse(content: BinaryIO, name: str) -> Bill:
    """Raises Unreadable for what is neither, and for more than LARGEST bytes."""
    raw = content.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise Unreadable(f"{name} has more than {LARGEST // 2**20} MiB")
    document = json_object(BytesIO(raw), name)
    found = list(_components(document, name))
    packages = tuple(one for one in found if not isinstance(one, str))
    return Bill(packages, tuple(sorted({one for one in found if isinstance(one, str)})))


def _components(document: Document, name: str) -> Iterator[Component]:
    if document.get("bomFormat") == "CycloneDX":
        return _cyclonedx(document)
    if (string(document.get("spdxVersion")) or "").startswith("SPDX-2."):
        return _spdx(document)
    raise Unreadable(f"{name} is neither CycloneDX nor SPDX 2 JSON")


def _cyclonedx(document: Document) -> Iterator[Component]:
    """Components, and those that they are assembled of."""
    waiting = objects(document.get("components"))[::-1]
    while waiting:
        one = waiting.pop()
        waiting += objects(one.get("components"))[::-1]
        yield from _component(one, [one.get("purl")], one.get("version"), one.get("type"))


def _spdx(document: Document) -> Iterator[Component]:
    for one in objects(document.get("packages")):
        urls = [
            reference.get("referenceLocator")
            for reference in objects(one.get("externalRefs"))
            if reference.get("referenceType") == "purl"
        ]
        purpose = string(one.get("primaryPackagePurpose"))
        yield from _component(one, urls, one.get("versionInfo"), purpose and purpose.lower())


def _component(stated: Document, urls: Iterable[Any], version: Any, kind: Any) -> Iterator[Component]:
    """Nothing for what is no package."""
    texts = [url for url in urls if isinstance(url, str)]
    if not texts and (not isinstance(kind, str | None) or kind not in _PACKAGES):
        return
    understood = [purl for url in texts if (purl := _purl(url))]
    if any(purl.type in _IMAGES for purl in understood):
        return
    found = _package(understood[0], version) if understood else None
    yield found or string(stated.get("name")) or "?"


def _purl(url: str) -> PackageURL | None:
    try:
        return PackageURL.from_string(url)
    except ValueError:
        return None


def _package(purl: PackageURL, stated: Any) -> dict[str, Json] | None:
    """As the package's own collector would have it. A version is the purl's, else the component's own."""
    qualifiers = fields(purl.qualifiers)
    namespace, name = _name(purl)
    version = _version(purl, purl.version or string(stated), qualifiers.get("epoch", "0"))
    try:
        return package(purl.type, name, version, namespace=namespace, architecture=qualifiers.get("arch"))
    except Unreadable:
        return None


def _name(purl: PackageURL) -> tuple[str, str]:
    """Namespace and name. A Go module may end in the subpath (syft); trivy leaves the dots in Python names, which PEP 503 does not."""
    namespace = purl.namespace or ""
    if purl.type == "golang" and purl.subpath:
        parent, _, last = f"{namespace}/{purl.name}/{purl.subpath}".strip("/").rpartition("/")
        return parent, last
    return namespace, normalised(purl.name) if purl.type == "pypi" else purl.name


def _version(purl: PackageURL, version: str | None, epoch: str) -> str | None:
    """The epoch may be a qualifier; before that of Go's standard library trivy puts a v."""
    if version is None:
        return None
    if (purl.type, purl.name) == ("golang", "stdlib"):
        return version.removeprefix("v")
    return f"{epoch}:{version}" if epoch != "0" and ":" not in version else version
