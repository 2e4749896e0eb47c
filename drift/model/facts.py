"""A fact: what a collector read in one file's bytes. It holds no path and no secret, so that it serves wherever the same bytes lie."""

import json
from enum import StrEnum
from typing import Any, NamedTuple


class Status(StrEnum):
    OK = "ok"
    ABSENT = "absent"
    """Looked, and there is no such thing here."""
    FAILED = "failed"


class Fact(NamedTuple):
    sha256: bytes
    """Digest of the file's content."""
    name: str
    """The file's base name: a parser may depend on it."""
    collector: str
    version: int
    status: Status
    reason: str
    """Why it failed, else ""."""
    content: str
    """Canonical JSON, "" where it failed."""

    @property
    def value(self) -> Any:
        return json.loads(self.content) if self.content else None


class FactKey(NamedTuple):
    sha256: bytes
    name: str
    collector: str
    version: int


def fact_key(fact: Fact) -> FactKey:
    return FactKey(fact.sha256, fact.name, fact.collector, fact.version)
