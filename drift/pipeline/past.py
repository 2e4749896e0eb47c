"""`history` and `show`: what was, and what one snapshot holds."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from difflib import get_close_matches
from itertools import pairwise

from drift import __version__
from drift.errors import UnknownReference
from drift.model.changes import Comparison, Relation
from drift.model.references import Reference
from drift.model.snapshot import Observation
from drift.pipeline.differ import Differ
from drift.pipeline.images import Images
from drift.pipeline.references import Resolver, Subject
from drift.pipeline.session import Session
from drift.pipeline.sides import Sides
from drift.pipeline.wishes import Manner
from drift.report.history import HistoryReport, history_report
from drift.report.parts import SideLine
from drift.report.shown import ShowReport, show_report


def service_history(session: Session, service: str, environment: str | None) -> HistoryReport:
    """UnknownReference where no scan has seen such a service."""
    seen = session.store.history.observations(environment=environment, service=service)
    if not seen:
        raise _never_seen(session, service, environment)
    images = {one.snapshot: session.store.snapshots.image(one.snapshot) for one in seen}
    return history_report(
        service,
        seen,
        tool=__version__,
        now=session.now,
        environments=session.settings.order({one.environment for one in seen}),
        images={snapshot: image for snapshot, image in images.items() if image},
        comparisons=_changes(Differ(Sides(session, Images(session))), seen),
    )


def _never_seen(session: Session, service: str, environment: str | None) -> UnknownReference:
    names = None if environment is None else [environment]
    state = session.store.history.state(session.settings.order, environments=names)
    known = sorted({str(one.service) for one in state.observations})
    near = get_close_matches(service, known, 1)
    where = f" in {environment}" if environment else ""
    remedy = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(known)}" if known else "run drift scan"
    return UnknownReference(f"no scan has seen a service {service!r}{where}", remedy=remedy)


def _changes(differ: Differ, seen: Sequence[Observation]) -> Sequence[Comparison]:
    """Each state of a container with the one before it."""
    lives: dict[tuple[str, str, str], list[Observation]] = defaultdict(list)
    for one in reversed(seen):
        lives[one.environment, one.engine.uid, one.container_name].append(one)
    return [
        differ.pair(Relation.NOW_BEFORE, str(after.service), before, after)
        for life in lives.values()
        for before, after in pairwise(life)
        if before.snapshot != after.snapshot
    ]


def show_reference(session: Session, reference: Reference, manner: Manner) -> ShowReport:
    """One snapshot's records. UnknownReference where the reference names nothing."""
    subject = Resolver(Sides(session, Images(session)), manner).subject(reference)
    return show_report(
        str(reference),
        subject.viewed.snapshot,
        _side(subject),
        tool=__version__,
        now=session.now,
        coverage=subject.seen.coverage if subject.seen else None,
    )


def _side(subject: Subject) -> SideLine:
    side, seen = subject.viewed.side, subject.seen
    return SideLine(
        label=side.label,
        environment=side.environment,
        service=subject.service,
        instance=side.instance,
        at=datetime.fromisoformat(side.at) if side.at else None,
        route=seen.route.value if seen else "",
        snapshot=subject.viewed.snapshot.digest.hex(),
        image=side.image.hex() if side.image else "",
        image_reference=side.reference,
        state=seen.state if seen else "",
        engine=f"{seen.engine.kind} {seen.engine.version}".strip() if seen else "",
    )
