"""`scan`: what was seen, and what of it the store did not have."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeAlias

from drift import __version__
from drift.model.fleet import FleetState
from drift.model.snapshot import Observation
from drift.pipeline.images import Images
from drift.pipeline.judging import keep_sightings
from drift.pipeline.scanning import Scanned, scan
from drift.pipeline.session import Session
from drift.pipeline.wishes import Wish
from drift.report.scanned import Novelty, ScanReport, Target, scan_report
from drift.store import Scope

Place: TypeAlias = tuple[str, str, str]
"""Environment, engine uid, container name: a container that is made anew under its name is in its place."""


class News(NamedTuple):
    report: ScanReport | None
    """None where other scans are at all of it."""
    busy: Sequence[str]
    """Engines that another scan into this store reads right now: left to it."""
    failed: bool
    quiet: bool
    """Nothing changed, went or failed."""


def scan_environments(session: Session, wish: Wish) -> News:
    """Read what is wished for. What is found is kept as seen from now on, so that its age does not wait for a gate."""
    names = [one.name for one in wish.environments]
    before = _by_place(_state(session, names))
    done = scan(session, Images(session), wish)
    gone = _gone(before, done)
    targets = [Target(one, _novelty(one, before)) for one in done.seen]
    unread = any(one.outcome != "skipped" for one in done.failures)
    quiet = not (unread or gone) and all(one.novelty is Novelty.UNCHANGED for one in targets)
    if not quiet:
        keep_sightings(session)
    if done.busy and not (done.seen or done.failures):
        return News(None, done.busy, failed=False, quiet=True)
    report = scan_report(
        names,
        targets,
        done.failures,
        store=str(session.store.path),
        tool=__version__,
        now=session.now,
        remarks=_remarks(session) if done.seen else (),
        gone=gone,
        nothing=_nothing(wish),
    )
    return News(report, done.busy, done.failed, quiet)


def _state(session: Session, names: Sequence[str]) -> FleetState:
    return session.store.history.state(session.settings.order, environments=names)


def _by_place(state: FleetState) -> Mapping[Place, Observation]:
    return {_place(one): one for one in state.observations}


def _place(one: Observation) -> Place:
    return (one.environment, one.engine.uid, one.container_name)


def _novelty(one: Observation, before: Mapping[Place, Observation]) -> Novelty:
    known = before.get(_place(one))
    if known is None:
        return Novelty.FIRST
    return Novelty.UNCHANGED if known.snapshot == one.snapshot else Novelty.CHANGED


def _gone(before: Mapping[Place, Observation], done: Scanned) -> Sequence[Observation]:
    """Those that were there the last time and were not listed now, where everything was listed."""
    failed = {(one.environment, one.engine.uid, one.container_name) for one in done.failures if one.engine}
    there = {_place(one) for one in done.seen} | failed
    return [one for place, one in before.items() if place[:2] in done.complete and place not in there]


def _nothing(wish: Wish) -> str:
    """What to do where there was nothing to read."""
    if wish.filters:
        return "no container fits --filter"
    if wish.scope is Scope.RUNNING:
        return "no container runs there; scan --all also reads those that do not run"
    return "there is no container"


def _remarks(session: Session) -> Sequence[str]:
    """What the first scan into a store says, and one with another key."""
    known, key = session.store.key_id, session.key
    if known == key.key_id:
        return []
    session.store.remember_key(key.key_id)
    if known:
        return [f"the key is another ({key.key_id}, before {known}): what was fingerprinted before cannot be compared"]
    made = f"secrets are kept as fingerprints, made with the key {key.key_id} ({key.origin})"
    return [f"{made}; stores whose environments are to be compared need the same: copy the file, or set DRIFT_KEY_FILE"]
