"""`gate --promote staging:production`: is what would be deployed what was tested?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from drift import __version__
from drift.diff.compare import compare
from drift.diff.majority import representative
from drift.diff.promoted import after_promotion
from drift.diff.sides import Viewed
from drift.errors import ConfigError
from drift.model import coverage
from drift.model.changes import Change, Comparison, Relation
from drift.model.fleet import FleetState
from drift.model.oci import Platform
from drift.model.records import Kind
from drift.model.snapshot import Observation, Snapshot
from drift.pipeline.differ import Differ, without_image
from drift.pipeline.environments import declared
from drift.pipeline.fleet import Compared, Replicas, among, by_service, said_of, services_of, with_images
from drift.pipeline.images import Images
from drift.pipeline.session import Session
from drift.pipeline.sides import Sides
from drift.policy.pairing import Row, Step, pair
from drift.policy.promotion import worded
from drift.policy.verdict import judge
from drift.report.judged import Frame, Report, report


@dataclass(frozen=True, slots=True)
class Promotion:
    before: str
    after: str

    @classmethod
    def parse(cls, text: str) -> "Promotion":
        """From "staging:production". ConfigError for anything else."""
        before, colon, after = text.partition(":")
        if not (before and colon and after) or ":" in after or before == after:
            raise ConfigError(f"--promote {text!r} is no promotion", remedy="write it as staging:production")
        return cls(before, after)

    @property
    def environments(self) -> tuple[str, str]:
        return self.before, self.after


def gate_promotion(session: Session, promotion: Promotion) -> Report:
    """The newest state of both. ConfigError for an environment that the policy does not declare, or one with nothing to promote."""
    for name in promotion.environments:
        declared(name, session.settings)
    state = _state(session, promotion)
    compared = _comparisons(Sides(session, Images(session)), state, promotion)
    verdict = worded(judge(compared.comparisons, state, session.settings, session.now), *promotion.environments)
    seen = session.store.sightings.get(finding.fingerprint for finding in verdict.findings)
    thresholds = {one.name: one.fail_on for one in session.settings.environments if one.fail_on is not None}
    frame = Frame(
        __version__,
        session.now,
        seen,
        compared.names,
        thresholds,
        promotion=promotion.environments,
        declared=session.declared,
        more=f"drift diff env:{promotion.before} env:{promotion.after}",
    )
    return report(verdict, state, compared.comparisons, frame)


def _state(session: Session, promotion: Promotion) -> FleetState:
    """Of both, in this order. That the tag of what runs in the later one has moved is no matter: it will be replaced."""
    order = promotion.environments
    state = session.store.history.state(lambda names: tuple(name for name in order if name in names), None, order)
    there = {one.environment for one in state.observations} | {one.environment for one in state.failures}
    if promotion.before in state.environments and promotion.before not in there:
        raise ConfigError(f"{promotion.before} has no container: there is nothing to promote", remedy="scan it again")
    seen = (_without_tag(one) if one.environment == promotion.after else one for one in state.observations)
    return replace(state, observations=tuple(seen), partial=True, asked=order)


def _without_tag(one: Observation) -> Observation:
    return replace(one, coverage=replace(one.coverage, tag_now=""))


def _comparisons(sides: Sides, state: FleetState, promotion: Promotion) -> Compared:
    differ, replicas = Differ(sides), by_service(state.observations)
    pairing = pair(services_of(promotion.environments, replicas), sides.session.settings)
    names = pairing.names
    tested = replace(
        state, observations=tuple(one for one in state.observations if one.environment == promotion.before)
    )
    found = [*with_images(differ, tested, names), *among(differ, by_service(tested.observations), names)]
    for step in pairing.steps(promotion.environments):
        for row in step.pairs:
            found += _of_service(differ, step, row, replicas)
        found += said_of(step)
    return Compared(tuple(found), names)


def _of_service(differ: Differ, step: Step, row: Row, replicas: Replicas) -> Iterator[Comparison]:
    """Each container of the later environment, as it would be started from the image that was tested."""
    tested = [one for name in row.places[step.before] for one in replicas[step.before, name]]
    seen = representative(tested)
    before = differ.sides.of_observation(seen)
    for name in row.places[step.after]:
        for one in replicas[step.after, name]:
            yield _after(row.label, tested, before, differ.sides.of_observation(one))


def _after(service: str, tested: Iterable[Observation], before: Viewed, after: Viewed) -> Comparison:
    if after.image is None:
        return Comparison(Relation.ENVIRONMENTS, service, before.side, after.side, tuple(without_image(after.snapshot)))
    found = compare(Relation.ENVIRONMENTS, service, *after_promotion(before, after))
    return replace(found, changes=(*found.changes, *_other_image(tested, before, after)))


def _other_image(tested: Iterable[Observation], before: Viewed, after: Viewed) -> Iterator[Change]:
    """What would make it another image than the one that was tested."""
    moved = sorted({one.image_reference for one in tested if one.coverage.tag_now})
    if moved:
        yield coverage.promoted_image(f"{', '.join(moved)} names another image by now")
        return
    has, needs = _architecture(after.snapshot), _platform(before.snapshot)
    if has and needs and has != needs:
        yield coverage.promoted_image(f"it was tested for {needs}, and the host is {has}")


def _architecture(snapshot: Snapshot) -> str:
    """Of the host, "" where it is not known."""
    return _value(snapshot, Kind.HOST, "architecture")


def _platform(snapshot: Snapshot) -> str:
    """The architecture that the image is for."""
    platform = _value(snapshot, Kind.IDENTITY, "platform")
    return Platform.parse(platform).architecture if platform else ""


def _value(snapshot: Snapshot, kind: Kind, key: str) -> str:
    section = snapshot.sections.get(kind)
    records = section.set.records if section and section.set else ()
    return next((str(one.value.get("value", "")) for one in records if one.key == key), "")
