"""`history` and `show`: what was, and what one snapshot holds."""

from itertools import pairwise

from drift import __version__
from drift.diff.compare import compare
from drift.errors import UnknownReference
from drift.model.changes import Comparison, Relation
from drift.model.oci import Platform
from drift.model.references import Scheme
from drift.model.snapshot import Observation
from drift.pipeline.comparing import subject_of
from drift.pipeline.images import Images
from drift.pipeline.references import Resolver
from drift.pipeline.session import Session
from drift.pipeline.sides import Sides
from drift.report.history import HistoryReport, history_report
from drift.report.parts import SideLine
from drift.report.shown import ShowReport, show_report


def service_history(session: Session, service: str, environment: str | None) -> HistoryReport:
    """UnknownReference where no scan has seen such a service."""
    seen = session.store.history.observations(environment=environment, service=service)
    if not seen:
        known = sorted({str(one.service) for one in session.store.history.state(session.settings.order).observations})
        raise UnknownReference(
            f"no scan has seen a service {service!r}",
            remedy=f"there are {', '.join(known)}" if known else "run drift scan",
        )
    sides = Sides(session, Images(session))
    images = {one.snapshot: sides.snapshot(one.snapshot).image for one in seen}
    return history_report(
        service,
        seen,
        tool=__version__,
        now=session.now,
        environments=session.settings.order({one.environment for one in seen}),
        images={snapshot: image for snapshot, image in images.items() if image},
        comparisons=_changes(sides, seen),
    )


def _changes(sides: Sides, seen: list[Observation]) -> list[Comparison]:
    """Each state of a container with the one before it."""
    found: dict[tuple[bytes, bytes], Comparison] = {}
    lives: dict[tuple[str, str, str], list[Observation]] = {}
    for one in reversed(seen):
        lives.setdefault((one.environment, one.engine.uid, one.container_name), []).append(one)
    for life in lives.values():
        for before, after in pairwise(life):
            key = (before.snapshot, after.snapshot)
            if before.snapshot != after.snapshot and key not in found:
                old, new = sides.of_observation(before), sides.of_observation(after)
                found[key] = compare(Relation.NOW_BEFORE, str(after.service), old, new)
    return list(found.values())


def show_reference(session: Session, text: str, *, verify: bool, image: str, platform: str | None) -> ShowReport:
    """One snapshot's records. UnknownReference where the reference names nothing."""
    images = Images(session)
    sides = Sides(session, images)
    resolver = Resolver(session, images, sides, verify, Platform.parse(platform) if platform else None, image)
    reference = resolver.parse(text)
    if reference.scheme is Scheme.ENV and not reference.service:
        raise UnknownReference(
            f"{text!r} is an environment", remedy=f"name a service: {text}/SERVICE; drift status lists them"
        )
    subject = subject_of(sides, resolver, reference)
    side = subject.viewed.side
    line = SideLine(
        label=side.label,
        environment=side.environment,
        service=reference.service,
        instance=side.instance,
        at=session.now,
        route=subject.coverage.route.value if subject.coverage else "",
        snapshot=subject.viewed.snapshot.digest.hex(),
        image=side.image.hex() if side.image else "",
        image_reference=subject.image_reference,
    )
    return show_report(
        text, subject.viewed.snapshot, line, tool=__version__, now=session.now, coverage=subject.coverage
    )
