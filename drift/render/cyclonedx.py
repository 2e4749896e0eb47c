"""`drift sbom`: an inventory as CycloneDX 1.6 JSON (ECMA-424; https://cyclonedx.org/docs/1.6/json/).

Written here and not by a library: of 3,000 components cyclonedx-python-lib makes a document in 4.4 s, this in 0.2 s. The tests
hold every document against the schema that the library ships.
"""

import json
import re
import uuid
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from drift.model.canonical import canonical, sha256, to_bytes
from drift.render.text import decodable
from drift.report.wording import moment

if TYPE_CHECKING:
    from drift.report.inventory import Inventory, Package

SCHEMA = "http://cyclonedx.org/schema/bom-1.6.schema.json"
PREFIX = "container-drift"
"""Of the names of properties (CycloneDX property taxonomy: a namespace, then colons)."""

_ALGORITHMS = {
    "md5": "MD5",
    "sha1": "SHA-1",
    "sha256": "SHA-256",
    "sha384": "SHA-384",
    "sha512": "SHA-512",
}
_LENGTHS = {"MD5": 32, "SHA-1": 40, "SHA-256": 64, "SHA-384": 96, "SHA-512": 128}
_HEX = re.compile(r"[0-9a-fA-F]+\Z")


def cyclonedx(inventory: "Inventory") -> str:
    """The same inventory gives the same bytes: the serial number is made of the content's digest."""
    content = {
        "metadata": _metadata(inventory),
        "components": [*_system(inventory), *map(_component, inventory.packages)],
    }
    digest = sha256(to_bytes(canonical(content))).hex()
    document = {
        "$schema": SCHEMA,
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": uuid.uuid5(uuid.NAMESPACE_URL, f"sha256:{digest}").urn,
        "version": 1,
        **content,
    }
    return json.dumps(_decodable(document), indent=2, ensure_ascii=False) + "\n"


def _metadata(inventory: "Inventory") -> dict[str, Any]:
    digest = inventory.image.get("manifest_digest") or inventory.image.get("config_digest")
    subject = {
        "type": "container",
        "bom-ref": "subject",
        "name": inventory.name,
        "version": digest,
        "properties": _properties(("image", name, value) for name, value in sorted(inventory.image.items())),
    }
    return _said(
        {
            "timestamp": moment(inventory.made) if inventory.made else None,
            "lifecycles": [{"phase": inventory.phase.value}] if inventory.phase else None,
            "tools": {"components": [{"type": "application", "name": "container-drift", "version": inventory.tool}]},
            "component": _said(subject),
        }
    )


def _system(inventory: "Inventory") -> Iterable[dict[str, Any]]:
    one = inventory.distribution
    if one is not None:
        yield _said(
            {
                "type": "operating-system",
                "bom-ref": "operating-system",
                "name": one.id,
                "version": one.version,
                "description": one.name,
            }
        )


def _component(one: "Package") -> dict[str, Any]:
    hashes = [found for digest in one.digests if (found := _hash(digest))]
    return _said(
        {
            "type": "library",
            "bom-ref": one.reference,
            "group": "" if one.is_of_the_system else one.purl.namespace,
            "name": one.purl.name,
            "version": one.purl.version,
            "hashes": hashes,
            "licenses": [{"license": {"name": licence}} for licence in one.licences],
            "purl": one.purl.to_string(),
            "evidence": {"occurrences": [{"location": path} for path in one.evidence]} if one.evidence else None,
            "properties": _properties(_more(one)),
        }
    )


def _more(one: "Package") -> Iterable[tuple[str, str, str]]:
    """What CycloneDX has no member for."""
    listed = {
        "architecture": one.architectures,
        "digest": tuple(digest for digest in one.digests if not _hash(digest)),
        "origin": one.origins,
        "root": (one.root,) if one.root is not None else (),
        "source": (one.source,) if one.source else (),
        "state": one.states,
    }
    for name, values in listed.items():
        for value in values:
            yield "package", name, value


def _hash(digest: str) -> dict[str, str] | None:
    """None for an algorithm or a length that CycloneDX does not have."""
    algorithm, _, value = digest.partition(":")
    name = _ALGORITHMS.get(algorithm)
    if name is None or len(value) != _LENGTHS[name] or not _HEX.match(value):
        return None
    return {"alg": name, "content": value}


def _properties(listed: Iterable[tuple[str, str, str]]) -> list[dict[str, str]]:
    return [{"name": f"{PREFIX}:{of}:{name}", "value": value} for of, name, value in listed]


def _said(members: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value}


def _decodable(value: Any) -> Any:
    match value:
        case str():
            return decodable(value)
        case dict():
            return {name: _decodable(item) for name, item in value.items()}
        case list():
            return [_decodable(item) for item in value]
        case _:
            return value
