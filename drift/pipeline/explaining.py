"""`explain`: which line of the policy, preset or engine rule has a say in a finding, or in a path, variable or package."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TypeAlias

from drift.errors import UnknownReference
from drift.model.changes import ChangeType
from drift.model.findings import Finding, Hidden
from drift.model.fleet import FleetState
from drift.model.records import Kind
from drift.model.snapshot import Observation
from drift.pipeline.images import Images
from drift.pipeline.judging import Judgement, judged
from drift.pipeline.session import Session
from drift.pipeline.sides import Sides
from drift.pipeline.unsaid import ABSENT, unsaid
from drift.policy.packages import names_of
from drift.report.explanation import Explanation, Said, explanation, of_finding, of_hidden, standing_for
from drift.report.parts import Numbered

Found: TypeAlias = Numbered | Hidden
Place: TypeAlias = tuple[str, tuple[Said, ...]]
"""Its name, as in "production/web", and what is said there."""
_NUMBER = re.compile(r"#?([0-9]{1,6})")
_FINGERPRINT = re.compile(r"[0-9a-f]{6,32}")


@dataclass(frozen=True, slots=True)
class Asked:
    what: str
    """A finding's number or the beginning of its fingerprint; a path, a variable, a package, or any other key."""
    environment: str | None = None
    service: str | None = None

    def is_about(self, environment: str, service: str) -> bool:
        short = service.rpartition("/")[2]
        return self.environment in (None, environment) and self.service in (None, service, short)


def explain(session: Session, asked: Asked) -> Explanation:
    """Of the newest state of all environments. UnknownReference where nothing there is called so."""
    state = session.store.history.state(session.settings.order)
    judgement = judged(session, state)
    found = [one for one in _findings(asked.what, judgement) if asked.is_about(*_place(one.finding))]
    if found:
        return _of_findings(found, session, asked.what)
    places = list(_places(session, asked, state, judgement))
    if all(one.label == ABSENT for _, said in places for one in said):
        raise _unknown(asked.what, judgement)
    return explanation(asked.what, places)


def _findings(what: str, judgement: Judgement) -> list[Found]:
    """By number or fingerprint; none where what is asked for looks like neither, or is no finding's."""
    number = _NUMBER.fullmatch(what)
    if number:
        return [one for one in judgement.report.findings if one.number == int(number[1])]
    if not _FINGERPRINT.fullmatch(what):
        return []
    return [one for one in _all(judgement) if one.finding.fingerprint.startswith(what)]


def _all(judgement: Judgement) -> tuple[Found, ...]:
    return (*judgement.report.findings, *judgement.verdict.hidden)


def _of_findings(found: list[Found], session: Session, what: str) -> Explanation:
    places = [(_name(*_place(one.finding)), _said(one, session)) for one in found]
    finding = found[0].finding
    return explanation(f"{what} ({finding.kind} {finding.key})", places)


def _places(session: Session, asked: Asked, state: FleetState, judgement: Judgement) -> Iterator[Place]:
    """Each service in each environment, in the policy's order."""
    sides = Sides(session, Images(session))
    for (environment, service), one in _one_of_each(state, judgement).items():
        if asked.is_about(environment, service):
            said = list(_in_place(asked.what, environment, service, session, judgement))
            yield _name(environment, service), tuple(said) or (unsaid(asked.what, one, sides.of_observation(one)),)


def _one_of_each(state: FleetState, judgement: Judgement) -> Mapping[tuple[str, str], Observation]:
    """Of replicas the first: what others have that it has not is a finding."""
    found: dict[tuple[str, str], Observation] = {}
    for one in state.observations:
        found.setdefault((one.environment, judgement.names[one.environment, one.service]), one)
    order = list(state.environments)
    return dict(sorted(found.items(), key=lambda item: (order.index(item[0][0]), item[0][1])))


def _in_place(what: str, environment: str, service: str, session: Session, judgement: Judgement) -> Iterator[Said]:
    for one in _all(judgement):
        finding = one.finding
        if _place(finding) == (environment, service) and _is_of(what, finding):
            yield from _said(one, session)
            if not _matches(what)(finding.kind, finding.key):
                yield standing_for(what)


def _said(one: Found, session: Session) -> tuple[Said, ...]:
    return of_hidden(one) if isinstance(one, Hidden) else of_finding(one, session.settings)


def _is_of(what: str, finding: Finding) -> bool:
    """Is it about this key, or does it stand for it?"""
    matches = _matches(what)
    moved_from = str((finding.before or {}).get("path")) if finding.change is ChangeType.MOVED else ""
    keys = (finding.key, moved_from, *(member.key for member in finding.members))
    return any(matches(finding.kind, key) for key in keys)


def _matches(what: str) -> Callable[[Kind, str], bool]:
    """A package is meant by its purl, too, and by its name."""
    return lambda kind, key: key == what or (kind in (Kind.DECLARED, Kind.PACKAGES) and what in names_of(key))


def _name(environment: str, service: str) -> str:
    return "/".join(filter(None, (environment, service)))


def _place(finding: Finding) -> tuple[str, str]:
    """The environment that is judged, and the service."""
    return (finding.environments[-1] if finding.environments else "", finding.service)


def _unknown(what: str, judgement: Judgement) -> UnknownReference:
    if _NUMBER.fullmatch(what):
        count = len(judgement.report.findings)
        return UnknownReference(
            f"there is no finding {what}", remedy=f"drift gate numbers them from 1 to {count}" if count else ""
        )
    keys = {one.finding.key for one in _all(judgement)}
    near = get_close_matches(what, sorted(keys), 1)
    remedy = (
        f"did you mean {near[0]!r}?" if near else "write a path with a leading slash; drift show lists what there is"
    )
    return UnknownReference(f"nothing in the newest state is called {what!r}", remedy=remedy)
