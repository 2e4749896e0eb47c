"""`drift lock`: what each service is, as a lock to commit."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from drift import __version__
from drift.collectors import COLLECTORS, OF_CHANGED_FILES
from drift.diff.locked import JOINED
from drift.diff.majority import representative
from drift.errors import LockError
from drift.model.canonical import Document
from drift.model.facts import Status
from drift.model.fleet import FleetState
from drift.model.lock import DIGESTED, OF_THE_IMAGE, READABLE, Lock, LockedService, LockedSet
from drift.model.records import Kind
from drift.model.snapshot import Observation, Section, Snapshot
from drift.pipeline.fleet import by_service
from drift.pipeline.gating import just_read, state_of
from drift.pipeline.session import Session
from drift.pipeline.wishes import Wish
from drift.report.wording import listed


def lock_of_store(session: Session, names: Sequence[str]) -> Lock:
    """The newest state of these environments, or of all. LockError where it is not known whole."""
    state = state_of(session, names)
    missing = [name for name in names if name not in state.environments]
    if missing:
        raise LockError(f"no scan has read {listed(missing)}", remedy=f"drift scan --env {missing[0]}")
    return _lock(session, state)


def lock_of_references(session: Session, wish: Wish) -> Lock:
    """What is read now. LockError where it could not be."""
    return _lock(session, just_read(session, wish))


def updated(old: Lock, new: Lock) -> Lock:
    """The services of `new` in place of those that `old` has of them; what is locked of other environments stays."""
    _check_same_tool(old, new)
    whole = new.environments.keys()
    kept = [one for one in old.services if one.environment not in whole]
    return _with_services(new, [*kept, *new.services])


def updated_services(old: Lock, new: Lock) -> Lock:
    """Only some services were read: all others stay, also those of the same environment."""
    _check_same_tool(old, new)
    places = {one.place for one in new.services}
    return _with_services(new, [*(one for one in old.services if one.place not in places), *new.services])


def _check_same_tool(old: Lock, new: Lock) -> None:
    """A lock has one version of everything."""
    if (old.tool, old.collectors) != (new.tool, new.collectors):
        raise LockError(
            f"the lock is of drift {old.tool} and its collectors, this is {new.tool}",
            remedy="lock all of it anew: scan all its environments, then drift lock --update without --env and REF",
        )


def collector_versions() -> Mapping[str, Mapping[str, int]]:
    """By kind; of those that serve several kinds under "joined"."""
    found: dict[str, dict[str, int]] = {}
    for one in (*COLLECTORS, *OF_CHANGED_FILES):
        if one.kind is None or one.kind in DIGESTED:
            found.setdefault(one.kind.value if one.kind else JOINED, {})[one.name] = one.version
    return found


def _lock(session: Session, state: FleetState) -> Lock:
    if state.failures:
        one = state.failures[0]
        name = one.container_name or (one.engine.address if one.engine else one.environment)
        raise LockError(f"{one.environment}: {name} could not be read: {one.reason}", remedy="scan again, then lock")
    if not state.observations:
        raise LockError("there is nothing to lock: no container was read", remedy="run drift scan, or name a container")
    found = [
        _service(session, environment, str(name), representative(group))
        for (environment, name), group in by_service(state.observations).items()
    ]
    empty = Lock(__version__, session.store.key_id or session.key.key_id, collector_versions(), {}, ())
    return _with_services(empty, found)


def _with_services(lock: Lock, services: Sequence[LockedService]) -> Lock:
    ordered = tuple(sorted(services, key=lambda one: one.place))
    names = {
        one.environment: tuple(other.name for other in ordered if other.environment == one.environment)
        for one in ordered
    }
    return replace(lock, environments=names, services=ordered)


def _service(session: Session, environment: str, name: str, one: Observation) -> LockedService:
    snapshot = session.store.snapshots.get(one.snapshot)
    if snapshot is None:
        raise LockError(f"{environment}/{name}: its snapshot is not in the store", remedy="scan again, then lock")
    place = f"{environment}/{name}"
    return LockedService(
        environment=environment,
        name=name,
        records={kind: dict(_records(kind, section)) for kind, section in _sections(snapshot, READABLE, place)},
        digests={kind: _digest(section) for kind, section in _sections(snapshot, DIGESTED, place)},
        required=tuple(sorted(session.settings.env.required)),
    )


def _sections(snapshot: Snapshot, kinds: Sequence[Kind], place: str) -> Iterator[tuple[Kind, Section]]:
    """LockError for one that failed: a lock says what is, not what is not known."""
    for kind in kinds:
        section = snapshot.sections.get(kind, Section.absent())
        if section.status is Status.FAILED:
            raise LockError(
                f"{kind} of {place} could not be read: {section.reason}", remedy="repair that, scan again, then lock"
            )
        if section.set is not None:
            yield kind, section


def _records(kind: Kind, section: Section) -> Iterator[tuple[str, Document]]:
    """Without run-time settings that are at their default, and what only some engines say of an image."""
    for one in section.set.records if section.set else ():
        content: Document = one.value
        if content != {"value": None} and (kind is not Kind.IDENTITY or one.key in OF_THE_IMAGE):
            yield one.key, content


def _digest(section: Section) -> LockedSet:
    if section.set is None:
        raise ValueError("a section without records has no digest")
    return LockedSet(section.set.digest.hex(), len(section.set))
