"""Metrics in Prometheus' text format 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/), for node_exporter's textfile
collector.

Times are Unix seconds and no sample has a timestamp of its own, as that collector wants it. `drift_judged_timestamp_seconds` and
`drift_scan_last_success_timestamp_seconds` are what an alert on silence compares with `time()`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from drift.model.findings import Outcome
from drift.render.interface import judged_report
from drift.render.text import shortened
from drift.report import AnyReport, Report
from drift.report.findings import grouped
from drift.report.parts import Cell, Row, State

LONGEST = 200
"""Characters of one label."""

_LABEL = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})


class Sample(NamedTuple):
    labels: Mapping[str, str]
    value: float


class Metric(NamedTuple):
    name: str
    help: str
    samples: Iterable[Sample]


@dataclass(frozen=True, slots=True)
class Prometheus:
    name: str = "prometheus"
    suffixes: tuple[str, ...] = (".prom",)
    judged_only: bool = True

    def render(self, report: AnyReport) -> str:
        made = judged_report(report, self.name)
        return "".join(_lines([*_verdict(made), *_findings(made), *_services(made), *_snapshots(made), *_scans(made)]))


def _lines(metrics: Iterable[Metric]) -> Iterator[str]:
    """A metric without samples is left out. Two names that are alike once they are cut are one sample: the last."""
    for metric in metrics:
        samples = {_labels(one.labels): one.value for one in metric.samples}
        if samples:
            yield f"# HELP {metric.name} {metric.help}\n# TYPE {metric.name} gauge\n"
            yield from (f"{metric.name}{labels} {value:.15g}\n" for labels, value in samples.items())


def _labels(labels: Mapping[str, str]) -> str:
    said = ",".join(f'{name}="{shortened(value, LONGEST).translate(_LABEL)}"' for name, value in labels.items())
    return f"{{{said}}}" if said else ""


def _verdict(report: Report) -> Iterator[Metric]:
    about = {"version": report.tool.version, "policy": report.tool.policy_digest}
    yield Metric("drift_build_info", "Who judged: drift's version, and the digest of the policy.", [Sample(about, 1)])
    yield Metric("drift_judged_timestamp_seconds", "When it was judged.", [Sample({}, report.made.timestamp())])
    yield Metric(
        "drift_verdict",
        "1 for the verdict: pass, drift, or unjudged (it could not be judged).",
        [Sample({"verdict": one.value}, one is report.outcome) for one in Outcome],
    )
    yield Metric("drift_unjudged_reasons", "Why it could not be judged, counted.", [Sample({}, len(report.unjudged))])


def _findings(report: Report) -> Iterator[Metric]:
    groups = grouped(report.findings, len(report.findings))
    yield Metric(
        "drift_findings",
        "Findings by severity, service and environment; no service is the whole environment.",
        [
            Sample({"environment": environment, "service": service, "severity": severity}, number)
            for (environment, service), counts in _counts(report).items()
            for severity, number in counts.items()
        ],
    )
    failing = {(one.environment, one.service): sum(each.fails for each in one.findings) for one in groups}
    yield Metric(
        "drift_failing_findings",
        "Findings at or above the threshold.",
        [
            Sample({"environment": environment, "service": service}, failing.get((environment, service), 0))
            for environment, service in _counts(report)
        ],
    )
    yield Metric("drift_hidden_findings", "Findings that the policy hides.", [Sample({}, report.hidden_count)])


def _counts(report: Report) -> Mapping[tuple[str, str], Mapping[str, int]]:
    """Environment and service → severity → number; also where there is nothing, so that an alert can end."""
    places = {(cell.environment, row.service): cell.counts for row, cell in _cells(report)}
    groups = grouped(report.findings, len(report.findings))
    return places | {(one.environment, one.service): one.counts for one in groups}


def _cells(report: Report) -> Iterator[tuple[Row, Cell]]:
    for row in report.matrix.rows if report.matrix else ():
        yield from ((row, cell) for cell in row.cells)


def _services(report: Report) -> Iterator[Metric]:
    yield Metric(
        "drift_service_state",
        "1 for the state of a service in an environment: ok, minor, drift, unjudged, missing or not-deployed.",
        [
            Sample({"environment": cell.environment, "service": row.service, "state": state.value}, state is cell.state)
            for row, cell in _cells(report)
            for state in State
        ],
    )


def _snapshots(report: Report) -> Iterator[Metric]:
    """Of two containers of one name, on two engines, the older is what an alert should know of: it comes last."""
    times = [(one, one.at) for one in report.sides if one.at is not None]
    read = [
        ({"environment": one.environment, "service": one.service, "instance": one.instance}, at)
        for one, at in sorted(times, key=lambda each: each[1], reverse=True)
    ]
    yield Metric(
        "drift_snapshot_timestamp_seconds",
        "When the newest snapshot of a container was made.",
        [Sample(labels, at.timestamp()) for labels, at in read],
    )
    yield Metric(
        "drift_snapshot_age_seconds",
        "How old it was when it was judged.",
        [Sample(labels, (report.made - at).total_seconds()) for labels, at in read],
    )


def _scans(report: Report) -> Iterator[Metric]:
    scans = [({"environment": one.environment, "engine": one.engine.address}, one) for one in report.scans]
    yield Metric(
        "drift_scan_timestamp_seconds",
        "When the newest scan of an engine ended, whether it answered or not.",
        [Sample(labels, one.ended.timestamp()) for labels, one in scans],
    )
    yield Metric(
        "drift_scan_last_success_timestamp_seconds",
        "When the last scan ended that listed all containers of an engine.",
        [Sample(labels, one.complete.timestamp()) for labels, one in scans if one.complete is not None],
    )
    yield Metric(
        "drift_scan_duration_seconds",
        "How long the newest scan took, with all engines that it wanted.",
        [Sample(labels, one.took.total_seconds()) for labels, one in scans],
    )
