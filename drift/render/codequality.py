"""GitLab's Code Quality report (https://docs.gitlab.com/ci/testing/code_quality/): a JSON array of findings at lines of the repository.

A fingerprint that two findings share is shown once, and one that moves is shown as fixed and found anew: it is made of no value.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from drift.model.canonical import sha256, to_bytes
from drift.model.findings import Severity
from drift.render.interface import judged_report
from drift.render.json import ascii_text
from drift.render.text import shortened, visible
from drift.report import AnyReport, Report
from drift.report.parts import Numbered, SourceLine

LONGEST = 1000
"""Characters of one description."""

SEVERITY: Mapping[Severity, str] = {
    Severity.CRITICAL: "blocker",
    Severity.HIGH: "critical",
    Severity.MEDIUM: "major",
    Severity.LOW: "minor",
    Severity.INFO: "info",
}


@dataclass(frozen=True, slots=True)
class CodeQuality:
    name: str = "codequality"
    suffixes: tuple[str, ...] = (".codequality.json",)
    judged_only: bool = True

    def render(self, report: AnyReport) -> str:
        return ascii_text([*_issues(judged_report(report, self.name))]) + "\n"


def _issues(report: Report) -> Iterator[dict[str, Any]]:
    for reason in report.unjudged:
        yield _unjudged(reason, report.declared.policy)
    for one in report.findings:
        yield _issue(one, report.declared.of(one.finding.service))


def _unjudged(reason: str, place: SourceLine) -> dict[str, Any]:
    return {
        "description": shortened(f"not judged: {reason}", LONGEST),
        "check_name": "not-judged",
        "fingerprint": sha256(b"not judged", to_bytes(reason)).hex()[:32],
        "severity": "blocker",
        "location": _location(place),
    }


def _issue(one: Numbered, place: SourceLine) -> dict[str, Any]:
    finding = one.finding
    where = "/".join(part for part in (one.environment, finding.service) if part)
    said = [f"{where}: {finding.title}" if where else finding.title, finding.consequence, finding.remedy]
    return {
        "description": shortened(" · ".join(part for part in said if part), LONGEST),
        "check_name": finding.rule,
        "fingerprint": finding.fingerprint,
        "severity": SEVERITY[finding.severity],
        "location": _location(place),
        "content": {"body": f"{finding.kind} {shortened(finding.key, LONGEST)}"},
    }


def _location(place: SourceLine) -> dict[str, Any]:
    return {"path": visible(place.path), "lines": {"begin": place.line}}
