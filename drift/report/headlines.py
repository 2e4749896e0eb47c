"""The first line and the last: the answer, what was judged, how old it is, why, and what to ask next."""

import shlex
from collections.abc import Sequence
from datetime import datetime

from drift.model.changes import Comparison
from drift.model.findings import Outcome, Verdict
from drift.model.fleet import FleetState
from drift.policy.rules import BY_ID
from drift.report.findings import counts_of
from drift.report.parts import Headline, Matrix, Numbered, SideLine, State
from drift.report.wording import age, count, severities


def judged(title: str, places: Matrix, state: FleetState, now: datetime) -> str:
    services = count(len([row for row in places.rows if row.service]), "service")
    containers = count(len(state.observations), "container")
    ages = _ages([one.at for one in state.observations], now)
    return "; ".join([f"{title}: {services}, {containers}" if title else f"{services}, {containers}", *ages])


def of_fleet(verdict: Verdict, findings: Sequence[Numbered], places: Matrix, judged: str) -> Headline:
    drift = _drift(verdict, findings, places.environments)
    match verdict.outcome:
        case Outcome.UNJUDGED:
            also = f"; DRIFT: {drift}" if drift else ""
            return Headline("CANNOT JUDGE", _unjudged(verdict) + also, judged, State.UNJUDGED)
        case Outcome.DRIFT:
            sentence = drift or f"{count(len(findings), 'finding')}, which the policy fails"
            return Headline("DRIFT", sentence, judged, State.DRIFT)
        case Outcome.PASS:
            where = _environments(places.environments)
            below = f" ({_others(verdict, findings)})" if findings else ""
            sentence = f"{_nothing(verdict)} in {where}{below}"
            return Headline("NO DRIFT", sentence, judged, State.OK)


def of_promotion(verdict: Verdict, findings: Sequence[Numbered], promotion: tuple[str, str], judged: str) -> Headline:
    before, after = promotion
    failing = sum(one.fails for one in findings)
    found = f"{count(failing, 'finding')} {_threshold(verdict)}"
    match verdict.outcome:
        case Outcome.UNJUDGED:
            also = f"; DRIFT: {found}" if failing else ""
            return Headline("CANNOT JUDGE", _unjudged(verdict) + also, judged, State.UNJUDGED)
        case Outcome.DRIFT:
            sentence = f"what {before} runs is not ready for {after}: {found}"
            return Headline("DRIFT", sentence, judged, State.DRIFT)
        case Outcome.PASS:
            below = f" ({_others(verdict, findings)})" if findings else ""
            sentence = f"what {before} runs can go to {after}: {_nothing(verdict)}{below}"
            return Headline("NO DRIFT", sentence, judged, State.OK)


def of_diff(
    verdict: Verdict, comparisons: Sequence[Comparison], title: str, sides: Sequence[SideLine], now: datetime
) -> Headline:
    equal = sum(one.equal for one in comparisons)
    known = [f"{count(equal, 'record')} equal"] if equal else []
    judged = "; ".join([*known, *_ages([side.at for side in sides if side.at], now)])
    found = f"{count(len(verdict.findings), 'finding')} ({_worst(verdict)})" if verdict.findings else ""
    if verdict.outcome is Outcome.UNJUDGED:
        also = f"; DIFFERENT: {found}" if found else ""
        return Headline("CANNOT COMPARE", _unjudged(verdict) + also, judged, State.UNJUDGED)
    if found:
        state = State.DRIFT if verdict.outcome is Outcome.DRIFT else State.MINOR
        if all(BY_ID[one.rule].alone for one in verdict.findings):
            return Headline("EQUAL", f"{title}, but {found} whatever it is compared with", judged, state)
        return Headline("DIFFERENT", f"{found}: {title}", judged, state)
    return Headline("EQUAL", title + _but(verdict, comparisons), judged, State.OK)


def why(verdict: Verdict, findings: Sequence[Numbered]) -> str:
    failing = sum(one.fails for one in findings)
    threshold = _threshold(verdict)
    found = f"{_count(verdict, failing)} {threshold}" + (
        f", beside {_known(findings)} known" if _known(findings) else ""
    )
    match verdict.outcome:
        case Outcome.UNJUDGED:
            reasons = count(max(1, len(verdict.unjudged)), "reason")
            return f"Not judged, for {reasons}" + (f"; {found}." if failing else ".")
        case Outcome.DRIFT:
            return f"Failed: {found}."
        case Outcome.PASS:
            return f"Passed: {_nothing(verdict)}."


