"""`gate`: reads what is named now and judges it alone, or judges what the store has."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from drift.errors import EngineError, UnknownReference
from drift.model.changes import Relation
from drift.model.fleet import FleetState
from drift.model.references import Reference, Scheme
from drift.pipeline.baseline import Baseline, find_baseline
from drift.pipeline.environments import declared
from drift.pipeline.images import Images
from drift.pipeline.judging import Judgement, judged, newest, whole
from drift.pipeline.scanning import scan
from drift.pipeline.session import Session
from drift.pipeline.wishes import Manner, Wish
from drift.policy.novelty import Before
from drift.report.judged import Report
from drift.store import Judged


@dataclass(frozen=True, slots=True)
class Terms:
    """What counts for the verdict."""

    only_new: bool = False
    since: datetime | None = None
    """What was there before this moment is known; None: before the state that is judged."""
    baseline: Reference | None = None
    """A known-good state that is compared with, in place of images and neighbours."""
    manner: Manner = field(default_factory=Manner)

    def before(self, state: FleetState) -> Before | None:
        if not self.only_new:
            return None
        return Before(moment=self.since) if self.since else Before.state(state)


def gate_store(session: Session, names: Sequence[str], terms: Terms) -> Report:
    """The newest state of all environments, or of those that are named; its findings are kept as seen."""
    state = state_of(session, names)
    if terms.baseline is not None:
        baseline = _stored_baseline(session, terms.baseline, state, terms.manner)
        return _against(session, state, baseline, " → ".join(state.environments))
    judgement = judged(session, state, before=terms.before(state))
    _keep(session, judgement, whole(state))
    return judgement.report


def gate_references(session: Session, wish: Wish, terms: Terms) -> Report:
    """Each with its image, replicas with each other. EngineError where another scan is at it: nothing was read then."""
    title = " ".join(map(str, wish.references))
    if terms.baseline is not None:
        baseline = find_baseline(session, terms.baseline, terms.manner)
        return _against(session, just_read(session, wish), baseline, title)
    state = just_read(session, wish)
    judgement = judged(session, state, title, terms.before(state))
    looked_at = Judged(
        environments={one.environment for one in state.observations},
        relations=(Relation.CONTAINER_IMAGE, Relation.INSTANCES),
        services=set(judgement.names.values()),
    )
    _keep(session, judgement, looked_at)
    return judgement.report


def state_of(session: Session, names: Sequence[str]) -> FleetState:
    """Of all environments, or of these alone, in the policy's order. ConfigError for one that the policy does not declare."""
    if not names:
        return newest(session)
    for name in names:
        declared(name, session.settings)
    state = session.store.history.state(session.settings.order, environments=names)
    return replace(state, partial=True, asked=session.settings.order(set(names)))


def _stored_baseline(session: Session, reference: Reference, state: FleetState, manner: Manner) -> Baseline:
    """UnknownReference where it is the very state that is judged."""
    if reference.scheme is Scheme.ENV and not reference.time and reference.name in state.environments:
        raise UnknownReference(
            f"--baseline {str(reference)!r} is the state that is judged",
            remedy=f"give it a time: {reference}@2026-11-01",
        )
    return find_baseline(session, reference, manner)


def _against(session: Session, state: FleetState, baseline: Baseline, title: str) -> Report:
    """Nothing is kept as seen: how old a finding is depends on no baseline."""
    return judged(session, state, f"{title} against {baseline.reference}", comparisons=baseline.comparisons).report


def just_read(session: Session, wish: Wish) -> FleetState:
    """What the scan saw, and nothing beside it."""
    done = scan(session, Images(session), wish)
    if done.busy:
        raise EngineError(
            f"another scan reads {done.busy[0]} into this store right now", remedy="try again when it ends"
        )
    seen = {one.container_uid for one in done.seen}
    state = session.store.history.state(session.settings.order, environments=[one.name for one in wish.environments])
    return replace(
        state,
        observations=tuple(one for one in state.observations if one.container_uid in seen),
        failures=tuple(one for one in done.failures if one.outcome != "skipped"),
        partial=True,
    )


def _keep(session: Session, judgement: Judgement, looked_at: Judged) -> None:
    """Since when each finding stands; and what a gate fails for being new stays new until it is gone."""
    verdict, sightings = judgement.verdict, session.store.sightings
    sightings.record(verdict.findings, session.now, looked_at)
    if verdict.known is not None:
        sightings.refuse([one for one in verdict.findings if verdict.fails(one)], session.now)
