"""What a notification says: what changed since its recipient was last told, or once a day how things stand."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from drift.model.findings import Outcome, Severity
from drift.model.settings import Notify
from drift.policy.rules import BY_ID
from drift.report.judged import Report
from drift.report.parts import Numbered, State
from drift.store import Known, KnownFinding


class Occasion(StrEnum):
    CHANGE = "change"
    DIGEST = "digest"
    """The daily summary."""
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Told:
    """A finding that stands."""

    now: Numbered
    was: Severity | None = None
    """What it was when it was last told, where it is worse now."""


@dataclass(frozen=True, slots=True)
class Gone:
    """A finding that was told and is not among those that are told any more."""

    finding: KnownFinding
    eased: bool = False
    """It is still there, below what is told."""


@dataclass(frozen=True, slots=True)
class Bulletin:
    occasion: Occasion
    report: Report
    was: Outcome
    """The verdict that was last told."""
    new: tuple[Told, ...] = ()
    worse: tuple[Told, ...] = ()
    resolved: tuple[Gone, ...] = ()
    standing: tuple[Told, ...] = ()
    """Known, and still there: a digest has them."""
    most: int = 10
    """Findings that the text names."""
    report_url: str = ""


@dataclass(frozen=True, slots=True)
class News:
    bulletin: Bulletin | None
    """None: there is nothing to say."""
    after: Known
    """What the recipient knows once it was told."""


def news(report: Report, known: Known, notify: Notify) -> News:
    """Of the state that was judged, for one recipient."""
    told = {one.finding.fingerprint: one for one in report.findings if _is_told(one, notify)}
    new = [Told(one) for fingerprint, one in told.items() if fingerprint not in known.findings]
    worse, standing = _against(told, known.findings)
    absent = [one for fingerprint, one in known.findings.items() if fingerprint not in told]
    held = [one for one in absent if _is_open(one, report)]
    present = {one.finding.fingerprint for one in report.findings}
    gone = [Gone(one, one.fingerprint in present) for one in absent if one not in held]
    due = _is_due(notify, known.digest, report.made)
    after = Known(
        outcome=report.outcome,
        findings={one.fingerprint: one for one in (*map(_known, told.values()), *held)},
        digest=report.made if due else known.digest,
    )
    if not (new or worse or gone or due or report.outcome is not known.outcome):
        return News(None, after)
    bulletin = Bulletin(
        occasion=Occasion.DIGEST if due else Occasion.CHANGE,
        report=report,
        was=known.outcome,
        new=tuple(new),
        worse=tuple(worse),
        resolved=tuple(gone),
        standing=tuple(standing) if due else (),
        most=notify.most,
        report_url=notify.report_url,
    )
    return News(bulletin, after)


def trial(report: Report, notify: Notify) -> Bulletin:
    """A message that says nothing but that messages arrive."""
    return Bulletin(Occasion.TEST, report, report.outcome, most=notify.most, report_url=notify.report_url)


def _is_told(one: Numbered, notify: Notify) -> bool:
    """What leaves the verdict open has no severity that says so."""
    enough = one.fails if notify.severity is None else one.finding.severity >= notify.severity
    return enough or BY_ID[one.finding.rule].unjudged


def _against(told: Mapping[str, Numbered], known: Mapping[str, KnownFinding]) -> tuple[list[Told], list[Told]]:
    """What is worse than it was, and what is not."""
    worse, standing = [], []
    for fingerprint, one in told.items():
        before = known.get(fingerprint)
        if before is None:
            continue
        if one.finding.severity > before.severity:
            worse.append(Told(one, before.severity))
        else:
            standing.append(Told(one))
    return worse, standing


def _is_open(one: KnownFinding, report: Report) -> bool:
    """Could the place of a finding that is not there not be judged? Then nobody knows whether it is gone."""
    states = list(_states(one, report))
    return State.UNJUDGED in states or (not states and report.outcome is Outcome.UNJUDGED)


def _states(one: KnownFinding, report: Report) -> Iterator[State]:
    for row in report.matrix.rows if report.matrix else ():
        if one.service in (row.service, ""):
            yield from (cell.state for cell in row.cells if cell.environment in one.environments)


def _known(one: Numbered) -> KnownFinding:
    finding = one.finding
    return KnownFinding(
        finding.fingerprint, finding.severity, finding.service, finding.environments, f"{finding.rule}: {finding.title}"
    )


def _is_due(notify: Notify, last: datetime | None, now: datetime) -> bool:
    """By the machine's own clock and zone."""
    if notify.digest is None:
        return False
    at = datetime.combine(now.astimezone().date(), notify.digest).astimezone()
    return now >= at and (last is None or last < at)


def ranked(told: Iterable[Told]) -> list[Told]:
    """The worst first, as the report has them."""
    return sorted(told, key=lambda one: one.now.number)
