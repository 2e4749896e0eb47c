"""`why`: one side that works and one that fails; all that differs, the likeliest cause first."""

import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from drift import __version__
from drift.diff.compare import compare
from drift.diff.promise import what_both_say
from drift.errors import UnknownReference
from drift.model.changes import Change, Comparison, Relation
from drift.model.records import Kind
from drift.model.references import TIMED, Reference, Scheme
from drift.model.snapshot import Coverage
from drift.pipeline.images import Images
from drift.pipeline.present import Present
from drift.pipeline.references import Resolver, Subject, environment_state
from drift.pipeline.session import Session
from drift.pipeline.sides import Sides
from drift.pipeline.wishes import Manner, reference
from drift.policy.ranking import rank
from drift.policy.services import canonical
from drift.report.judged import Frame
from drift.report.why import WhyReport, why_report


@dataclass(frozen=True, slots=True)
class Question:
    service: str = ""
    """ "" where the sides are named whole."""
    works: Sequence[str] = ()
    """Environments of the service, or references; the first is compared, the others tell what cannot be the cause."""
    fails: str = ""
    since: str = ""
    """When it worked where it fails now: a time as in env:prod/web@TIME."""


def likeliest_causes(session: Session, question: Question, manner: Manner) -> WhyReport:
    """UnknownReference for a side that is not there, or where the question does not name two."""
    resolver = Resolver(Sides(session, Images(session)), manner)
    fails = _reference(session, question, _failing(session, question))
    works = [_reference(session, question, text) for text in question.works] or [_earlier(fails, question)]
    after = resolver.subject(fails)
    first, *others = [resolver.subject(one) for one in works]
    comparison = _compared(first, after)
    ranking = rank(
        comparison,
        session.settings,
        session.now,
        others={str(one.reference): _compared(one, after) for one in others},
        has=Present(after.viewed).has,
        wrote=first.viewed.delta.__contains__,
    )
    frame = Frame(__version__, session.now, title=_title(first, after), more=_more(first, after))
    return why_report(ranking, comparison, frame, _coverages([first, after]))


def _failing(session: Session, question: Question) -> str:
    """Where it fails; with `since` the one environment that has the service, where none is named."""
    if question.fails:
        return question.fails
    seen = session.store.history.observations(service=question.service) if question.service else []
    environments = sorted({one.environment for one in seen})
    if question.since and len(environments) == 1:
        return environments[0]
    known = f": {question.service} was seen in {', '.join(environments)}" if environments else ""
    raise UnknownReference(f"nothing says where it fails{known}", remedy="name it with --fails ENV, or --env ENV")


def _reference(session: Session, question: Question, text: str) -> Reference:
    """Of a service in an environment (ENV or ENV@TIME), else as it stands."""
    if not question.service:
        return reference(text)
    if text.startswith(f"{Scheme.ENV}:"):
        raise UnknownReference(f"{text!r} is a reference", remedy="name the environment alone, or leave out SERVICE")
    name, at, time = text.partition("@")
    environment = reference(f"{Scheme.ENV}:{name}{at}{time}")
    return replace(environment, service=_service(session, environment, question.service))


def _service(session: Session, environment: Reference, service: str) -> str:
    """As it is called there: the policy may know an application by several names. UnknownReference where it could be two."""
    settings, state = session.settings, environment_state(session, environment)
    names = {one.service for one in state.observations}
    found = sorted({str(one) for one in names if service in (str(one), one.name, str(canonical(one, settings)))})
    if len(found) > 1:
        raise UnknownReference(
            f"{environment} has {', '.join(found)}", remedy="name the one that fails, application and all"
        )
    return found[0] if found else service


def _earlier(fails: Reference, question: Question) -> Reference:
    if not question.since:
        raise UnknownReference(
            "nothing says where it works", remedy="name it with --works ENV, or when it did with --since DATE"
        )
    if fails.scheme not in TIMED:
        raise UnknownReference(
            f"{str(fails)!r} has no history", remedy="--since is for container:NAME and for services"
        )
    return reference(f"{replace(fails, time='')}@{question.since}")


def _compared(before: Subject, after: Subject) -> Comparison:
    """All that differs, with what two images bring."""
    one, other = before.viewed, after.viewed
    if before.is_promise or after.is_promise:
        one, other = what_both_say(one, other, {*before.unnamed, *after.unnamed})
    found = compare(_relation(before, after), after.service or before.service, one, other, opened=True)
    return replace(found, changes=tuple(_said_by_both(found.changes, before, after)))


def _relation(before: Subject, after: Subject) -> Relation:
    """Two containers are two environments here: what replicas should share is not the question."""
    if before.is_image and after.is_image:
        return Relation.IMAGE_IMAGE
    same = replace(before.reference, time="") == replace(after.reference, time="")
    return Relation.NOW_BEFORE if same else Relation.ENVIRONMENTS


def _said_by_both(changes: Iterable[Change], before: Subject, after: Subject) -> Iterable[Change]:
    """An image says little of how it will be run: what it does not say is no difference."""
    of_one = before.is_image != after.is_image
    return (
        change
        for change in changes
        if not (of_one and change.kind is Kind.RUNTIME and None in (change.before, change.after))
    )


def _title(before: Subject, after: Subject) -> str:
    service = f"{after.service}: " if after.service and after.reference.scheme is Scheme.ENV else ""
    return f"{service}works in {_place(before)}, fails in {_place(after)}"


def _place(one: Subject) -> str:
    """As a person names it: the environment, with a time."""
    time = f"@{one.reference.time}" if one.reference.time else ""
    return f"{one.reference.name}{time}" if one.reference.scheme is Scheme.ENV else str(one.reference)


def _more(before: Subject, after: Subject) -> str:
    return f"drift diff {shlex.quote(str(before.reference))} {shlex.quote(str(after.reference))}"


def _coverages(subjects: Iterable[Subject]) -> Mapping[str, Coverage]:
    return {f"container:{one.seen.container_name}": one.seen.coverage for one in subjects if one.seen}
