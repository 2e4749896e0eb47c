"""SARIF 2.1.0 (OASIS, https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html), as GitHub's code scanning takes it.

GitHub's rules: one run; each result at a line of a file of the repository, and no more than 5,000 results and 10 MB. A container's
path is in no repository, so it is a logical location, and the line is where the service is declared.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import quote

from drift import HOME
from drift.model.findings import Outcome, Severity
from drift.render.facts import facts
from drift.render.interface import judged_report
from drift.render.json import ascii_text
from drift.render.rules_markdown import rule_help
from drift.render.text import decodable, shortened
from drift.report import AnyReport, Report
from drift.report.parts import Numbered, SourceLine
from drift.report.wording import count, moment

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
INSTANCES = 20
LONGEST = 400
"""Characters of one text."""

LEVEL: Mapping[Severity, str] = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.INFO: "note",
}
_PROBLEM = {"error": "error", "warning": "warning", "note": "recommendation"}
"""What GitHub calls them."""
_MARKS = str.maketrans({"\\": "\\\\", "[": "\\[", "]": "\\]", "{": "{{", "}": "}}"})
"""In a message [text](target) is a link, and {0} stands for an argument (sections 3.11.5 and 3.11.6)."""


@dataclass(frozen=True, slots=True)
class Sarif:
    name: str = "sarif"
    suffixes: tuple[str, ...] = (".sarif", ".sarif.json")
    judged_only: bool = True
    results: int = 5_000
    """At most; code scanning takes no more."""
    size: int = 10_000_000
    """Bytes, at most. Code scanning means the compressed file: this is on the safe side."""

    def render(self, report: AnyReport) -> str:
        return ascii_text(self.document(judged_report(report, self.name))) + "\n"

    def document(self, report: Report) -> dict[str, Any]:
        rules = list(dict.fromkeys(one.finding.rule for one in report.findings))
        run: dict[str, Any] = {
            "tool": {"driver": _driver(report, rules)},
            "automationDetails": {"id": f"container-drift/{report.about}/"},
            "columnKind": "unicodeCodePoints",
            "properties": _properties(report),
        }
        frame = ascii_text([run, _invocation(report, len(report.findings))])
        results = [*_fitting(_results(report, rules), self.results, self.size - len(frame))]
        run |= {"invocations": [_invocation(report, len(report.findings) - len(results))], "results": results}
        return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _results(report: Report, rules: Sequence[str]) -> Iterator[dict[str, Any]]:
    places = {rule: place for place, rule in enumerate(rules)}
    return (_result(one, report, places[one.finding.rule]) for one in report.findings)


def _fitting(results: Iterable[dict[str, Any]], number: int, room: int) -> Iterator[dict[str, Any]]:
    """The first, which are the most severe; each stands eight columns deep in the document."""
    for result in islice(results, number):
        text = ascii_text(result)
        room -= len(text) + 8 * (text.count("\n") + 1) + len(",\n")
        if room < 0:
            return
        yield result


def _driver(report: Report, rules: Sequence[str]) -> dict[str, Any]:
    return {
        "name": "container-drift",
        "version": report.tool.version,
        "informationUri": HOME,
        "rules": [_rule(one) for one in rules],
    }


def _rule(identifier: str) -> dict[str, Any]:
    from drift.policy.rules import BY_ID, MEANINGS

    rule = BY_ID.get(identifier)
    if rule is None:
        return {"id": identifier}
    level = LEVEL[rule.severity]
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": MEANINGS[rule.id]},
        "help": {
            "text": f"{rule.why}\n\n{rule.fix}\n\nBad:\n{rule.bad}\n\nGood:\n{rule.good}",
            "markdown": rule_help(rule),
        },
        "defaultConfiguration": {"level": level, "rank": _rank(rule.severity)},
        "properties": {"problem.severity": _PROBLEM[level], "tags": ["drift", *sorted(rule.kinds)][:10]},
    }


def _rank(severity: Severity) -> int:
    """0 to 100."""
    return 25 * severity


def _result(one: Numbered, report: Report, rule: int) -> dict[str, Any]:
    finding = one.finding
    declared = report.declared
    related = declared.dockerfile(finding.service)
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": rule,
        "level": LEVEL[finding.severity],
        "rank": _rank(finding.severity),
        "message": {"text": "\n".join((shortened(finding.title, LONGEST), *facts(one, LONGEST))).translate(_MARKS)},
        "locations": [_physical(declared.of(finding.service)) | {"logicalLocations": _logical(one)}],
        "partialFingerprints": {
            "containerDrift/v1": finding.fingerprint,
            "primaryLocationLineHash": f"{finding.fingerprint[:16]}:1",
        },
        "properties": {
            "number": one.number,
            "severity": str(finding.severity),
            "fails": one.fails,
            "service": shortened(finding.service, LONGEST),
            "environments": [shortened(name, LONGEST) for name in finding.environments],
            "kind": finding.kind.value,
            "key": shortened(finding.key, LONGEST),
            "change": finding.change.value,
            "members": len(finding.members),
        },
    }
    if related:
        result["relatedLocations"] = [_physical(related)]
    if report.only_new:
        result["baselineState"] = "unchanged" if one.known else "new"
    return result


def _physical(place: SourceLine) -> dict[str, Any]:
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(decodable(place.path)), "uriBaseId": "%SRCROOT%"},
            "region": {"startLine": place.line},
        }
    }


def _logical(one: Numbered) -> list[dict[str, str]]:
    """The containers, and the thing in them."""
    finding = one.finding
    place = "/".join(part for part in (one.environment, finding.service) if part)
    containers = [_named(each, f"{one.environment}/{each}", "container") for each in finding.instances[:INSTANCES]]
    return [*containers, _named(finding.key, f"{place}/{finding.kind}:{finding.key}", "resource")]


def _named(name: str, whole: str, kind: str) -> dict[str, str]:
    return {
        "name": shortened(name, LONGEST),
        "fullyQualifiedName": shortened(whole, LONGEST),
        "kind": kind,
    }


def _invocation(report: Report, left_off: int) -> dict[str, Any]:
    said = [_notification("error", shortened(f"not judged: {reason}", LONGEST)) for reason in report.unjudged]
    if left_off:
        text = f"{count(left_off, 'finding')} more, the least severe, would be more than code scanning takes"
        said.append(_notification("warning", text))
    return {
        "executionSuccessful": report.outcome is not Outcome.UNJUDGED,
        "endTimeUtc": moment(report.made),
        "toolExecutionNotifications": said,
    }


def _notification(level: str, text: str) -> dict[str, Any]:
    return {"level": level, "message": {"text": text.translate(_MARKS)}}


def _properties(report: Report) -> dict[str, Any]:
    return {
        "answer": report.headline.answer,
        "judged": report.headline.judged,
        "verdict": report.outcome.value,
        "threshold": str(report.threshold),
        "counts": dict(report.counts),
        "hidden": report.hidden_count,
        "policyDigest": report.tool.policy_digest,
        "why": report.why,
        "next": report.more,
    }
