"""`gate REF…`: reads these now, and judges them alone."""

from dataclasses import replace

from drift.errors import EngineError
from drift.model.changes import Relation
from drift.pipeline.images import Images
from drift.pipeline.judging import judged
from drift.pipeline.scanning import scan
from drift.pipeline.session import Session
from drift.pipeline.wishes import Wish
from drift.report.judged import Report
from drift.store import Judged


def gate_references(session: Session, wish: Wish) -> Report:
    """Each with its image, replicas with each other. EngineError where another scan is at it: nothing was read then."""
    done = scan(session, Images(session), wish)
    if done.busy:
        raise EngineError(
            f"another scan reads {done.busy[0]} into this store right now", remedy="try again when it ends"
        )
    names = [one.name for one in wish.environments]
    seen = {one.container_uid for one in done.seen}
    newest = session.store.history.state(session.settings.order, environments=names)
    state = replace(
        newest,
        observations=tuple(one for one in newest.observations if one.container_uid in seen),
        failures=tuple(one for one in done.failures if one.outcome != "skipped"),
        partial=True,
    )
    judgement = judged(session, state, " ".join(map(str, wish.references)))
    looked_at = Judged(
        environments={one.environment for one in done.seen},
        relations=(Relation.CONTAINER_IMAGE, Relation.INSTANCES),
        services=set(judgement.names.values()),
    )
    session.store.sightings.record(judgement.verdict.findings, session.now, looked_at)
    return judgement.report
