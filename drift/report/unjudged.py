"""What was not judged: where, why, and what to do about it."""

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from drift.model.coverage import TARGET
from drift.model.findings import Finding, Verdict
from drift.policy.verdict import line_of
from drift.report.findings import judged_in
from drift.report.parts import Numbered


@dataclass(frozen=True, slots=True)
class Unjudged:
    environment: str
    """ "" where it is of no environment."""
    service: str
    """ "" where it is of a whole environment."""
    reason: str
    remedy: str = ""
    commands: tuple[str, ...] = ()
    """One after the other, for a shell."""
    finding: int = 0
    """Number of the finding that says it; 0 where none is shown."""
    anchor: str = ""


def unjudged(verdict: Verdict, findings: Sequence[Numbered]) -> tuple[Unjudged, ...]:
    """One for each reason of the verdict, in its order."""
    shown = {line_of(one.finding): one for one in findings}
    hidden = {line_of(one.finding): one.finding for one in verdict.hidden}
    return tuple(_of(reason, shown.get(reason), hidden.get(reason)) for reason in verdict.unjudged)


def _of(reason: str, shown: Numbered | None, hidden: Finding | None) -> Unjudged:
    finding = shown.finding if shown else hidden
    if finding is None:
        return Unjudged("", "", reason)
    return Unjudged(
        environment=judged_in(finding),
        service=finding.service,
        reason=finding.title,
        remedy=finding.remedy,
        commands=tuple(_commands(finding)),
        finding=shown.number if shown else 0,
        anchor=shown.anchor if shown else "",
    )


def _commands(finding: Finding) -> Iterator[str]:
    """Those that repair it, as far as commands do."""
    environment = judged_in(finding)
    if finding.rule == "target-failed" and not finding.instances:
        engine = finding.key.removeprefix(TARGET)
        yield f"drift doctor -H {shlex.quote(engine)}" if "://" in engine else "drift doctor"
    if finding.rule == "not-looked-for":
        yield f"drift scan --verify --env {shlex.quote(environment)}" if environment else "drift scan --verify"
    elif environment and finding.rule != "service-ambiguous":
        yield f"drift scan --env {shlex.quote(environment)}"
