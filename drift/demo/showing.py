"""The demonstration from end to end: a fleet is made and drifted, the normal path finds it, and what was found is held against what was done."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from drift.demo.expected import Injected, Matched, match
from drift.demo.fleet import Fleet, Progress, demo_fleet
from drift.errors import EngineError
from drift.model.findings import Finding
from drift.pipeline.environments import Asked, environments_to_scan
from drift.pipeline.images import Images
from drift.pipeline.judging import fleet_report, keep_sightings
from drift.pipeline.scanning import scan
from drift.pipeline.session import Session
from drift.pipeline.wishes import Wish
from drift.policy.config import load_settings
from drift.report.judged import Report
from drift.source.docker import connect
from drift.store import Store

DATABASE = "drift.db"


@dataclass(frozen=True, slots=True)
class Shown:
    """What the demonstration came to."""

    fleet: Fleet
    engine: str
    """Address, "" where it ran on directories."""
    report: Report
    matched: Matched

    def lines(self) -> Iterator[str]:
        """For a person: what was done, each with the finding that says so."""
        place = f"containers on {self.engine}" if self.engine else "directories (no engine was used)"
        yield f"{len(self.fleet.containers)} {place}, {len(self.fleet.injected)} drifts injected:"
        missed = {one.injector for one, _ in self.matched.missed}
        for one in self.fleet.injected:
            yield f"  {'MISSED' if one.injector in missed else '✓'}  {_severity(one, self.report):<8}  {one.said}"
        for finding in self.matched.unexpected:
            yield f"  NOT INJECTED  {finding.severity}  {finding.title}"
        found = len(self.fleet.injected) - len(missed)
        rest = (
            "nothing else"
            if not self.matched.unexpected
            else f"{len(self.matched.unexpected)} findings that nobody injected"
        )
        yield f"{found} of {len(self.fleet.injected)} found, and {rest}."


def show(folder: Path, place: str | None, *, embedded: bool, progress: Progress) -> Shown:
    """Make, drift, scan, judge. On an engine the containers are gone afterwards; directories stay, to be looked at.

    EngineError where an engine was named and is not in reach; without a name, directories serve instead.
    """
    engine = None if embedded else _engine_in_reach(place)
    with demo_fleet(folder, engine=engine, keep=engine is None, progress=progress) as fleet:
        database = fleet.directory / DATABASE
        for old in fleet.directory.glob(f"{DATABASE}*"):
            old.unlink()
        settings = load_settings(fleet.settings)
        with Store.open(database) as store, Session(settings, store, os.environ, progress=progress) as session:
            scan(session, Images(session), Wish(environments_to_scan(settings, Asked())))
            judgement = keep_sightings(session)
            report = fleet_report(session)
    return Shown(fleet, engine or "", report, match(judgement.verdict.findings, fleet.injected))


def _engine_in_reach(place: str | None) -> str | None:
    try:
        engine = connect(place)
    except EngineError:
        if place is not None:
            raise
        return None
    engine.close()
    return place or engine.address


def _severity(injected: Injected, report: Report) -> str:
    """Of the finding that says it; "" where none does."""
    found = (
        one.finding
        for one in report.findings
        if any(_says(one.finding, injected, number) for number in range(len(injected.expected)))
    )
    return next((str(finding.severity) for finding in found), "")


def _says(finding: Finding, injected: Injected, number: int) -> bool:
    expected = injected.expected[number]
    return (finding.rule, finding.service, finding.kind, finding.key) == (
        expected.rule,
        expected.service,
        expected.kind,
        expected.key,
    )
