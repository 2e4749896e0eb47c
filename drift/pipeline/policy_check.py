"""`config check`: the policy, and what it does to the newest state that the store has."""

from collections.abc import Iterator

from drift.model.fleet import FleetState
from drift.model.records import Kind
from drift.model.settings import Settings
from drift.pipeline.judging import judged
from drift.pipeline.session import Session
from drift.policy.effective import effective_policy
from drift.policy.paths import below
from drift.report.policy_check import LineEffect, PolicyCheck, policy_check
from drift.report.wording import age, count, listed


def unscanned(settings: Settings) -> PolicyCheck:
    """Where there is no store yet."""
    return policy_check(settings, effective_policy(settings), "", None, ())


def checked(session: Session) -> PolicyCheck:
    """Nothing is kept."""
    state = session.store.history.state(session.settings.order)
    if not state.observations:
        return unscanned(session.settings)
    verdict = judged(session, state).verdict
    effective = effective_policy(session.settings)
    return policy_check(session.settings, effective, _said(session, state), verdict, list(_mounts(session, state)))


def _said(session: Session, state: FleetState) -> str:
    newest = max(one.at for one in state.observations)
    containers = count(len(state.observations), "container")
    return f"{containers} in {listed(state.environments, len(state.environments))}, last read {age(session.now - newest)} ago"


def _mounts(session: Session, state: FleetState) -> Iterator[LineEffect]:
    """How many containers have something mounted at each path that is to be hashed."""
    places = [(one, _destinations(session, one.snapshot)) for one in state.observations]
    for path in session.settings.mounts.hash:
        having = [one for one, mounts in places if any(below(mount, path) for mount in mounts)]
        example = f"{having[0].environment}/{having[0].service}" if having else ""
        yield LineEffect(f"mounts hash: /{path}", len(having), example)


def _destinations(session: Session, snapshot: bytes) -> list[str]:
    found = session.store.snapshots.get(snapshot)
    section = found.sections.get(Kind.MOUNTS) if found else None
    return [one.key.lstrip("/") for one in section.set.records] if section and section.set else []
