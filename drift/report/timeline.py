"""When each drift appeared and went, service by service, and what was rolled out meanwhile. Coordinates are worked out here.

Horizontal ones are percent of the width, so that the same drawing fits a phone and a wide screen with letters of one size;
vertical ones are CSS pixels.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from drift.model.findings import Severity
from drift.model.fleet import FleetState
from drift.model.past import Episode, Past
from drift.model.snapshot import Observation, ServiceName
from drift.report.axis import Axis, Tick
from drift.report.findings import anchor_of
from drift.report.history import Event, EventType, events_of
from drift.report.parts import Numbered
from drift.report.trend import Trend, trend
from drift.report.wording import WORST_FIRST, age, count, listed, minute, severities, tag_of

DRIFTS = 40
"""Drawn, the most important; the trend counts all of them."""
QUIET_LANES = 12
"""So many services and environments are shown without any drift in them, for their rollouts."""
STRETCHES, ROLLOUTS = 40, 30
"""Of one finding, of one lane: the youngest."""
THIN = 0.4
"""Percent of the width that a stretch has at least."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A drift was there, at one severity."""

    severity: Severity
    x: float
    width: float
    end: float
    """Where it was read last; what is behind that is not known, where it stands."""
    unread: bool
    """Does it stand, and was not read until the end?"""
    ends: bool
    """Did it go, or become another one?"""
    name: str
    """All of it in words."""


@dataclass(frozen=True, slots=True)
class Drift:
    """One finding over time."""

    title: str
    rule: str
    severity: Severity
    """Now, or when it was there last."""
    since: datetime
    """It came, or came back."""
    until: datetime | None
    """When it went; None: it stands."""
    lasted: str
    """ "12 days", "3 h"."""
    times: int
    """How often it came."""
    stretches: tuple[Stretch, ...]
    number: int | None
    """Of the report's finding, where it has it."""
    anchor: str

    @property
    def name(self) -> str:
        """All stretches in words."""
        return "; ".join(one.name for one in self.stretches)


@dataclass(frozen=True, slots=True)
class Rollout:
    """New containers in place of others, at one time."""

    x: float
    type: EventType
    name: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One service in one environment."""

    service: str
    environment: str
    anchor: str
    rollouts: tuple[Rollout, ...]
    drifts: tuple[Drift, ...]
    """The most important first."""
    told: str
    """How many came and went."""


@dataclass(frozen=True, slots=True)
class Timeline:
    since: datetime
    until: datetime
    """Of the drawing; the end is the last scan's, at a whole hour or day."""
    first_scan: bool
    """Nothing is drawn then: there is no time between the first scan and the last."""
    summary: str
    ticks: tuple[Tick, ...]
    trend: Trend
    lanes: tuple[Lane, ...]
    """By service, then in the environments' order."""
    rest: str
    """What is not drawn, "" where all is."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What is known of one finding."""

    episodes: Sequence[Episode]
    """Oldest first."""
    finding: Numbered | None

    @property
    def last(self) -> Episode:
        return self.episodes[-1]

    @property
    def rank(self) -> tuple[bool, int, float, str]:
        """The most important first: what stands before what went, then the worse, then the younger."""
        return (
            self.last.until is not None,
            -max(one.severity for one in self.episodes),
            -self.last.since.timestamp(),
            self.last.fingerprint,
        )

    def runs(self) -> Sequence[tuple[datetime, datetime | None]]:
        """From when to when it was there, at whatever severity."""
        found: list[tuple[datetime, datetime | None]] = []
        for one in self.episodes:
            if found and found[-1][1] == one.since:
                found[-1] = (found[-1][0], one.until)
            else:
                found.append((one.since, one.until))
        return found


Place = tuple[str, str]
"""Service and environment."""
Turns = Sequence[tuple[str, Observation]]
"""Each with the name that its service has in findings."""


