"""The report of `history SERVICE`: when each container was first seen, rolled out and changed."""

import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from drift.model.changes import Comparison
from drift.model.snapshot import Observation
from drift.report.parts import Compared, Headline, ImageName, Tool
from drift.report.provenance import compared
from drift.report.wording import age, count


class EventType(StrEnum):
    FIRST_SEEN = "first-seen"
    ROLLOUT = "rollout"
    """A new container from another image: an event, not drift."""
    RECREATED = "recreated"
    """A new container from the same image."""
    CHANGED = "changed"
    """The same container, in another state."""


@dataclass(frozen=True, slots=True)
class Event:
    at: datetime
    type: EventType
    environment: str
    instance: str
    image: ImageName
    snapshot: str
    """Hex, of the state that begins here."""
    change: Compared | None
    """What changed since the state before, where the two were compared."""


@dataclass(frozen=True, slots=True)
class Life:
    """One container as it is now."""

    environment: str
    instance: str
    image: ImageName
    snapshot: str
    first_seen: datetime
    unchanged_since: datetime
    last_seen: datetime
    seen: int
    """How often it was observed."""


@dataclass(frozen=True, slots=True)
class HistoryReport:
    service: str
    made: datetime
    tool: Tool
    headline: Headline
    events: tuple[Event, ...]
    """The newest first."""
    lives: tuple[Life, ...]
    """By environment in the order given, then by name."""
    more: str


class _Instance(NamedTuple):
    environment: str
    engine: str
    name: str


def history_report(
    service: str,
    observations: Iterable[Observation],
    *,
    tool: str,
    now: datetime,
    environments: Sequence[str] = (),
    images: Mapping[bytes, bytes] | None = None,
    comparisons: Sequence[Comparison] = (),
) -> HistoryReport:
    """From all observations of one service.

    `environments` is their order; `images` is snapshot → identity of its image; `comparisons` are those of consecutive
    snapshots (now ↔ before), for the counts.
    """
    identities = {snapshot: image.hex() for snapshot, image in (images or {}).items()}
    changes = {(one.before.snapshot, one.after.snapshot): one for one in comparisons}
    ordered = sorted(observations, key=lambda one: (one.at, one.environment, one.engine.uid, one.container_name))
    events = tuple(events_of(ordered, identities, changes))
    lives = sorted(_lives(ordered, identities), key=lambda one: (_rank(one.environment, environments), one.instance))
    return HistoryReport(
        service=service,
        made=now,
        tool=Tool(tool),
        headline=_headline(service, ordered, events, now),
        events=tuple(reversed(events)),
        lives=tuple(lives),
        more=f"drift diff {shlex.quote(f'env:{lives[-1].environment}/{service}')}" if lives else "drift scan",
    )


def _rank(environment: str, order: Sequence[str]) -> tuple[int, str]:
    return (order.index(environment) if environment in order else len(order), environment)


def _instance(one: Observation) -> _Instance:
    return _Instance(one.environment, one.engine.uid, one.container_name)


def _image(one: Observation, identities: Mapping[bytes, str]) -> ImageName:
    return ImageName(one.image_reference, identities.get(one.snapshot, ""))


def events_of(
    observations: Sequence[Observation],
    identities: Mapping[bytes, str],
    changes: Mapping[tuple[bytes | None, bytes | None], Comparison],
) -> Iterator[Event]:
    """Of one service, oldest first. A container under a new name continues what the service had in that environment the scan before.

    `identities` is snapshot → its image's, in hex; `changes` are the comparisons by their two snapshots.
    """
    last: dict[_Instance, Observation] = {}
    newest: dict[str, Observation] = {}
    earlier: dict[str, Observation] = {}
    for one in observations:
        if one.environment in newest and newest[one.environment].at < one.at:
            earlier[one.environment] = newest[one.environment]
        before = last.get(_instance(one)) or earlier.get(one.environment)
        last[_instance(one)] = newest[one.environment] = one
        kind = _type(before, one, identities)
        if kind is None:
            continue
        comparison = changes.get((before.snapshot, one.snapshot)) if before else None
        yield Event(
            at=one.at,
            type=kind,
            environment=one.environment,
            instance=one.container_name,
            image=_image(one, identities),
            snapshot=one.snapshot.hex(),
            change=compared([comparison])[0] if comparison else None,
        )


def _type(before: Observation | None, now: Observation, identities: Mapping[bytes, str]) -> EventType | None:
    """None where nothing happened."""
    if before is None:
        return EventType.FIRST_SEEN
    if before.container_uid == now.container_uid:
        return EventType.CHANGED if before.snapshot != now.snapshot else None
    return EventType.ROLLOUT if _image(before, identities) != _image(now, identities) else EventType.RECREATED


def _lives(observations: Sequence[Observation], identities: Mapping[bytes, str]) -> Iterator[Life]:
    lives: dict[_Instance, list[Observation]] = {}
    for one in observations:
        lives.setdefault(_instance(one), []).append(one)
    for seen in lives.values():
        newest = seen[-1]
        since = newest.at
        for one in reversed(seen):
            if (one.snapshot, one.container_uid) != (newest.snapshot, newest.container_uid):
                break
            since = one.at
        yield Life(
            environment=newest.environment,
            instance=newest.container_name,
            image=_image(newest, identities),
            snapshot=newest.snapshot.hex(),
            first_seen=seen[0].at,
            unchanged_since=since,
            last_seen=newest.at,
            seen=len(seen),
        )


def _headline(service: str, observations: Sequence[Observation], events: Sequence[Event], now: datetime) -> Headline:
    if not observations:
        return Headline("HISTORY", f"{service} was never seen")
    number = {kind: sum(event.type is kind for event in events) for kind in EventType}
    happened = [
        count(number[kind], noun)
        for kind, noun in ((EventType.ROLLOUT, "rollout"), (EventType.CHANGED, "change"))
        if number[kind]
    ]
    what = " and ".join(happened) or "unchanged"
    since = age(now - observations[0].at)
    environments = count(len({one.environment for one in observations}), "environment")
    return Headline(
        "HISTORY", f"{service}: {what} in {environments}, {count(len(observations), 'observation')} in {since}"
    )
