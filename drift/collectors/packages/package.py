"""A package as a parser finds it; a join adds where it lies and makes its purl."""

import base64
import binascii
import re

from drift.collectors.interface import Unreadable
from drift.model.canonical import Json

LONGEST_NAME = 500
"""Characters. npm allows 214, others say no bound."""

_NO_NAME = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]|\A[\s/]*\Z")
"""A purl cannot be made of control characters, bytes that are not UTF-8, or nothing."""

_USER = re.compile(r"(?<=://)[^/?#\s]*@")
_TOKEN = re.compile(r"/t/[^/\s]+(?=/)")
"""Of a conda channel: https://HOST/t/TOKEN/CHANNEL."""


def package(  # noqa: PLR0913 - a package has as many fields
    type_: str,
    name: str,
    version: str | None,
    *,
    namespace: str | None = None,
    architecture: str | None = None,
    source: str | None = None,
    licence: str | None = None,
    digest: str | None = None,
    origin: str | None = None,
) -> dict[str, Json]:
    """`type_` is the purl type (deb, pypi …); all else is as the package manager writes it, and left out where it says nothing.

    `namespace` is what stands before the name in a purl: an npm scope (with its @), a Maven group, a Go module's host and owner; of an
    OS package the join takes the distribution. `digest` is "sha256:…" or another algorithm's, of the package as it was published.
    `origin` is where it was got from, where the package manager says so: a URL `without_credentials`, with the revision.
    Raises Unreadable for a name that is none.
    """
    if _NO_NAME.search(name) or len(name) > LONGEST_NAME or (namespace and _NO_NAME.search(namespace)):
        raise Unreadable(f"a package named {name[:LONGEST_NAME]!r}")
    said = {
        "type": type_,
        "namespace": namespace,
        "name": name,
        "version": version,
        "architecture": architecture,
        "source": source,
        "licence": licence,
        "digest": digest,
        "origin": origin,
    }
    return {field: value for field, value in said.items() if value is not None}


def without_credentials(url: str) -> str:
    """A URL without user, password, query and channel token."""
    return _TOKEN.sub("", _USER.sub("", url.partition("?")[0]))


def integrity_digest(integrity: str) -> str | None:
    """sha512-BASE64 (W3C Subresource Integrity) as "sha512:HEX", None where it is none. Of several the first."""
    algorithm, _, encoded = integrity.split(" ", 1)[0].partition("-")
    try:
        raw = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return None
    return f"{algorithm}:{raw.hex()}" if raw else None