def timeline(
    past: Past,
    findings: Sequence[Numbered],
    state: FleetState,
    names: Mapping[tuple[str, ServiceName], str],
    service: str | None = None,
) -> Timeline | None:
    """Of all services, or of one; None where nothing was ever read.

    Only of environments that are judged: of others nobody knows here whether something stands. `findings` are those of now: what
    the store had not heard of yet begins at the end, what the policy hides now ends there. `names` is environment and service → its name in findings.
    """
    past, read = past.within(state.environments), _read(state)
    moments = [one.since for one in past.episodes] + [one.at for one in past.turns] + list(read.values())
    if not moments:
        return None
    first, last = min(moments), max(moments)
    axis = Axis.over(first, last)
    turns = [(names.get((one.environment, one.service)) or str(one.service), one) for one in past.turns]
    told = _told(past.episodes, findings, last)
    if service is not None:
        turns = [(called, one) for called, one in turns if called == service]
        told = [one for one in told if one.last.service == service]
    told = sorted(told, key=lambda one: one.rank)
    drawing = _Drawing(axis, last, read, _rollouts(turns, past.images, axis))
    return Timeline(
        since=axis.since,
        until=axis.until,
        first_scan=first == last,
        summary=_summary(told, drawing.rollouts.values()),
        ticks=axis.ticks,
        trend=trend([episode for one in told for episode in one.episodes], axis),
        lanes=tuple(drawing.lanes(told[:DRIFTS], state.environments)),
        rest=_rest(told[DRIFTS:]),
    )


def _read(state: FleetState) -> Mapping[str, datetime]:
    """Environment → when one of its containers was read last."""
    read: dict[str, datetime] = {}
    for one in state.observations:
        read[one.environment] = max(one.at, read.get(one.environment, one.at))
    return read


def _told(episodes: Iterable[Episode], findings: Iterable[Numbered], last: datetime) -> Sequence[_Told]:
    """By fingerprint, and as the findings of now have it."""
    current = {one.finding.fingerprint: one for one in findings}
    kept: dict[str, list[Episode]] = defaultdict(list)
    for one in episodes:
        here = current.get(one.fingerprint)
        same = here is not None and here.finding.severity == one.severity
        kept[one.fingerprint].append(one if same or one.until else replace(one, until=max(one.since, last)))
    for fingerprint, numbered in current.items():
        if not kept[fingerprint] or kept[fingerprint][-1].until is not None:
            kept[fingerprint].append(_begun(numbered, kept[fingerprint], last))
    return [_Told(members, current.get(fingerprint)) for fingerprint, members in kept.items()]


def _begun(numbered: Numbered, before: Sequence[Episode], last: datetime) -> Episode:
    """Since it was seen first, where nothing says more."""
    finding = numbered.finding
    return Episode(
        fingerprint=finding.fingerprint,
        rule=finding.rule,
        service=finding.service,
        environments=finding.environments,
        kind=finding.kind.value,
        key=finding.key,
        severity=finding.severity,
        since=last if before else min(numbered.first_seen or last, last),
        until=None,
    )


def _summary(told: Sequence[_Told], rollouts: Iterable[Sequence[Rollout]]) -> str:
    here = sum(one.last.until is None for one in told)
    number = sum(one.type is EventType.ROLLOUT for each in rollouts for one in each)
    parts = [f"{count(here, 'finding')} there"]
    parts += [f"{len(told) - here:,} gone"] if len(told) > here else []
    parts += [count(number, "rollout")] if number else []
    return ", ".join(parts)


def _rest(told: Sequence[_Told]) -> str:
    if not told:
        return ""
    worst = [max(one.severity for one in each.episodes) for each in told]
    counts = {str(severity): worst.count(severity) for severity in WORST_FIRST}
    there = sum(one.last.until is None for one in told)
    return f"{count(len(told), 'finding')} more ({severities(counts)}), {there:,} of them there; the trend counts them."


