"""`gate --lock drift.lock`: what runs now against what is locked, without any database."""

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from drift import __version__
from drift.diff.compare import compare
from drift.diff.locked import Locked
from drift.errors import LockError
from drift.model import coverage
from drift.model.changes import LOCK, Comparison, Relation, Side
from drift.model.fleet import FleetState
from drift.model.lock import Lock, LockedService
from drift.model.settings import Environment, Settings
from drift.model.snapshot import Observation, ServiceName
from drift.pipeline.differ import Differ, alone
from drift.pipeline.environments import Asked, environments_to_scan
from drift.pipeline.fleet import Compared, by_service
from drift.pipeline.gating import just_read
from drift.pipeline.judging import judged
from drift.pipeline.locking import collector_versions
from drift.pipeline.session import Session
from drift.pipeline.sides import Sides
from drift.pipeline.wishes import Wish
from drift.policy.lock_check import lock_problems
from drift.policy.lockfile import LARGEST, parse_lock
from drift.policy.pairing import Pairing, pair
from drift.policy.services import parse_service
from drift.report.judged import Report
from drift.report.wording import listed


def read_lock(file: Path) -> Lock:
    """LockError for a file that is not there, cannot be read or is no lock."""
    return parse_lock(_content(file), str(file))


def checked_lock(file: Path, settings: Settings) -> tuple[Lock, Sequence[str]]:
    """The lock, and in what it is not what the policy wants; LockError as above. Nothing but the file is asked."""
    content = _content(file)
    lock = parse_lock(content, str(file))
    return lock, list(lock_problems(lock, content, settings))


def _content(file: Path) -> bytes:
    name = str(file)
    try:
        with file.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except OSError as error:
        raise LockError(f"{name!r} cannot be read: {error.strerror}", remedy="make one: drift lock") from error
    if len(content) > LARGEST:
        raise LockError(f"{name!r} is longer than {LARGEST >> 20} MiB: it is no lock", remedy="make one: drift lock")
    return content


def locked_environments(lock: Lock, settings: Settings, names: Sequence[str], asked: Asked) -> Sequence[Environment]:
    """Those that are named, else all that are locked. LockError for one that is not locked, or that cannot be told apart here."""
    wanted = names or ([asked.usual] if asked.usual else sorted(lock.environments))
    unknown = [name for name in wanted if name not in lock.environments]
    if unknown:
        raise LockError(
            f"{listed(unknown)} is not locked: the lock has {listed(sorted(lock.environments)) or 'no environment'}",
            remedy="drift lock --update --env NAME adds it",
        )
    if len(wanted) > 1 and (not settings.environments or asked.place):
        raise LockError(
            f"the lock has {listed(wanted)}, and one engine is read",
            remedy="say with --env which of them it is, or declare their hosts in drift.toml",
        )
    return [one for name in wanted for one in environments_to_scan(settings, replace(asked, name=name))]


def gate_locked(session: Session, lock: Lock, wish: Wish, file: str) -> Report:
    """Reads what is wished for, and compares each container with what its service is locked as."""
    session.settings = _with_required(session.settings, lock)
    state = replace(just_read(session, wish), asked=tuple(one.name for one in wish.environments))
    against = _Against(lock, f"{LOCK}{file}", whole=not wish.references)
    title = " ".join(map(str, wish.references)) or ", ".join(one.name for one in wish.environments)
    more = f"drift gate --lock {shlex.quote(file)} --verbose"
    return judged(session, state, f"{title} against {file}", comparisons=against.comparisons, more=more).report


def _with_required(settings: Settings, lock: Lock) -> Settings:
    """Also what the policy required where the lock was made: this machine may have no policy."""
    locked = (name for one in lock.services for name in one.required)
    required = tuple(dict.fromkeys((*settings.env.required, *locked)))
    return replace(settings, env=replace(settings.env, required=required))


_LOCKED, _NOW = "the lock", "now"
"""Names of the two sides where services are paired."""


@dataclass(frozen=True)
class _Against:
    lock: Lock
    label: str
    whole: bool
    """All services were read: one that is not there is missing."""

    def comparisons(self, sides: Sides, state: FleetState) -> Compared:
        found: list[Comparison] = []
        names: dict[tuple[str, ServiceName], str] = {}
        for environment in state.environments:
            seen = [one for one in state.observations if one.environment == environment]
            pairing = self._paired(environment, seen, sides.session.settings)
            names |= {(environment, one): row.label for row in pairing.rows for one in row.places.get(_NOW, ())}
            found += self._of_environment(sides, environment, pairing, seen)
        return Compared(tuple(found), names)

    def _paired(self, environment: str, seen: Sequence[Observation], settings: Settings) -> Pairing:
        locked = {parse_service(one.name) for one in self._services(environment)}
        return pair({_LOCKED: locked, _NOW: {one.service for one in seen}}, settings)

    def _services(self, environment: str) -> Sequence[LockedService]:
        return [one for one in self.lock.services if one.environment == environment]

    def _of_environment(
        self, sides: Sides, environment: str, pairing: Pairing, seen: Sequence[Observation]
    ) -> Iterator[Comparison]:
        services = {one.name: one for one in self._services(environment)}
        replicas = by_service(seen)
        before, after = Side(self.label, environment=environment), Side(f"env:{environment}", environment=environment)
        for row in pairing.rows:
            now = [one for name in row.places.get(_NOW, ()) for one in replicas[environment, name]]
            locked = [services[str(name)] for name in row.places.get(_LOCKED, ())]
            for one in now:
                if locked:
                    yield from self._with(sides, row.label, locked[0], one)
                else:
                    yield Differ(sides).with_image(row.label, one)
            if not locked:
                yield Comparison(Relation.NOW_BEFORE, row.label, before, after, (coverage.service_extra(),))
            elif not now and self.whole:
                yield Comparison(Relation.NOW_BEFORE, row.label, before, after, (coverage.service_missing(),))
        for doubtful in pairing.ambiguous:
            change = coverage.service_ambiguous(doubtful.name, doubtful.candidates, doubtful.line)
            yield Comparison(Relation.NOW_BEFORE, doubtful.name, before, after, (change,))

    def _with(self, sides: Sides, service: str, locked: LockedService, one: Observation) -> Iterator[Comparison]:
        running, settings = sides.of_observation(one), sides.session.settings
        against = Locked(self.lock, locked, running, __version__, collector_versions(), self.label)
        found = compare(Relation.NOW_BEFORE, service, *against.sides())
        yield replace(found, changes=(*found.changes, *against.changes()))
        yield from alone(service, one, running, settings)
