"""`status`, `report`, what a scan found, and every `gate`: a state of environments, judged."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from drift import __version__
from drift.model.changes import Comparison
from drift.model.findings import Verdict
from drift.model.fleet import FleetState
from drift.model.snapshot import ServiceName
from drift.pipeline.epoch import epoch
from drift.pipeline.fleet import Compared, fleet_comparisons
from drift.pipeline.images import Images
from drift.pipeline.origins import origins_of
from drift.pipeline.session import Session
from drift.pipeline.side_by_side import deployed
from drift.pipeline.sides import Sides
from drift.pipeline.timeline import past_of
from drift.policy.novelty import Before, only_new
from drift.policy.verdict import judge
from drift.report import file_tree, joined
from drift.report.judged import Frame, Report, report
from drift.report.side_by_side import side_by_side
from drift.report.site import Site, Sources, site
from drift.report.status import StatusReport, status_report
from drift.report.timeline import timeline
from drift.store import Judged

Comparing: TypeAlias = Callable[[Sides, FleetState], Compared]
"""What a state is compared with."""


class Judgement(NamedTuple):
    verdict: Verdict
    report: Report
    names: Mapping[tuple[str, ServiceName], str]
    """(environment, service as it is called there) → its name in findings."""
    comparisons: Sequence[Comparison]


def keep_sightings(session: Session) -> Judgement:
    """Judge the newest state of all environments, and keep since when each finding stands."""
    state = newest(session)
    judgement = judged(session, state)
    session.store.sightings.record(judgement.verdict.findings, session.now, whole(state))
    return judgement


def whole(state: FleetState) -> Judged:
    """These environments were judged as a whole, and the steps from each to the next."""
    return Judged(state.environments, steps=list(pairwise(state.environments)))


def fleet_report(
    session: Session, state: FleetState | None = None, before: Before | None = None, *, paged: bool = True
) -> Report:
    """What `report` writes: as `gate` judges it, and where each image came from. Nothing is kept.

    Without a `state` it is the newest of all environments. Only if `paged` it has what a page alone shows: side by side, and before.
    """
    state = state or newest(session)
    if paged:
        return fleet_sources(session, state, before).report
    return judged(session, state, before=before, traced=True).report


def fleet_sources(session: Session, state: FleetState, before: Before | None = None) -> Sources:
    """All that `report` writes as one page or as a site."""
    judgement, past = judged(session, state, before=before, traced=True), past_of(session)
    drawn = timeline(past, judgement.report.findings, state, judgement.names)
    report = replace(_side_by_side(session, state, judgement), timeline=drawn)
    return Sources(report, past, state, judgement.names)


def fleet_site(session: Session) -> Site:
    """`SOURCE_DATE_EPOCH` is the time of making where it is set and nothing is younger: the same state makes the same pages."""
    made, state = epoch(session.environ), newest(session)
    if made is not None:
        session.now = max([made, *(one.at for one in state.observations)])
    return site(fleet_sources(session, state))


def _side_by_side(session: Session, state: FleetState, judgement: Judgement) -> Report:
    findings = judgement.verdict.findings
    return replace(
        judgement.report,
        side_by_side=side_by_side(
            state.environments, deployed(session, state, judgement.names), joined.weights_of(findings)
        ),
        changed_files=file_tree.file_trees(judgement.comparisons, file_tree.weights_of(findings)),
    )


def fleet_status(session: Session) -> StatusReport:
    return status_report(judged(session, newest(session)).report)


def judged(
    session: Session,
    state: FleetState,
    title: str = "",
    before: Before | None = None,
    comparisons: Comparing = fleet_comparisons,
    more: str = "",
    *,
    traced: bool = False,
) -> Judgement:
    """A state of environments, compared and judged; `title` says what it is, where it is not all of them.

    With `before` only what is new since then counts. `more` is the next command, where the usual one does not fit. `traced` is
    with the chains.
    """
    compared = comparisons(Sides(session, Images(session)), state)
    verdict = judge(compared.comparisons, state, session.settings, session.now)
    seen = session.store.sightings.get(finding.fingerprint for finding in verdict.findings)
    if before is not None:
        verdict = only_new(verdict, before, seen)
    thresholds = {one.name: one.fail_on for one in session.settings.environments if one.fail_on is not None}
    frame = Frame(
        __version__,
        session.now,
        seen,
        compared.names,
        thresholds,
        title,
        more,
        declared=session.declared,
        origins=origins_of(session, state) if traced else None,
    )
    return Judgement(verdict, report(verdict, state, compared.comparisons, frame), compared.names, compared.comparisons)


def newest(session: Session) -> FleetState:
    return session.store.history.state(session.settings.order)
