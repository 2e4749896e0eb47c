"""Changes, comparisons and verdicts, as short as a test wants to say them."""

from datetime import UTC, datetime
from typing import Any

from drift.model.canonical import Document
from drift.model.changes import Change, ChangeType, Comparison, Relation, Side
from drift.model.findings import Finding, Verdict
from drift.model.fleet import FleetState
from drift.model.records import Kind
from drift.model.settings import Settings
from drift.policy.judging import findings_of
from drift.policy.verdict import judge

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
BUILT_IN = Settings()

IMAGE, CONTAINER = Side("image:web:1.4"), Side("container:web-1", environment="production", instance="web-1")
STAGING, PRODUCTION = (
    Side("env:staging/web", environment="staging"),
    Side("env:production/web", environment="production"),
)
MAJORITY = Side("container:web-1", environment="production", instance="web-1")
REPLICA = Side("container:web-2", environment="production", instance="web-2")
SIDES = {
    Relation.CONTAINER_IMAGE: (IMAGE, CONTAINER),
    Relation.ENVIRONMENTS: (STAGING, PRODUCTION),
    Relation.INSTANCES: (MAJORITY, REPLICA),
    Relation.IMAGE_IMAGE: (Side("image:web:1.4"), Side("image:web:1.5")),
    Relation.NOW_BEFORE: (Side("container:web-1@~1"), CONTAINER),
}


def file(content: str = "one", mode: str = "0644", owner: str = "0:0", **more: Any) -> Document:
    """A regular file's record."""
    uid, gid = (int(number) for number in owner.split(":"))
    return {"type": "file", "mode": mode, "uid": uid, "gid": gid, "size": len(content), "sha256": content, **more}


def directory(mode: str = "0755") -> Document:
    return {"type": "directory", "mode": mode, "uid": 0, "gid": 0}


def change(kind: Kind, key: str, before: Document | None, after: Document | None, **more: Any) -> Change:
    kinds = {(True, False): ChangeType.REMOVED, (False, True): ChangeType.ADDED}
    what = kinds.get((before is not None, after is not None), ChangeType.CHANGED)
    return Change(kind, key, what, before, after, **more)


def file_change(key: str, before: Document | None, after: Document | None, **more: Any) -> Change:
    return change(Kind.FILES, key, before, after, **more)


def moved(old: str, new: str, before: Document | None = None, after: Document | None = None) -> Change:
    record = {"path": old, **(before or file())}
    return Change(Kind.FILES, new, ChangeType.MOVED, record, after or before or file())


def valued(kind: Kind, key: str, before: object, after: object) -> Change:
    """Of a kind whose records have a value; None is no record."""
    one, other = ({"value": value} if value is not None else None for value in (before, after))
    return change(kind, key, one, other)


def env(name: str, before: object, after: object) -> Change:
    return valued(Kind.ENV, name, before, after)


def runtime(key: str, before: object, after: object) -> Change:
    return Change(Kind.RUNTIME, key, ChangeType.CHANGED, {"value": before}, {"value": after})


def package(
    key: str, before: str | None, after: str | None, evidence: str = "/var/lib/dpkg/status", **more: Any
) -> Change:
    one, other = (_installed(version, evidence) if version else None for version in (before, after))
    return change(Kind.PACKAGES, key, one, other, **more)


def _installed(version: str, evidence: str) -> Document:
    return {"versions": [version], "architectures": ["amd64"], "source": None, "evidence": [evidence]}


def image_change(**more: Any) -> Change:
    return Change(Kind.IDENTITY, "image", ChangeType.CHANGED, {"identity": "aa"}, {"identity": "bb"}, **more)


def compared(
    *changes: Change,
    relation: Relation = Relation.CONTAINER_IMAGE,
    service: str = "web",
    sides: tuple[Side, Side] | None = None,
) -> Comparison:
    before, after = sides or SIDES[relation]
    return Comparison(relation, service, before, after, tuple(changes), equal=10)


def found(
    *changes: Change,
    relation: Relation = Relation.CONTAINER_IMAGE,
    settings: Settings = BUILT_IN,
    sides: tuple[Side, Side] | None = None,
) -> list[Finding]:
    """What the rules say of one comparison, before anything is grouped or hidden."""
    return findings_of(compared(*changes, relation=relation, sides=sides), settings)


def rule_of(
    one: Change, relation: Relation = Relation.CONTAINER_IMAGE, settings: Settings = BUILT_IN
) -> tuple[str, str] | None:
    """(rule, severity) of the one finding of a change, None where there is none."""
    findings = found(one, relation=relation, settings=settings)
    assert len(findings) <= 1
    return (findings[0].rule, str(findings[0].severity)) if findings else None


def judged(
    *comparisons: Comparison, settings: Settings = BUILT_IN, state: FleetState | None = None, now: datetime = NOW
) -> Verdict:
    return judge(comparisons, state, settings, now)


def told(verdict: Verdict) -> list[tuple[str, str]]:
    """(rule, key) of each finding, in the verdict's order."""
    return [(one.rule, one.key) for one in verdict.findings]
