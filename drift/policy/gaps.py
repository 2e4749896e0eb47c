"""What the state of all environments lacks, as changes that the rules judge: ages, failures, environments never read."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from drift.model import coverage
from drift.model.changes import Change, Comparison, Relation, Side
from drift.model.fleet import FleetState
from drift.model.settings import Settings
from drift.model.snapshot import Observation, ServiceName, TargetFailure

_LOOKED_AT = ("failed", "vanished")
"""Outcomes of a target that was to be read; the others were left out on purpose."""
_AHEAD = timedelta(minutes=5)
"""So much the clock of another host may be ahead. A snapshot from further in the future would stay the newest, whatever is read after it."""


def gaps(
    state: FleetState, comparisons: Sequence[Comparison], settings: Settings, now: datetime
) -> Iterator[Comparison]:
    names = _names(comparisons)
    yield from _not_scanned(state, settings)
    for failure in state.failures:
        if failure.outcome in _LOOKED_AT:
            yield _failed(failure)
    for one in state.observations:
        service = names.get((one.environment, one.container_name), str(one.service))
        changes = tuple(_of(one, settings, now))
        if changes:
            yield _alone(one.environment, service, changes, one.container_name, _moment(one.at))


def max_age(environment: str, settings: Settings) -> timedelta:
    declared = settings.environment(environment)
    return (declared.max_age if declared else None) or settings.max_age


def _names(comparisons: Sequence[Comparison]) -> dict[tuple[str, str], str]:
    """(environment, container) → its service, as the comparisons name it."""
    return {
        (side.environment, side.instance): one.service
        for one in comparisons
        for side in (one.before, one.after)
        if side.instance and one.service
    }


def _not_scanned(state: FleetState, settings: Settings) -> Iterator[Comparison]:
    declared = [one.name for one in settings.environments]
    for name in state.asked or (() if state.partial else declared):
        if name not in state.environments:
            what = "it is declared in drift.toml and was never scanned" if name in declared else "no scan has read it"
            yield _alone(name, "", (coverage.environment_not_scanned(what),))


def _failed(failure: TargetFailure) -> Comparison:
    engine = failure.engine.address if failure.engine else ""
    name = failure.container_name or engine or failure.container_uid or failure.environment
    change = coverage.target_failed(name, failure.reason, failure.outcome)
    return _alone(failure.environment, str(failure.service or ServiceName("", "")), (change,), failure.container_name)


def _of(one: Observation, settings: Settings, now: datetime) -> Iterator[Change]:
    age, allowed = now - one.at, max_age(one.environment, settings)
    if age > allowed or age < -_AHEAD:
        yield coverage.too_old(int(age.total_seconds()), int(allowed.total_seconds()), _moment(one.at))
    if one.coverage.tag_now:
        yield coverage.tag_moved(one.image_reference, "", one.coverage.tag_now)
    for note in one.coverage.notes:
        if note.startswith(coverage.CLOCK_NOTE):
            yield coverage.clock_skewed(note)
    for sentence in one.coverage.not_looked_for:
        yield coverage.not_looked_for(sentence)


def _alone(environment: str, service: str, changes: tuple[Change, ...], instance: str = "", at: str = "") -> Comparison:
    label = f"container:{instance}" if instance else f"env:{environment}"
    after = Side(label=label, environment=environment, instance=instance, at=at)
    return Comparison(Relation.CONTAINER_IMAGE, service, Side(label=""), after, changes)


def _moment(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
