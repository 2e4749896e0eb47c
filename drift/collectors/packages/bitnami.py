"""Components of Bitnami's images: opt/bitnami/NAME/.spdx-NAME.spdx, SPDX 2.3 in JSON (spdx.github.io/spdx-spec, package information).

No package manager knows them. Each package has its purl as an external reference; one without a purl is not a package that one could
name, and is left out.
"""

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from packageurl import PackageURL

from drift.collectors.interface import Collector, Unreadable
from drift.collectors.packages.package import package
from drift.model.canonical import Json
from drift.model.records import Kind

STATES_NOTHING = frozenset({"", "NOASSERTION", "NONE"})


def parse(content: BinaryIO, name: str) -> list[dict[str, Json]]:
    """The component and what is bundled in it."""
    try:
        document = json.load(content)
    except (ValueError, RecursionError):
        raise Unreadable(f"{name} is no JSON") from None
    packages = document.get("packages") if isinstance(document, dict) else None
    if not isinstance(packages, list):
        raise Unreadable(f"{name} has no list of packages")
    return [found for one in packages if isinstance(one, dict) for found in _package(one)]


def _package(spdx: dict[str, Any]) -> Iterator[dict[str, Json]]:
    purl = _purl(spdx)
    version = purl.version or str(spdx.get("versionInfo") or "") if purl else ""
    if purl and version:
        architecture = purl.qualifiers.get("arch")
        yield package(
            purl.type,
            purl.name,
            version,
            namespace=purl.namespace,
            architecture=architecture,
            licence=_licence(spdx),
        )


def _purl(spdx: dict[str, Any]) -> PackageURL | None:
    references = spdx.get("externalRefs")
    for reference in references if isinstance(references, list) else ():
        if isinstance(reference, dict) and reference.get("referenceType") == "purl":
            try:
                return PackageURL.from_string(str(reference.get("referenceLocator")))
            except ValueError:
                return None
    return None


def _licence(spdx: dict[str, Any]) -> str | None:
    stated = (spdx.get("licenseDeclared"), spdx.get("licenseConcluded"))
    return next((one for one in stated if isinstance(one, str) and one not in STATES_NOTHING), None)


def component(path: str) -> str:
    """opt/bitnami/postgresql."""
    return path.rpartition("/")[0]


BITNAMI = Collector(
    name="bitnami",
    version=1,
    kind=Kind.PACKAGES,
    globs=("opt/bitnami/*/.spdx-*.spdx",),
    parse=parse,
    limit=8 << 20,
    root=component,
)
