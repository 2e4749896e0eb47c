"""What `explain` says: of a finding, or of a path, variable or package, in each service and environment."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from drift.model.findings import Finding, Hidden
from drift.model.settings import Settings
from drift.policy.rules import BY_ID
from drift.policy.sieve import raised_by
from drift.report.parts import Numbered
from drift.report.wording import count, listed


@dataclass(frozen=True, slots=True)
class Subject:
    """The finding that a line is about."""

    fingerprint: str
    rule: str
    severity: str
    """Of a hidden one: what it would be."""
    title: str
    number: int = 0
    """0 where it is hidden."""
    fails: bool = False
    severity_by: str = ""
    """Why it is as severe, as in "high, as the rule has it"."""
    threshold: str = ""
    """Which line the gate goes by."""
    hidden_by: str = ""
    reason: str = ""
    """Why it is hidden, as the policy says it."""


@dataclass(frozen=True, slots=True)
class Said:
    label: str
    """ "finding 3", "hidden", "equal", "not judged" …; what belongs to the line above is indented."""
    text: str
    subject: Subject | None = None

    @property
    def kind(self) -> str:
        """Without the finding's number."""
        return "finding" if self.subject and self.subject.number else self.label


@dataclass(frozen=True, slots=True)
class PlaceSaid:
    """What is true in one place, or in several alike."""

    names: tuple[str, ...]
    """As in "production/web"."""
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    answer: str
    """The first line."""
    places: tuple[PlaceSaid, ...]
    """Findings first, then what is hidden, then the rest."""


def explanation(what: str, found: Sequence[tuple[str, tuple[Said, ...]]]) -> Explanation:
    """`found` is the name of each place, and what is said there."""
    alike: dict[tuple[Said, ...], list[str]] = {}
    for name, said in found:
        alike.setdefault(said, []).append(name)
    places = sorted((PlaceSaid(tuple(names), said) for said, names in alike.items()), key=_rank)
    return Explanation(_answer(what, [said for _, said in found]), tuple(places))


def of_finding(one: Numbered, settings: Settings) -> tuple[Said, ...]:
    """Why it is shown, how severe it is by which line, and what the gate makes of it."""
    finding = one.finding
    subject = replace(
        _subject(finding),
        number=one.number,
        fails=one.fails,
        severity_by=_severity(finding, settings),
        threshold=_threshold(finding, settings),
    )
    return (
        Said(f"finding {one.number}", f"{finding.severity} {finding.rule}: {finding.title}", subject),
        Said("  severity", subject.severity_by),
        Said("  gate", f"{'fails' if one.fails else 'passes'}: {subject.threshold}"),
        Said("  fingerprint", finding.fingerprint),
    )


def of_hidden(one: Hidden) -> tuple[Said, ...]:
    reason = f": {one.reason}" if one.reason else ""
    finding = one.finding
    subject = replace(_subject(finding), hidden_by=one.by, reason=one.reason)
    return (
        Said("hidden", f"by {one.by}{reason}", subject),
        Said("  it is", f"{finding.rule}, which would be {finding.severity}: {finding.title}"),
        Said("  fingerprint", finding.fingerprint),
    )


def _subject(finding: Finding) -> Subject:
    return Subject(finding.fingerprint, finding.rule, str(finding.severity), finding.title)


def standing_for(key: str) -> Said:
    """Of a finding that has the key among its members."""
    return Said("  stands for", f"{key}, among others")


def _answer(what: str, found: Sequence[tuple[Said, ...]]) -> str:
    """As in "/etc/hosts: a finding in 1 place, not judged in 2 places"."""
    kinds = [{_kind(one) for one in said} & set(_ORDER) or {_kind(said[0])} for said in found]
    seen = sorted({kind for one in kinds for kind in one}, key=_place)
    parts = [f"{kind} in {count(sum(kind in one for one in kinds), 'place')}" for kind in seen]
    return f"{what}: {listed(parts, len(parts))}"


_ORDER = ("a finding", "hidden")


def _kind(said: Said) -> str:
    return _ORDER[0] if said.label.startswith("finding ") else said.label


def _place(kind: str) -> tuple[int, str]:
    return (_ORDER.index(kind) if kind in _ORDER else len(_ORDER), kind)


def _rank(place: PlaceSaid) -> tuple[tuple[int, str], tuple[str, ...]]:
    return min(_place(_kind(one)) for one in place.said), place.names


def _severity(finding: Finding, settings: Settings) -> str:
    by = raised_by(finding, settings)
    if by:
        return f"{finding.severity} by {by}"
    rule = BY_ID[finding.rule]
    if rule.relations.get(finding.relation) == finding.severity:
        return f"{finding.severity}, as the rule has it"
    return (
        f"{finding.severity}: {rule.varies}"
        if rule.varies
        else f"{finding.severity}, as the rule decides by what differs"
    )


def _threshold(finding: Finding, settings: Settings) -> str:
    """Which line the gate goes by."""
    name = finding.environments[-1] if finding.environments else ""
    for index, one in enumerate(settings.environments):
        if one.name == name and one.fail_on is not None:
            return f"fail_on of {name}{_line(settings, f'environment[{index}].fail_on')} is {one.fail_on}"
    return f"fail_on{_line(settings, 'fail_on')} is {settings.fail_on}"


def _line(settings: Settings, key: str) -> str:
    line = settings.lines.get(key)
    return f" (line {line})" if line else ""
