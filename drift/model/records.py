"""A record is one fact about a container with a key; a record set is all of one kind."""

import itertools
import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple

from drift.model.canonical import Json, canonical, sha256, to_bytes


class Kind(StrEnum):
    ACCOUNTS = "accounts"
    CERTIFICATES = "certificates"
    CONFIG = "config"
    DECLARED = "declared"
    DOCUMENTS = "documents"
    ENV = "env"
    FILES = "files"
    HOST = "host"
    IDENTITY = "identity"
    LIBRARIES = "libraries"
    MOUNTED = "mounted"
    """Files in the mounts that the policy names; a snapshot has this kind only where it names some."""
    MOUNTS = "mounts"
    PACKAGES = "packages"
    PROCESSES = "processes"
    """What only the engine's host can say of a container that runs: code that is no longer on disk, effective limits, the CPU."""
    RUNTIME = "runtime"
    SCHEDULES = "schedules"
    SCRIPTS = "scripts"
    VERIFICATION = "verification"
    """Files that are not as their package manager recorded them."""
    COVERAGE = "coverage"
    """Not a record set: changes that say what could not be judged (missing service, failed collector, stale snapshot)."""


RUNS_AS = "runs-as"
"""Of kind ACCOUNTS: not an account, but whom the container's program runs as."""
PASSWORD, GROUP_PASSWORD = "password:", "group-password:"
"""Of kind ACCOUNTS: what the keys begin with of what etc/shadow and etc/gshadow say of an account."""
HOSTS_ADDED = "hosts_added"
"""Of kind RUNTIME: lines of /etc/hosts that the engine did not write; there only where there are some."""
TIME_ZONE, LOCALE = "time_zone", "locale"
"""Of kind CONFIG: what a program gets, by its variables and by what its root has."""
STALE, LIMIT, CPU_LEVEL, NEEDS_CPU = "stale:", "limit:", "cpu_level", "needs-cpu:"
"""Of kind PROCESSES: what keys begin with, but for the CPU's own."""


class Record(NamedTuple):
    kind: Kind
    key: str
    """Unique in its set: a path with a leading slash, a variable's name, a purl without version …"""
    content: str
    """Canonical JSON of an object."""

    @property
    def digest(self) -> bytes:
        return sha256(self.kind.encode(), to_bytes(self.key), to_bytes(self.content))

    @property
    def value(self) -> Any:
        return json.loads(self.content)


def record(kind: Kind, key: str, content: dict[str, Json]) -> Record:
    return Record(kind, key, canonical(content))


@dataclass(frozen=True)
class RecordSet:
    kind: Kind
    records: tuple[Record, ...]
    """Sorted by the bytes of their keys."""

    @classmethod
    def of(cls, kind: Kind, records: Iterable[Record]) -> "RecordSet":
        """Sort and check. ValueError where a key stands twice: a collector's bug, never input."""
        ordered = tuple(sorted(records, key=lambda one: to_bytes(one.key)))
        for one, following in itertools.pairwise(ordered):
            if one.key == following.key:
                raise ValueError(f"{kind}: key {one.key!r} stands twice")
        return cls(kind, ordered)

    @cached_property
    def digest(self) -> bytes:
        return sha256(self.kind.encode(), *(one.digest for one in self.records))

    def __len__(self) -> int:
        return len(self.records)
