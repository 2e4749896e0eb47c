"""Which difference is the likeliest reason why one side works and the other fails: points and their reasons, in order. Pure."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from drift.model.canonical import to_bytes
from drift.model.changes import Comparison
from drift.model.findings import Finding, Hidden, Verdict
from drift.model.records import Kind
from drift.model.settings import Settings
from drift.policy.images import is_image_change
from drift.policy.suspect import Suspect
from drift.policy.verdict import judge
from drift.policy.weights import ASPECTS, Weight

Presence: TypeAlias = Callable[[str], bool]
"""Is there something at a path?"""

PATH = re.compile(r"/[A-Za-z0-9._+@%-]+(?:/[A-Za-z0-9._+@%-]+)*/?")
MOST_ROLES = 200
"""Files of one finding that the evidence is asked about."""


@dataclass(frozen=True, slots=True)
class Reason:
    points: int
    text: str


@dataclass(frozen=True, slots=True)
class Ranked:
    finding: Finding
    points: int
    reasons: tuple[Reason, ...]
    """What the points are made of, the heaviest first."""


@dataclass(frozen=True, slots=True)
class Ranking:
    ranked: tuple[Ranked, ...]
    """The likeliest first."""
    hidden: tuple[Hidden, ...]
    """What the policy hides."""
    verdict: Verdict
    """Of the same differences, as `diff` would judge them."""


def rank(
    comparison: Comparison,
    settings: Settings,
    now: datetime,
    *,
    others: Mapping[str, Comparison] | None = None,
    has: Presence = lambda _path: True,
    wrote: Presence = lambda _path: False,
) -> Ranking:
    """From the side that works to the side that fails, opened up.

    `others` are from more sides that work, by name, to the same one; `has` says of a path whether the failing side has
    it, or could have (what is mounted there nobody knows); `wrote` whether the working container has it beyond its image.
    """
    verdict = judge([comparison], None, settings, now)
    surroundings = _Surroundings.of(comparison, others or {}, has, wrote)
    ranked = [_ranked(surroundings.suspect(finding)) for finding in verdict.findings]
    return Ranking(tuple(sorted(ranked, key=_place)), verdict.hidden, verdict)


@dataclass(frozen=True)
class _Surroundings:
    """What is known round the findings of one comparison."""

    comparison: Comparison
    of_images: frozenset[tuple[Kind, str]]
    """What differs because the two images do."""
    images_differ: bool
    others: Mapping[str, frozenset[tuple[Kind, str]]]
    """Side that works, too → what it has otherwise than the failing one."""
    has: Presence
    wrote: Presence

    @classmethod
    def of(
        cls, comparison: Comparison, others: Mapping[str, Comparison], has: Presence, wrote: Presence
    ) -> "_Surroundings":
        return cls(
            comparison,
            frozenset((change.kind, change.key) for change in comparison.changes if change.of_images),
            any(is_image_change(change) for change in comparison.changes),
            {name: _differing(other) for name, other in others.items()},
            has,
            wrote,
        )

    def suspect(self, finding: Finding) -> Suspect:
        evidence = self.comparison.evidence
        subjects = _subjects(finding)
        paths = [key for kind, key in subjects if kind is Kind.FILES][:MOST_ROLES]
        return Suspect(
            finding,
            role=next((role for path in paths if (role := evidence.role(path))), ""),
            readers=tuple(evidence.readers(finding.key)) if finding.kind is Kind.ENV else (),
            of_images=self.images_differ and all(one in self.of_images for one in subjects),
            images_differ=self.images_differ,
            absent=next((path for path in _named(finding) if not self.has(path)), ""),
            written=bool(paths) and all(self.wrote(path) for path in paths),
            also=tuple(name for name, differs in self.others.items() if not differs.intersection(subjects)),
        )


def _named(finding: Finding) -> Iterator[str]:
    """Absolute paths that it names on the failing side: a variable's, a document's, a link's."""
    after = finding.after or {}
    target = after.get("linkname")
    if isinstance(target, str):
        yield target if target.startswith("/") else f"{finding.key.rpartition('/')[0]}/{target}"
    texts = [one.after for one in finding.details] + ([after.get("value")] if finding.kind is Kind.ENV else [])
    for text in texts:
        if isinstance(text, str) and PATH.fullmatch(plain := text.strip().strip("\"'")):
            yield plain


def _differing(comparison: Comparison) -> frozenset[tuple[Kind, str]]:
    return frozenset((change.kind, change.key) for change in comparison.changes)


def _subjects(finding: Finding) -> Sequence[tuple[Kind, str]]:
    """What the finding is about. Members of a package's finding are its files; a group's key is a directory, which need not differ."""
    members = [(_kind(member.key, finding.kind), member.key) for member in finding.members]
    own = [(finding.kind, finding.key)]
    return members if members and finding.before is None and finding.after is None else own + members


def _kind(key: str, kind: Kind) -> Kind:
    return Kind.FILES if key.startswith("/") and kind is Kind.PACKAGES else kind


def _ranked(suspect: Suspect) -> Ranked:
    found = [Reason(weight.points, _said(weight.reason, suspect)) for weight in _weights(suspect) if weight.points]
    return Ranked(
        suspect.finding, sum(one.points for one in found), tuple(sorted(found, key=lambda one: -abs(one.points)))
    )


def _weights(suspect: Suspect) -> Iterable[Weight]:
    for aspect in ASPECTS:
        yield from [weight for weight in aspect.weights if weight.holds(suspect)][:1]


def _said(reason: str, suspect: Suspect) -> str:
    words = {
        "{absent}": suspect.absent,
        "{role}": suspect.role,
        "{readers}": _listed(suspect.readers),
        "{also}": _listed(suspect.also),
    }
    for placeholder, text in words.items():
        reason = reason.replace(placeholder, text)
    return reason


def _listed(names: Sequence[str]) -> str:
    return names[0] + (f" and {len(names) - 1} more" if len(names) > 1 else "") if names else ""


def _place(one: Ranked) -> tuple[object, ...]:
    finding = one.finding
    return -one.points, -finding.severity, finding.kind.value, to_bytes(finding.key), finding.rule
