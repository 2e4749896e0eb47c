"""JUnit XML as CI servers read it (there is no standard; the shape is that of https://github.com/testmoapp/junitxml).

A service in an environment is a suite, a finding a test in it: failed at or above the threshold, else passed with what was found as
its output. A suite without findings has one test that passed; what could not be judged is an error, so no silence looks like success.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from drift.model.findings import Outcome
from drift.render.facts import facts
from drift.render.interface import judged_report
from drift.render.symbols import WHOLE_ENVIRONMENT
from drift.render.text import shortened
from drift.report import AnyReport, Report
from drift.report.findings import grouped
from drift.report.parts import Cell, Numbered, State
from drift.report.wording import moment, severities

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

LONGEST = 1000
"""Characters of one text."""


@dataclass(frozen=True, slots=True)
class Junit:
    name: str = "junit"
    suffixes: tuple[str, ...] = (".xml",)
    judged_only: bool = True

    def render(self, report: AnyReport) -> str:
        from xml.etree.ElementTree import indent, tostring

        root = _root(judged_report(report, self.name))
        indent(root)
        text: str = tostring(root, encoding="unicode")
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


@dataclass(frozen=True, slots=True)
class _Test:
    name: str
    output: str = ""
    problem: str = ""
    """failure, error or skipped."""
    message: str = ""


@dataclass(frozen=True, slots=True)
class _Suite:
    name: str
    tests: list[_Test]


def _suites(report: Report) -> Iterator[_Suite]:
    yield _verdict(report)
    if report.matrix is None:
        for group in grouped(report.findings, len(report.findings)):
            yield _Suite(group.name or report.title, [_finding(one) for one in group.findings])
        return
    numbers = {one.number: one for one in report.findings}
    for row in report.matrix.rows:
        for cell in row.cells:
            tests = [*_state(cell), *(_finding(numbers[number]) for number in cell.findings)]
            yield _Suite(f"{row.service or WHOLE_ENVIRONMENT} · {cell.environment}", tests or [_Test("no drift")])


def _verdict(report: Report) -> _Suite:
    """What was judged, and why it could not be."""
    headline = report.headline
    said = [headline.answer, headline.judged, severities(report.counts), report.why, f"More: {report.more}"]
    judged = _Test(report.title, "\n".join(shortened(line, LONGEST) for line in said if line))
    reasons = report.unjudged or ((headline.answer,) if report.outcome is Outcome.UNJUDGED else ())
    return _Suite("verdict", [judged, *(_Test("judged", problem="error", message=reason) for reason in reasons)])


def _state(cell: Cell) -> Iterator[_Test]:
    """What a cell says beside its findings."""
    match cell.state:
        case State.UNJUDGED:
            yield _Test("judged", problem="error", message=cell.reason)
        case State.NOT_DEPLOYED:
            yield _Test("deployed", problem="skipped", message="not deployed")
        case _:
            return


def _finding(one: Numbered) -> _Test:
    finding = one.finding
    name, title = f"{finding.rule}: {finding.key}", f"{finding.severity}: {shortened(finding.title, LONGEST)}"
    about = shortened(f"finding {one.number} · {finding.rule} · {finding.kind} {finding.key}", LONGEST)
    said = "\n".join((title, about, *facts(one, LONGEST)))
    return _Test(name, said, "failure", title) if one.fails else _Test(name, said)


def _root(report: Report) -> "Element":
    from xml.etree.ElementTree import Element

    suites = [*_suites(report)]
    root = Element("testsuites", {"name": "container-drift"} | _numbers([test for one in suites for test in one.tests]))
    root.extend(_suite(one, report) for one in suites)
    return root


def _suite(suite: _Suite, report: Report) -> "Element":
    from xml.etree.ElementTree import Element

    name = shortened(suite.name, LONGEST)
    element = Element("testsuite", {"name": name} | _numbers(suite.tests) | {"timestamp": moment(report.made)[:-1]})
    element.extend(_case(one, name) for one in suite.tests)
    return element


def _numbers(tests: Sequence[_Test]) -> dict[str, str]:
    problems = {"failures": "failure", "errors": "error", "skipped": "skipped"}
    counts = {name: str(sum(one.problem == problem for one in tests)) for name, problem in problems.items()}
    return {"tests": str(len(tests)), **counts, "time": "0"}


def _case(test: _Test, suite: str) -> "Element":
    """What is said of a test that failed stands in its failure, where every reader shows it."""
    from xml.etree.ElementTree import Element, SubElement

    element = Element("testcase", {"name": shortened(test.name, LONGEST), "classname": suite, "time": "0"})
    if test.problem:
        problem = SubElement(element, test.problem, {"message": shortened(test.message, LONGEST)})
        problem.text = test.output or None
    elif test.output:
        SubElement(element, "system-out").text = test.output
    return element
