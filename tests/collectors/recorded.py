"""What four engines said of the same images and containers: their own answers, only the paths of one machine replaced."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from drift.model.canonical import Document
from drift.model.oci import Image, Platform, normalised_config
from drift.model.redaction import Redactor
from drift.model.snapshot import Section

ENGINES = ("docker-20.10", "docker-26.1", "docker-28.5", "podman-4.3")

REDACTOR = Redactor(b"a key for tests, of 32 bytes ....")

_FOLDER = Path(__file__).parent / "engines"


@cache
def _read(name: str) -> Document:
    document: Document = json.loads((_FOLDER / f"{name}.json").read_text())
    return document


def kind(engine: str) -> str:
    """docker | podman"""
    return engine.partition("-")[0]


def said(engine: str, name: str) -> Document:
    """What an engine answered: inspect of the container of that name, or info, version."""
    document: Document = json.loads(json.dumps(_read(engine)[name]))
    return document


def image(name: str) -> Image:
    """bare, full, two or three; one archive of the four was loaded into every engine."""
    config = normalised_config(_read("images")[name])
    return Image(Platform("linux", "amd64"), config, ("sha256:" + "0" * 64,))


def values(section: Section) -> dict[str, Any]:
    """Key → content of a section that must be OK."""
    assert section.set is not None, section.reason
    return {one.key: one.value for one in section.set.records}
