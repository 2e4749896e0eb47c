"""`diff`: two references, or one and the image it came from; or two environments, service by service."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from drift import __version__
from drift.diff.compare import compare
from drift.diff.majority import representative
from drift.errors import UnknownReference
from drift.model import coverage
from drift.model.changes import Change, Comparison, Relation, Side
from drift.model.oci import Platform
from drift.model.references import Reference, Scheme
from drift.model.snapshot import Coverage, Observation
from drift.pipeline.fleet import Differ, step_comparisons, without_image
from drift.pipeline.images import Images
from drift.pipeline.references import Resolver, Subject, of_service, service_state
from drift.pipeline.session import Session
from drift.pipeline.sides import Sides
from drift.policy.verdict import judge
from drift.report.judged import Frame, Report, diff_report


def compare_references(
    session: Session, before: str, after: str | None, *, verify: bool, image: str, platform: str | None
) -> Report:
    """The report of `diff`. UnknownReference where a reference names nothing."""
    images = Images(session)
    sides = Sides(session, images)
    wanted = Platform.parse(platform) if platform else None
    resolver = Resolver(session, images, sides, verify, wanted, image)
    one = resolver.parse(before)
    other = resolver.parse(after) if after is not None else None
    if other is not None and _is_environment(one) and _is_environment(other):
        comparisons, coverages = _environments(sides, one, other)
    else:
        comparisons, coverages = _things(sides, resolver, one, other)
    verdict = judge(comparisons, None, session.settings, session.now)
    return diff_report(verdict, comparisons, Frame(__version__, session.now), coverages)


def _is_environment(reference: Reference) -> bool:
    return reference.scheme is Scheme.ENV and not reference.service


def _things(
    sides: Sides, resolver: Resolver, before: Reference, after: Reference | None
) -> tuple[list[Comparison], dict[str, Coverage]]:
    one = subject_of(sides, resolver, before)
    if after is None:
        return _with_image(sides, one)
    other = subject_of(sides, resolver, after)
    relation = _relation(one, other)
    comparison = compare(relation, _service(one, other), one.viewed, other.viewed)
    gaps = tuple(chain(_gaps(one), _gaps(other)))
    return [_with(comparison, gaps)], _coverages(one, other)


def _with_image(sides: Sides, subject: Subject) -> tuple[list[Comparison], dict[str, Coverage]]:
    if subject.is_image:
        raise UnknownReference(
            f"{str(subject.reference)!r} is an image", remedy="name what to compare it with: drift diff A B"
        )
    side = Side(f"image:{subject.image_reference or '?'}")
    service = _service(subject)
    if subject.image is None:
        changes = tuple(without_image(subject.viewed.snapshot))
        return [Comparison(Relation.CONTAINER_IMAGE, service, side, subject.viewed.side, changes)], _coverages(subject)
    label = f"image:{subject.image_reference}" if subject.image_reference else "its image"
    comparison = compare(Relation.CONTAINER_IMAGE, service, sides.of_image(label, subject.image), subject.viewed)
    return [_with(comparison, tuple(_gaps(subject)))], _coverages(subject)


def subject_of(sides: Sides, resolver: Resolver, reference: Reference) -> Subject:
    if reference.scheme is not Scheme.ENV:
        return resolver.subject(reference)
    state = service_state(sides.session, reference)
    replicas = of_service(state, reference.service)
    if not replicas:
        names = sorted({str(one.service) for one in state.observations})
        raise UnknownReference(
            f"{str(reference)!r}: no such service was seen there", remedy=f"there are {', '.join(names) or 'none'}"
        )
    one = representative(replicas)
    viewed = sides.of_observation(one)
    image = sides.images.known(viewed.snapshot.image) if viewed.snapshot.image else None
    return Subject(reference, viewed, image, one.image_reference, coverage=one.coverage)


def _relation(one: Subject, other: Subject) -> Relation:
    if one.is_image and other.is_image:
        return Relation.IMAGE_IMAGE
    if one.is_image:
        return Relation.CONTAINER_IMAGE
    if one.reference.scheme is Scheme.ENV and other.reference.scheme is Scheme.ENV:
        same = (one.reference.name, one.reference.service) == (other.reference.name, other.reference.service)
        return Relation.NOW_BEFORE if same else Relation.ENVIRONMENTS
    if (
        one.reference.scheme is other.reference.scheme is Scheme.CONTAINER
        and one.reference.name == other.reference.name
    ):
        return Relation.NOW_BEFORE
    return Relation.INSTANCES


def _service(*subjects: Subject) -> str:
    named = [
        one.reference.service or one.viewed.side.instance or one.reference.name for one in subjects if not one.is_image
    ]
    return named[-1] if named else subjects[-1].reference.name


def _gaps(subject: Subject) -> Sequence[Change]:
    known = subject.coverage
    if known is None:
        return ()
    unstable = [
        coverage.unstable(path, in_image=subject.viewed.tree.entry(path.lstrip("/")) is not None)
        for path in known.unstable
    ]
    moved = [coverage.tag_moved(subject.image_reference, "", known.tag_now)] if known.tag_now else []
    return (*unstable, *moved)


def _with(comparison: Comparison, gaps: tuple[Change, ...]) -> Comparison:
    return replace(comparison, changes=(*comparison.changes, *gaps))


def _coverages(*subjects: Subject) -> dict[str, Coverage]:
    return {one.viewed.side.label: one.coverage for one in subjects if one.coverage}


def _environments(sides: Sides, before: Reference, after: Reference) -> tuple[list[Comparison], dict[str, Coverage]]:
    states = [service_state(sides.session, one) for one in (before, after)]
    if before.name == after.name:
        return _then_and_now(sides, states[0].observations, states[1].observations)
    observations = [one for state in states for one in state.observations]
    comparisons = list(step_comparisons(sides, before.name, after.name, observations))
    return comparisons, {f"container:{one.container_name}": one.coverage for one in observations}


def _then_and_now(
    sides: Sides, then: Sequence[Observation], now: Sequence[Observation]
) -> tuple[list[Comparison], dict[str, Coverage]]:
    """One environment at two times, by service."""
    differ = Differ(sides)
    found = []
    for service in sorted({str(one.service) for one in (*then, *now)}):
        old = [one for one in then if str(one.service) == service]
        new = [one for one in now if str(one.service) == service]
        if old and new:
            found.append(differ.pair(Relation.NOW_BEFORE, service, representative(old), representative(new)))
        else:
            side = Side(f"env:{(old or new)[0].environment}", (old or new)[0].environment)
            change = coverage.service_missing() if old else coverage.service_extra()
            found.append(Comparison(Relation.NOW_BEFORE, service, side, side, (change,)))
    return found, {f"container:{one.container_name}": one.coverage for one in now}