def next_command(verdict: Verdict, state: FleetState) -> str:
    match verdict.outcome:
        case Outcome.UNJUDGED:
            return "drift doctor" if state.failures else "drift scan"
        case Outcome.DRIFT:
            return "drift report -o drift.html"
        case Outcome.PASS:
            return "drift status"


def next_of_page(verdict: Verdict, state: FleetState) -> str:
    """For who reads the page: the worst that came between two environments, else what `status` and its kin say."""
    worst = next((one for one in verdict.findings if one.service and len(one.environments) == 2), None)
    if verdict.outcome is not Outcome.DRIFT:
        return next_command(verdict, state)
    if worst is None:
        return "drift gate"
    service, (works, fails) = worst.service, worst.environments
    return shlex.join(["drift", "why", service, "--works", works, "--fails", fails])


def next_of_diff(comparisons: Sequence[Comparison]) -> str:
    """All that is known of the judged side, where there is one."""
    labels = {one.after.label for one in comparisons}
    return f"drift show {shlex.quote(labels.pop())}" if len(labels) == 1 else "drift status"


def title_of(comparisons: Sequence[Comparison]) -> str:
    """The two sides where all comparisons have the same, else the two environments of the first."""
    labels = {(one.before.label, one.after.label) for one in comparisons}
    if len(labels) == 1:
        return " → ".join(labels.pop())
    environments = {(one.before.environment, one.after.environment) for one in comparisons}
    if len(environments) == 1:
        return " → ".join(f"env:{name}" for name in environments.pop())
    return count(len(comparisons), "comparison")


def _drift(verdict: Verdict, findings: Sequence[Numbered], environments: Sequence[str]) -> str:
    """What fails and where; "" for nothing."""
    failing = [one for one in findings if one.fails]
    if not failing:
        return ""
    places = {one.environment for one in failing}
    where = next(iter(places)) if len(places) == 1 else f"{len(places)} of {_environments(environments)}"
    known = f" ({_known(findings)} known)" if _known(findings) else ""
    return f"{_count(verdict, len(failing))} {_threshold(verdict)} in {where}{known}"


def _count(verdict: Verdict, number: int) -> str:
    """As in "3 findings", or "3 new findings" where only new ones count."""
    return count(number, "finding" if verdict.known is None else "new finding")


def _nothing(verdict: Verdict) -> str:
    return f"{'nothing' if verdict.known is None else 'nothing new'} {_threshold(verdict)}"


def _known(findings: Sequence[Numbered]) -> int:
    return sum(one.known for one in findings)


def _others(verdict: Verdict, findings: Sequence[Numbered]) -> str:
    """What does not fail: below the threshold, or known."""
    known, below = _known(findings), len(findings) - _known(findings)
    if verdict.known is None:
        return f"{count(below, 'finding')} below it"
    parts = [f"{count(known, 'known finding')}" if known else "", f"{below:,} new below it" if below else ""]
    return ", ".join(part for part in parts if part)


def _threshold(verdict: Verdict) -> str:
    own = any(severity is not verdict.threshold for severity in verdict.thresholds.values())
    return "at or above its environment's threshold" if own else f"at or above {verdict.threshold}"


def _environments(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else count(len(names), "environment")


def _unjudged(verdict: Verdict) -> str:
    if not verdict.unjudged:
        return "there was nothing to judge"
    rest = len(verdict.unjudged) - 1
    return verdict.unjudged[0] + (f" (and {rest:,} more)" if rest else "")


def _worst(verdict: Verdict) -> str:
    """As in "high" where all are, else "1 critical, 6 high"."""
    counts = counts_of(verdict.findings)
    present = [name for name, number in counts.items() if number]
    return present[0] if len(present) == 1 else severities(counts)


def _but(verdict: Verdict, comparisons: Sequence[Comparison]) -> str:
    """What an equal result does not show."""
    explained = sum(bool(change.explained) for one in comparisons for change in one.changes)
    parts = [
        f"{count(number, 'difference')} {text}"
        for number, text in (
            (len(verdict.hidden), "hidden by the policy"),
            (explained, "explained by the images"),
        )
        if number
    ]
    return f", but for {' and '.join(parts)}" if parts else ""


def _ages(times: Sequence[datetime], now: datetime) -> list[str]:
    if not times:
        return []
    newest, oldest = age(now - max(times)), age(now - min(times))
    return [f"read {newest} ago" if newest == oldest else f"newest read {newest} ago, oldest {oldest} ago"]
