"""Changes of kind COVERAGE: what could not be compared, or was not there to compare. Their keys, and what each holds.

A side's content stands on the side that it is about: `before` or `after`.
"""

from collections.abc import Sequence

from drift.model.canonical import Document
from drift.model.changes import Change, ChangeType
from drift.model.records import Kind

IMAGE_DIFFERS = "image differs"
"""`Change.explained` of what two different images say by themselves. The other form is the key of a packages record: its owner."""

SERVICE = "service"
"""Between environments. REMOVED: the later one has no such service; ADDED: only the later one has it. No content."""

ENVIRONMENT = "environment"
"""An environment that the policy declares and no scan has read. INCOMPARABLE, {"reason"}."""

AGE = "age"
"""A snapshot older than the policy allows. INCOMPARABLE, {"age_seconds", "max_age_seconds", "at" (RFC 3339)}."""

IMAGE = "image"
"""The container's image is gone from the engine and not in the store. INCOMPARABLE, {"reason"}, on the image's side."""

TAG = "tag"
"""The reference that a container was created from names another image by now. CHANGED, {"reference", "created_from", "now"}."""

PROMOTED = "promoted-image"
"""Between environments: a promotion would bring another image than the one that was tested. CHANGED, {"reason"}."""

LOCKED = "locked:"
"""And a kind, or "image": another state than a lock file has. CHANGED, {"digest", "records"} or {"image", "reference"} on each side."""

TARGET = "target:"
"""And its name: a container or an engine that could not be read. INCOMPARABLE, {"reason", "outcome": "failed" | "vanished"}."""

COLLECTOR = "collector:"
"""And a kind: that kind of records could not be made of one side. INCOMPARABLE, {"reason"}."""

AMBIGUOUS = "ambiguous:"
"""And a service name: several services could be its pair. INCOMPARABLE, {"reason", "candidates", "line" (for drift.toml)}."""

UNSTABLE = "unstable:"
"""And a path with leading slash, which changed while it was read, twice. CHANGED where the image has it, else ADDED. No content."""

KEY = "key:"
"""And a variable's name, or a path with leading slash: fingerprints made with two keys. INCOMPARABLE, {"key_id"} on each side."""

CLOCK = "clock"
"""The engine's clock was off when it was read. CHANGED, {"reason"}: the note that says by how much."""
CLOCK_NOTE = "the engine's clock is"
"""How that note of a snapshot's coverage begins: no record has it, or no two snapshots would be equal."""

NOT_LOOKED_FOR = "not-looked-for:"
"""And a sentence: what the route to the container cannot see. INCOMPARABLE, no content."""


def service_missing() -> Change:
    return Change(Kind.COVERAGE, SERVICE, ChangeType.REMOVED)


def service_extra() -> Change:
    return Change(Kind.COVERAGE, SERVICE, ChangeType.ADDED)


def environment_not_scanned(reason: str) -> Change:
    return _incomparable(ENVIRONMENT, {"reason": reason})


def too_old(age_seconds: int, max_age_seconds: int, at: str, *, of_before: bool = False) -> Change:
    content: Document = {"age_seconds": age_seconds, "max_age_seconds": max_age_seconds, "at": at}
    return _incomparable(AGE, content, of_before=of_before)


def image_missing(reason: str) -> Change:
    return _incomparable(IMAGE, {"reason": reason}, of_before=True)


def tag_moved(reference: str, created_from: str, now: str) -> Change:
    """`created_from` and `now` are image IDs or identities; "" where one is not known."""
    content: Document = {"reference": reference, "created_from": created_from, "now": now}
    return Change(Kind.COVERAGE, TAG, ChangeType.CHANGED, after=content)


def promoted_image(reason: str) -> Change:
    return Change(Kind.COVERAGE, PROMOTED, ChangeType.CHANGED, after={"reason": reason})


def locked_otherwise(what: str, before: Document, after: Document) -> Change:
    return Change(Kind.COVERAGE, f"{LOCKED}{what}", ChangeType.CHANGED, before, after)


def target_failed(name: str, reason: str, outcome: str = "failed") -> Change:
    return _incomparable(f"{TARGET}{name}", {"reason": reason, "outcome": outcome})


def collector_failed(kind: Kind, reason: str, *, of_before: bool = False) -> Change:
    return _incomparable(f"{COLLECTOR}{kind}", {"reason": reason}, of_before=of_before)


def service_ambiguous(name: str, candidates: Sequence[str], line: str) -> Change:
    content: Document = {
        "reason": f"{name} could be {' or '.join(candidates)}",
        "candidates": list(candidates),
        "line": line,
    }
    return _incomparable(f"{AMBIGUOUS}{name}", content)


def unstable(key: str, *, in_image: bool) -> Change:
    return Change(Kind.COVERAGE, f"{UNSTABLE}{key}", ChangeType.CHANGED if in_image else ChangeType.ADDED)


def other_key(name: str, before_id: str, after_id: str) -> Change:
    return Change(
        Kind.COVERAGE, f"{KEY}{name}", ChangeType.INCOMPARABLE, before={"key_id": before_id}, after={"key_id": after_id}
    )


def clock_skewed(note: str) -> Change:
    return Change(Kind.COVERAGE, CLOCK, ChangeType.CHANGED, after={"reason": note})


def not_looked_for(sentence: str) -> Change:
    return Change(Kind.COVERAGE, f"{NOT_LOOKED_FOR}{sentence}", ChangeType.INCOMPARABLE)


def _incomparable(key: str, content: Document, *, of_before: bool = False) -> Change:
    before, after = (content, None) if of_before else (None, content)
    return Change(Kind.COVERAGE, key, ChangeType.INCOMPARABLE, before, after)
