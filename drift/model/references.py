"""One grammar for what a command is asked to read: container:web, image:web:1.4, env:prod/web@~1 …"""

from dataclasses import dataclass
from enum import StrEnum


class Scheme(StrEnum):
    CONTAINER = "container"
    IMAGE = "image"
    DOCKER_ARCHIVE = "docker-archive"
    OCI_DIR = "oci-dir"
    OCI_ARCHIVE = "oci-archive"
    DIR = "dir"
    SNAPSHOT = "snapshot"
    ENV = "env"
    SBOM = "sbom"
    """A bill of materials: CycloneDX or SPDX JSON."""
    BARE = ""
    """A bare word: a container, else a local image."""


RESERVED = ("registry", "compose", "cri")
"""Schemes of later versions: a clear error, never an image's name."""

TAGGED = frozenset({Scheme.DOCKER_ARCHIVE, Scheme.OCI_DIR, Scheme.OCI_ARCHIVE})
TIMED = frozenset({Scheme.ENV, Scheme.CONTAINER})


@dataclass(frozen=True, slots=True)
class Reference:
    scheme: Scheme
    name: str
    """Container, image, path, snapshot prefix or environment."""
    service: str = ""
    """Of env:NAME/SERVICE; may hold the application: shop/web."""
    tag: str = ""
    """Of an archive or layout: PATH@tag."""
    time: str = ""
    """After @ where there is history: "~1", "2026-11-01", an RFC 3339 time."""

    def __str__(self) -> str:
        scheme = f"{self.scheme}:" if self.scheme else ""
        service = f"/{self.service}" if self.service else ""
        suffix = self.tag or self.time
        return f"{scheme}{self.name}{service}" + (f"@{suffix}" if suffix else "")


def parse_reference(text: str) -> Reference:
    """Raises ValueError with one sentence for an empty name, a reserved scheme, or a time that is none."""
    head, colon, rest = text.partition(":")
    if colon and head in RESERVED:
        raise ValueError(
            f"{text!r}: the scheme {head}: comes in a later version (an image of that name is image:{text})"
        )
    if not colon or head not in set(Scheme):
        return Reference(Scheme.BARE, _named(text, text))
    scheme = Scheme(head)
    name, service, suffix = rest, "", ""
    if scheme in TAGGED or scheme in TIMED:
        before, at, after = rest.rpartition("@")
        if at and (scheme in TAGGED or _is_time(after)):
            name, suffix = before, after
    if scheme is Scheme.ENV:
        name, _, service = name.partition("/")
    if scheme is Scheme.SNAPSHOT and (len(name) < 8 or set(name) - set("0123456789abcdef")):
        raise ValueError(f"{text!r}: snapshot: takes 8 or more hex digits of its digest")
    tag = suffix if scheme in TAGGED else ""
    return Reference(scheme, _named(name, text), service=service, tag=tag, time="" if tag else suffix)


def _named(name: str, text: str) -> str:
    if not name:
        raise ValueError(f"{text!r}: a name is missing after the colon")
    return name


def _is_time(text: str) -> bool:
    return (text.startswith("~") and text[1:].isdigit()) or (
        len(text) >= len("2026-11-01") and text[:4].isdigit() and text[4] == "-"
    )
