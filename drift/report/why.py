"""The report of `why`: what differs between where it works and where it fails, the likeliest cause first."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from drift.model.changes import Comparison
from drift.model.findings import Outcome
from drift.model.records import Kind
from drift.model.snapshot import Coverage
from drift.policy.ranking import Ranking, Reason
from drift.report.findings import hidden_by, numbered
from drift.report.judged import Frame
from drift.report.parts import Headline, HiddenBy, Note, Numbered, SideLine, State, Tool
from drift.report.provenance import UNSEEN, notes, sides_of_comparisons
from drift.report.unjudged import Unjudged, unjudged
from drift.report.wording import age, count

LIKELY = 15
"""Points from which on a difference is called a likely cause."""

_NOUNS = {
    Kind.ACCOUNTS: "accounts",
    Kind.CERTIFICATES: "certificates",
    Kind.CONFIG: "settings of the image and the start",
    Kind.DECLARED: "declared packages",
    Kind.ENV: "variables",
    Kind.FILES: "files and directories",
    Kind.HOST: "properties of the host",
    Kind.IDENTITY: "names and digests of the image",
    Kind.LIBRARIES: "programs with their libraries",
    Kind.MOUNTED: "files of mounts",
    Kind.MOUNTS: "mounts",
    Kind.PACKAGES: "packages",
    Kind.PROCESSES: "properties of what runs",
    Kind.RUNTIME: "run-time options",
    Kind.SCHEDULES: "schedules",
    Kind.SCRIPTS: "scripts with their interpreters",
    Kind.VERIFICATION: "files that are not as their package has them",
}


@dataclass(frozen=True, slots=True)
class Cause:
    """A difference at its place: the number is its rank."""

    numbered: Numbered
    points: int
    reasons: tuple[Reason, ...]
    """What the points are made of, the heaviest first."""

    @property
    def is_likely(self) -> bool:
        return self.points >= LIKELY


@dataclass(frozen=True, slots=True)
class Alike:
    """Causes next to each other that one rule found and that have the same points: the first, and how many more."""

    first: Cause
    more: int


def alike(causes: Sequence[Cause]) -> Iterator[Alike]:
    for _, group in groupby(causes, key=lambda one: (one.points, one.numbered.finding.rule)):
        first, *more = group
        yield Alike(first, len(more))


@dataclass(frozen=True, slots=True)
class Equal:
    """How much of a kind is alike."""

    kind: Kind
    equal: int
    total: int

    @property
    def sentence(self) -> str:
        noun = _NOUNS.get(self.kind, f"records of {self.kind}")
        return (
            f"all {self.total:,} {noun}" if self.equal == self.total > 1 else f"{self.equal:,} of {self.total:,} {noun}"
        )


@dataclass(frozen=True, slots=True)
class WhyReport:
    title: str
    """ "web: works in dev, fails in prod" """
    made: datetime
    tool: Tool
    headline: Headline
    outcome: Outcome
    works: str
    fails: str
    causes: tuple[Cause, ...]
    equal: tuple[Equal, ...]
    hidden: tuple[HiddenBy, ...]
    """What the policy hides, by its lines: a cause may be among it."""
    unjudged: tuple[str, ...]
    """What could not be compared."""
    gaps: tuple[Unjudged, ...]
    """The same, each with what to do about it."""
    notes: tuple[Note, ...]
    unseen: str
    """What no snapshot can see."""
    sides: tuple[SideLine, ...]
    more: str


def why_report(
    ranking: Ranking, comparison: Comparison, frame: Frame, coverages: Mapping[str, Coverage] | None = None
) -> WhyReport:
    works, fails = _name(comparison, first=True), _name(comparison, first=False)
    sides = sides_of_comparisons([comparison], coverages or {})
    causes = _causes(ranking, comparison, works, fails)
    service = f"{comparison.service}: " if comparison.service else ""
    title = frame.title or f"{service}works in {works}, fails in {fails}"
    return WhyReport(
        title=title,
        made=frame.now,
        tool=Tool(frame.tool, ranking.verdict.policy_digest),
        headline=_headline(causes, ranking, f"{title}; {_judged(causes, sides, frame.now)}"),
        outcome=ranking.verdict.outcome,
        works=works,
        fails=fails,
        causes=causes,
        equal=_equal(comparison),
        hidden=hidden_by(ranking.hidden),
        unjudged=ranking.verdict.unjudged,
        gaps=unjudged(ranking.verdict, ()),
        notes=notes(coverages or {}),
        unseen=UNSEEN,
        sides=sides,
        more=frame.more,
    )


def _name(comparison: Comparison, *, first: bool) -> str:
    """The environment where they are two, else the side itself."""
    side = comparison.before if first else comparison.after
    return side.environment if len(comparison.environments) > 1 else side.label


def _causes(ranking: Ranking, comparison: Comparison, works: str, fails: str) -> tuple[Cause, ...]:
    in_rank = replace(ranking.verdict, findings=tuple(one.finding for one in ranking.ranked))
    found = numbered(in_rank, {}, {(comparison.relation, comparison.service): (works, fails)})
    return tuple(Cause(one, ranked.points, ranked.reasons) for one, ranked in zip(found, ranking.ranked, strict=True))


def _headline(causes: Sequence[Cause], ranking: Ranking, judged: str) -> Headline:
    gaps = f" (and {count(len(ranking.verdict.unjudged), 'thing')} could not be compared)" * bool(
        ranking.verdict.unjudged
    )
    if not causes:
        hidden = f", but for {count(len(ranking.hidden), 'difference')} hidden by the policy" * bool(ranking.hidden)
        return Headline("NOTHING DIFFERS", f"in all that a snapshot can see{hidden}{gaps}", judged, State.OK)
    first = causes[0].numbered.finding
    effect = f": {first.consequence}" * bool(first.consequence)
    if causes[0].is_likely:
        return Headline("LIKELIEST CAUSE", f"{first.title}{effect}{gaps}", judged, State.DRIFT)
    sentence = (
        f"of {count(len(causes), 'difference')} none looks like a reason; the first is: {first.title}{effect}{gaps}"
    )
    return Headline("NO LIKELY CAUSE", sentence, judged, State.MINOR)


def _judged(causes: Sequence[Cause], sides: Sequence[SideLine], now: datetime) -> str:
    likely = sum(one.is_likely for one in causes)
    found = f"{count(len(causes), 'difference')}, {likely:,} of them likely"
    times = [side.at for side in sides if side.at]
    return f"{found}; read {age(now - min(times))} ago" if times else found


def _equal(comparison: Comparison) -> tuple[Equal, ...]:
    """Most first; kinds of which the sides have nothing are left out."""
    differing = Counter(change.kind for change in comparison.changes)
    lines = [Equal(kind, equal, equal + differing[kind]) for kind, equal in comparison.equal_of.items()]
    return tuple(sorted((one for one in lines if one.total), key=lambda one: (-one.total, one.kind.value)))
