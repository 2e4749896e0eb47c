"""`diff`: two references, or one and the image it came from; or two environments, service by service."""

import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from drift import __version__
from drift.diff.compare import compare
from drift.diff.majority import representative
from drift.diff.promise import what_both_say
from drift.errors import UnknownReference
from drift.model import coverage
from drift.model.changes import Change, Comparison, Relation, Side
from drift.model.fleet import FleetState
from drift.model.references import Reference, Scheme
from drift.model.snapshot import Coverage, Observation, Route
from drift.pipeline.differ import Differ, unstable
from drift.pipeline.fleet import image_comparisons, step_comparisons
from drift.pipeline.images import Images
from drift.pipeline.references import Resolver, Subject, environment_state
from drift.pipeline.session import Session
from drift.pipeline.sides import Sides
from drift.pipeline.wishes import Manner
from drift.policy.verdict import judge
from drift.report.judged import Frame, Report, diff_report
from drift.report.wording import listed


@dataclass(frozen=True, slots=True)
class Compared:
    comparisons: Sequence[Comparison]
    coverages: Mapping[str, Coverage]
    """How well it was looked at the sides, by label."""
    references: Sequence[Reference]
    """What is compared; one alone is compared with its image."""

    @property
    def title(self) -> str:
        """Empty where the sides say it."""
        return " → ".join(map(str, self.references)) if len(self.references) > 1 else ""

    @property
    def more(self) -> str:
        judged = self.references[-1]
        return "drift status" if _is_environment(judged) else f"drift show {shlex.quote(str(judged))}"


def compare_references(session: Session, before: Reference, after: Reference | None, manner: Manner) -> Report:
    """The report of `diff`. UnknownReference where a reference names nothing."""
    sides = Sides(session, Images(session))
    compared = _compared(Resolver(sides, manner), [before] if after is None else [before, after])
    verdict = judge(compared.comparisons, None, session.settings, session.now)
    frame = Frame(__version__, session.now, title=compared.title, more=compared.more, declared=session.declared)
    return diff_report(verdict, compared.comparisons, frame, compared.coverages)


def _compared(resolver: Resolver, references: Sequence[Reference]) -> Compared:
    if all(map(_is_environment, references)):
        states = [environment_state(resolver.session, one) for one in references]
        seen = [one for state in states for one in state.observations]
        return Compared(list(_of_environments(resolver.sides, *states)), _coverages(seen), references)
    subjects = _in_order([resolver.subject(one) for one in references])
    coverages = _coverages(one.seen for one in subjects if one.seen) | _not_compared(subjects)
    found = [of_subjects(resolver.sides, *subjects)]
    return Compared(found, coverages, [one.reference for one in subjects])


def _coverages(seen: Iterable[Observation]) -> dict[str, Coverage]:
    return {f"container:{one.container_name}": one.coverage for one in seen}


def _not_compared(subjects: Iterable[Subject]) -> dict[str, Coverage]:
    """What bills of materials name in a way that nothing can be compared with."""
    return {
        str(one.reference): Coverage(
            Route.DOCUMENT, not_looked_for=(f"components without a package URL: {listed(one.unnamed)}",)
        )
        for one in subjects
        if one.unnamed
    }


def _in_order(subjects: Sequence[Subject]) -> Sequence[Subject]:
    """What says least comes first, whichever was named first: of a container and an image the container is judged, and each by a promise."""
    return sorted(subjects, key=lambda one: (not one.is_promise, not one.is_image)) if len(subjects) > 1 else subjects


def _is_environment(reference: Reference) -> bool:
    return reference.scheme is Scheme.ENV and not reference.service


def _of_environments(sides: Sides, before: FleetState, after: FleetState | None = None) -> Iterable[Comparison]:
    if after is None:
        return image_comparisons(sides, before.observations)
    if before.environments == after.environments:
        return _then_and_now(Differ(sides), before, after)
    return step_comparisons(sides, before, after)


def _then_and_now(differ: Differ, then: FleetState, now: FleetState) -> Iterable[Comparison]:
    """One environment at two times, by service."""
    services = {str(one.service) for state in (then, now) for one in state.observations}
    for service in sorted(services):
        old, new = ([one for one in state.observations if str(one.service) == service] for state in (then, now))
        if old and new:
            yield differ.pair(Relation.NOW_BEFORE, service, representative(old), representative(new))
        else:
            change = coverage.service_missing() if old else coverage.service_extra()
            before, after = (Side(f"env:{one.environments[0]}", one.environments[0]) for one in (then, now))
            yield Comparison(Relation.NOW_BEFORE, service, before, after, (change,))


def of_subjects(
    sides: Sides, one: Subject, other: Subject | None = None, *, relation: Relation | None = None
) -> Comparison:
    """`relation` where it is known from elsewhere."""
    if other is None:
        return _with_image(sides, one)
    before, after = one.viewed, other.viewed
    if one.is_promise or other.is_promise:
        before, after = what_both_say(before, after, {*one.unnamed, *other.unnamed})
    comparison = compare(relation or _relation(one, other), other.service or one.service, before, after)
    return _and(comparison, *_gaps(one), *_gaps(other))


def _with_image(sides: Sides, subject: Subject) -> Comparison:
    if subject.seen is not None:
        comparison = Differ(sides).viewed_with_image(subject.service, subject.seen, subject.viewed)
        return _and(comparison, *_tag(subject.seen))
    image = sides.image(subject.viewed.snapshot)
    if subject.is_image or image is None:
        what = "is an image" if subject.is_image else "has no image"
        raise UnknownReference(
            f"{str(subject.reference)!r} {what}", remedy="name what to compare it with: drift diff A B"
        )
    return compare(Relation.CONTAINER_IMAGE, "", sides.of_image("its image", image), subject.viewed)


def _relation(one: Subject, other: Subject) -> Relation:
    if one.is_image and other.is_image:
        return Relation.IMAGE_IMAGE
    if one.is_image:
        return Relation.CONTAINER_IMAGE
    if _timeless(one.reference) == _timeless(other.reference):
        return Relation.NOW_BEFORE
    if one.reference.scheme is other.reference.scheme is Scheme.ENV:
        return Relation.ENVIRONMENTS
    return Relation.INSTANCES


def _timeless(reference: Reference) -> Reference:
    return replace(reference, time="")


def _gaps(subject: Subject) -> Iterable[Change]:
    if subject.seen is not None:
        yield from unstable(subject.seen, subject.viewed)
        yield from _tag(subject.seen)


def _tag(seen: Observation) -> Iterable[Change]:
    if seen.coverage.tag_now:
        yield coverage.tag_moved(seen.image_reference, "", seen.coverage.tag_now)


def _and(comparison: Comparison, *more: Change) -> Comparison:
    return replace(comparison, changes=(*comparison.changes, *more))
