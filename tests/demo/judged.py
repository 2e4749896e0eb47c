"""The main job on a fleet, by the command itself: scan, then gate."""

import json
import os
import subprocess
import sys
from pathlib import Path

from drift.demo import Fleet, Matched, match
from drift.model.changes import ChangeType, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import Kind

DRIFT, COULD_NOT = 1, 2
ROOT = Path(__file__).parents[2]


def drift(fleet: Fleet, *arguments: str) -> "subprocess.CompletedProcess[str]":
    options = ("--config", str(fleet.settings), "--db", str(fleet.directory / "drift.db"))
    environment = {"PATH": os.environ["PATH"], "HOME": str(fleet.directory), "PYTHONPATH": str(ROOT)}
    command = (sys.executable, "-m", "drift", *arguments, *options)
    return subprocess.run(command, check=False, capture_output=True, text=True, env=environment)


def found(fleet: Fleet) -> Matched:
    """What was injected against what the gate finds."""
    scan = drift(fleet, "scan", "--quiet")
    assert scan.returncode == 0, scan.stderr
    gate = drift(fleet, "gate", "--format", "json")
    assert gate.returncode != COULD_NOT, gate.stderr or gate.stdout
    return match(map(finding, json.loads(gate.stdout)["findings"]), fleet.injected)


def finding(document: dict[str, object]) -> Finding:
    """Of a finding in the report what `match` asks for."""
    environments = document["environments"]
    assert isinstance(environments, list)
    return Finding(
        rule=str(document["rule"]),
        severity=Severity.parse(str(document["severity"])),
        relation=Relation(str(document["relation"])),
        service=str(document["service"]),
        environments=tuple(environments),
        kind=Kind(str(document["kind"])),
        key=str(document["key"]),
        change=ChangeType(str(document["change"])),
        title=str(document["title"]),
    )


def said(matched: Matched) -> str:
    """What went wrong, for a test that fails."""
    missed = [f"missed: {one.injector}: {expected}" for one, expected in matched.missed]
    others = [
        f"unexpected: {one.rule} {one.severity} {one.relation} {one.service} {one.environments} {one.kind} {one.key}: {one.title}"
        for one in matched.unexpected
    ]
    return "\n".join((*missed, *others))
