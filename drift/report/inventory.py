"""What `sbom` says: the packages of one snapshot, its distribution, and the image."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from packageurl import PackageURL

from drift.joins.packages import DISTRIBUTIONS
from drift.model.canonical import Document
from drift.model.records import Kind, Record
from drift.model.snapshot import Snapshot

_VENDORS = {"rhel": "redhat"}
"""ID of os-release(5) → namespace of a purl, where scanners ask for another."""
_IDENTITY = ("identity", "config_digest", "platform", "revision", "version")


class Phase(StrEnum):
    """Lifecycle of what was looked at, in CycloneDX's words."""

    POST_BUILD = "post-build"
    """An image."""
    OPERATIONS = "operations"
    """What runs, or is stored to run."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """As os-release(5) says it."""

    id: str
    version: str = ""
    """VERSION_ID; a rolling one has none."""
    name: str = ""
    """PRETTY_NAME"""

    def __str__(self) -> str:
        return f"{self.id}-{self.version}" if self.version else self.id


@dataclass(frozen=True, slots=True)
class Package:
    """One version of a package in one root."""

    reference: str
    """Unique in an inventory: purl with version, "#/" and the root."""
    purl: PackageURL
    """With version and qualifiers."""
    root: str | None
    """The directory it belongs to, None for an operating system's own."""
    architectures: tuple[str, ...]
    source: str
    licences: tuple[str, ...]
    digests: tuple[str, ...]
    """"sha256:…" or another algorithm's, of the package as it was published; () where it is not known which version's they are."""
    origins: tuple[str, ...]
    states: tuple[str, ...]
    evidence: tuple[str, ...]
    """Files, with leading slash, that say that it is installed."""

    @property
    def is_of_the_system(self) -> bool:
        return self.purl.type in DISTRIBUTIONS


@dataclass(frozen=True, slots=True)
class Inventory:
    tool: str
    name: str
    """Of what was looked at: the image's name, the container's, a path."""
    phase: Phase | None
    """None where another bill is all that was looked at."""
    image: Mapping[str, str]
    """identity, config_digest, manifest_digest, platform …: what is known of the image."""
    distribution: Distribution | None
    packages: tuple[Package, ...]
    """By reference."""
    made: datetime | None = None
    """When it was seen; None where nothing but a clock says it."""


def identity_of(snapshot: Snapshot) -> dict[str, str]:
    """What a snapshot says of its image."""
    section = snapshot.sections.get(Kind.IDENTITY)
    said = {one.key: one.value for one in section.set.records} if section and section.set else {}
    values = {"identity": said.get("image", {}).get("identity")}
    values |= {name: said.get(name, {}).get("value") for name in _IDENTITY[1:]}
    return {name: str(value) for name, value in values.items() if value}


def packages_of(records: Iterable[Record], distribution: Distribution | None) -> tuple[Package, ...]:
    """Each version of each packages record."""
    found = [
        _package(one.key, one.value, version, distribution)
        for one in records
        for version in one.value["versions"] or [None]
    ]
    return tuple(sorted(found, key=lambda one: one.reference))


def _package(key: str, content: Document, version: str | None, distribution: Distribution | None) -> Package:
    core, slash, root = key.partition("#/")
    plain = PackageURL.from_string(core)._replace(version=version or None)
    alone = len(content["versions"]) < 2
    return Package(
        reference=plain.to_string() + slash + root,
        purl=_qualified(plain, content["architectures"], distribution),
        root=f"/{root}" if slash else None,
        architectures=tuple(content["architectures"]),
        source=content["source"] or "",
        licences=tuple(content.get("licences", ())),
        digests=tuple(content.get("digests", ())) if alone else (),
        origins=tuple(content.get("origins", ())),
        states=tuple(content.get("states", ())),
        evidence=tuple(content["evidence"]),
    )


def _qualified(purl: PackageURL, architectures: list[str], distribution: Distribution | None) -> PackageURL:
    """With vendor, arch and distro, as the purl types of operating systems have them; an rpm's epoch is a qualifier there."""
    if purl.type not in DISTRIBUTIONS:
        return purl
    purl = purl._replace(namespace=_VENDORS.get(purl.namespace or "", purl.namespace))
    qualifiers = {"arch": architectures[0]} if len(architectures) == 1 else {}
    if distribution:
        qualifiers["distro"] = str(distribution)
    epoch, colon, rest = (purl.version or "").partition(":")
    if purl.type == "rpm" and colon:
        return purl._replace(version=rest, qualifiers={**qualifiers, "epoch": epoch})
    return purl._replace(qualifiers=qualifiers)
