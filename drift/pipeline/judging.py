"""`gate`, `status`, `report`: the state of all environments, judged."""

from collections.abc import Sequence
from dataclasses import replace

from drift import __version__
from drift.model.changes import Relation
from drift.model.findings import Verdict
from drift.model.fleet import FleetState
from drift.pipeline.fleet import Compared, fleet_comparisons
from drift.pipeline.images import Images
from drift.pipeline.scanning import Wish, environments_to_scan, scan
from drift.pipeline.session import Session
from drift.pipeline.sides import Sides
from drift.policy.verdict import judge
from drift.report.judged import Frame, Report, report
from drift.report.status import StatusReport, status_report
from drift.store import Judged


def gate_fleet(session: Session) -> Report:
    """The newest state of all environments; its findings are kept as seen."""
    state = session.store.history.state(session.settings.order)
    made, verdict = _reported(session, state)
    session.store.sightings.record(verdict.findings, session.now, Judged(state.environments))
    return made


def gate_references(
    session: Session, references: Sequence[str], environment: str | None, *, verify: bool, image: str
) -> Report:
    """Scan these now, and judge them: each with its image, replicas with each other."""
    images = Images(session)
    chosen = environments_to_scan(session.settings, environment, session.host, session.context)
    done = scan(session, images, Wish(tuple(references), chosen, verify=verify, image=image, stopped=True))
    names = {one.container_uid for one, _ in done.seen}
    state = session.store.history.state(session.settings.order, environments=done.environments)
    state = replace(
        state,
        observations=tuple(one for one in state.observations if one.container_uid in names),
        failures=tuple(one for one in done.failures if one.outcome != "skipped"),
    )
    made, verdict = _reported(session, state, " ".join(references))
    services = {str(one.service) for one in state.observations}
    relations = (Relation.CONTAINER_IMAGE, Relation.INSTANCES)
    session.store.sightings.record(verdict.findings, session.now, Judged(state.environments, relations, services))
    return made


def fleet_report(session: Session) -> Report:
    """What `report` writes: as `gate` judges it, nothing is kept."""
    return _reported(session, session.store.history.state(session.settings.order))[0]


def fleet_status(session: Session) -> StatusReport:
    return status_report(fleet_report(session))


def _reported(session: Session, state: FleetState, title: str = "") -> tuple[Report, Verdict]:
    compared = _compared(session, state)
    verdict = judge(compared.comparisons, state, session.settings, session.now)
    seen = session.store.sightings.get(finding.fingerprint for finding in verdict.findings)
    thresholds = {one.name: one.fail_on for one in session.settings.environments if one.fail_on is not None}
    frame = Frame(__version__, session.now, seen, compared.names, thresholds, title)
    return report(verdict, state, compared.comparisons, frame), verdict


def _compared(session: Session, state: FleetState) -> Compared:
    images = Images(session)
    return fleet_comparisons(Sides(session, images), state)
