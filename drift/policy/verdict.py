"""All comparisons in, one verdict out: pass, drift, or not judged.

Not judged are: nothing to judge, a target or a collector that failed, a side that is missing (the container's image, an
environment that is declared and was never scanned), a snapshot older than `max_age`, a service that cannot be paired; and
with `strict_coverage` every other gap. Neither a severity nor a waiver closes these: what was not seen cannot be accepted.
A service that one environment has and the next has not is no such gap. It was looked for and is not there: that is drift.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from drift.model.canonical import to_bytes
from drift.model.changes import Comparison
from drift.model.findings import Finding, Hidden, Outcome, Severity, Verdict
from drift.model.fleet import FleetState
from drift.model.settings import Settings
from drift.policy.digest import effective_digest
from drift.policy.gaps import gaps
from drift.policy.grouping import grouped
from drift.policy.judging import findings_of
from drift.policy.merging import merged, without_repeats
from drift.policy.rules import BY_ID
from drift.policy.sieve import Sieve, every_rule_is_off
from drift.policy.waivers import expired


def judge(comparisons: Sequence[Comparison], state: FleetState | None, settings: Settings, now: datetime) -> Verdict:
    """`state` is None where two sides are compared and no fleet is judged.

    Then ages are what the comparisons say, and a waiver without use may be of use elsewhere.
    """
    lacking = gaps(state, comparisons, settings, now) if state else ()
    everything = (*comparisons, *lacking, *expired(settings, now.date()))
    found = merged(finding for one in everything for finding in findings_of(one, settings))
    sieve = Sieve(settings, now.date())
    singles = sieve.singles(without_repeats(found))
    groups = sieve.groups(merged(grouped(singles.shown)))
    ranked = _Ranked(settings, found)
    findings = tuple(sorted(groups.shown, key=ranked.place))
    unjudged = (*_unjudged(found, settings, ranked), *_nothing(comparisons, state, settings))
    verdict = Verdict(
        outcome=Outcome.UNJUDGED if unjudged else Outcome.PASS,
        threshold=settings.fail_on,
        findings=findings,
        hidden=tuple(sorted((*singles.hidden, *groups.hidden), key=ranked.hidden_place)),
        unjudged=unjudged,
        counts=_counts(findings),
        policy_digest=settings.digest or effective_digest(settings),
        unused_waivers=sieve.waivers.unused if state and not state.partial else (),
        thresholds={one.name: one.fail_on for one in settings.environments if one.fail_on is not None},
    )
    return verdict if unjudged or not verdict.has_drift else replace(verdict, outcome=Outcome.DRIFT)


class _Ranked:
    """Most severe first, then by environment order, service, kind and key."""

    def __init__(self, settings: Settings, findings: Iterable[Finding]) -> None:
        names = {name for finding in findings for name in finding.environments}
        self._order = {name: place for place, name in enumerate(settings.order(names))}

    def place(self, finding: Finding) -> tuple[object, ...]:
        judged = finding.environments[-1] if finding.environments else ""
        return (
            -finding.severity,
            self._order.get(judged, -1),
            to_bytes(finding.service),
            finding.kind.value,
            to_bytes(finding.key),
            finding.relation.value,
            finding.rule,
            finding.environments,
        )

    def hidden_place(self, hidden: Hidden) -> tuple[object, ...]:
        return hidden.by, self.place(hidden.finding)


def _unjudged(findings: Iterable[Finding], settings: Settings, ranked: _Ranked) -> Sequence[str]:
    """One line for each finding that leaves the verdict open, whatever hides it."""
    opening = [one for one in findings if _leaves_open(one, settings)]
    return [line_of(one) for one in sorted(opening, key=ranked.place)]


def _leaves_open(finding: Finding, settings: Settings) -> bool:
    rule = BY_ID[finding.rule]
    return rule.unjudged or (rule.gap and settings.strict_coverage)


def line_of(finding: Finding) -> str:
    """A reason why the verdict is open, as `Verdict.unjudged` has it."""
    place = "/".join(part for part in (" → ".join(finding.environments), finding.service) if part)
    return finding.title if not place or finding.title.startswith(place) else f"{place}: {finding.title}"


def _nothing(comparisons: Sequence[Comparison], state: FleetState | None, settings: Settings) -> Sequence[str]:
    """Why there was nothing to judge, or nothing to judge it by."""
    if every_rule_is_off(settings):
        return ["nothing to judge by: the policy switches every rule off"]
    if state is not None and not state.environments:
        return ["nothing to judge: no environment was scanned"]
    if not comparisons:
        return ["nothing to judge: nothing was compared"]
    return []


def _counts(findings: Iterable[Finding]) -> dict[str, int]:
    found = Counter(finding.severity for finding in findings)
    return {str(severity): found[severity] for severity in sorted(Severity, reverse=True)}