def _rollouts(turns: Turns, images: Mapping[bytes, bytes], axis: Axis) -> Mapping[Place, Sequence[Rollout]]:
    """Replicas that were made anew in one scan are one."""
    identities = {snapshot: image.hex() for snapshot, image in images.items()}
    of_service: dict[str, list[Observation]] = defaultdict(list)
    for service, one in turns:
        of_service[service].append(one)
    together: dict[tuple[str, str, datetime, EventType], list[Event]] = defaultdict(list)
    for service, seen in of_service.items():
        for event in events_of(seen, identities, {}):
            if event.type in (EventType.ROLLOUT, EventType.RECREATED) and event.at >= axis.since:
                together[service, event.environment, event.at, event.type].append(event)
    found: dict[Place, list[Rollout]] = defaultdict(list)
    for (service, environment, at, kind), events in together.items():
        found[service, environment].append(Rollout(axis.x(at), kind, _rollout_name(service, events)))
    return found


def _rollout_name(service: str, events: Sequence[Event]) -> str:
    first = events[0]
    containers = listed(sorted({one.instance for one in events}))
    tags = listed(sorted({tag_of(one.image.reference) for one in events}))
    what = f"{tags} rolled out" if first.type is EventType.ROLLOUT else f"made anew from {tags}"
    return f"{service} in {first.environment}: {what}, {minute(first.at)} ({containers})"


@dataclass(frozen=True, slots=True)
class _Drawing:
    axis: Axis
    last: datetime
    read: Mapping[str, datetime]
    rollouts: Mapping[Place, Sequence[Rollout]]

    def lanes(self, told: Sequence[_Told], order: Sequence[str]) -> Iterator[Lane]:
        drifts: dict[Place, list[_Told]] = defaultdict(list)
        for one in told:
            drifts[one.last.service, one.last.environment].append(one)
        all_places = set(drifts) | set(self.rollouts)
        places = all_places if len(all_places) <= QUIET_LANES else set(drifts)
        rank = {environment: place for place, environment in enumerate(order)}
        for place in sorted(places, key=lambda one: (one[0], rank.get(one[1], len(rank)), one[1])):
            members, rollouts = drifts.get(place, ()), self.rollouts.get(place, ())
            yield Lane(
                service=place[0],
                environment=place[1],
                anchor=anchor_of(*place),
                rollouts=tuple(rollouts[-ROLLOUTS:]),
                drifts=tuple(map(self._drift, members)),
                told=_counted(members, rollouts),
            )

    def _drift(self, told: _Told) -> Drift:
        last, runs = told.last, told.runs()
        since, until = runs[-1]
        finding = told.finding.finding if told.finding else None
        return Drift(
            title=finding.title if finding else f"{last.rule}: {last.key}",
            rule=last.rule,
            severity=last.severity,
            since=since,
            until=until,
            lasted=age((until or self.last) - since),
            times=len(runs),
            stretches=tuple(self._stretch(one) for one in told.episodes[-STRETCHES:] if not self._is_over(one)),
            number=told.finding.number if told.finding else None,
            anchor=told.finding.anchor if told.finding else "",
        )

    def _is_over(self, one: Episode) -> bool:
        return one.until is not None and one.until < self.axis.since

    def _stretch(self, one: Episode) -> Stretch:
        read = self.read.get(one.environment, self.last)
        known = one.until or (self.axis.until if self.last - read < self.axis.unit else max(read, one.since))
        x, end = self.axis.x(one.since), self.axis.x(known)
        width = max(round(end - x, 2), THIN)
        stands = "it stands" if one.until is None else f"until {minute(one.until)}"
        lasted = age((one.until or self.last) - one.since)
        return Stretch(
            severity=one.severity,
            x=min(x, 100 - width),
            width=width,
            end=end,
            unread=one.until is None and end < 100,
            ends=one.until is not None,
            name=f"{one.severity}, since {minute(one.since)}, {stands} ({lasted})",
        )


def _counted(told: Sequence[_Told], rollouts: Sequence[Rollout]) -> str:
    there = sum(one.last.until is None for one in told)
    number = sum(one.type is EventType.ROLLOUT for one in rollouts)
    parts = [f"{there:,} there"] if there else []
    parts += [f"{len(told) - there:,} gone"] if len(told) > there else []
    parts += [count(number, "rollout")] if number else []
    return ", ".join(parts)
