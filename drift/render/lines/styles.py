"""Colours, as rich names them. Each stands beside a word and a mark that say the same."""

from collections.abc import Mapping

from drift.model.findings import Severity
from drift.report.parts import State

SEVERITY_STYLE: Mapping[Severity, str] = {
    Severity.CRITICAL: "bold red",
    Severity.HIGH: "red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "cyan",
    Severity.INFO: "dim",
}

STATE_STYLE: Mapping[State, str] = {
    State.OK: "green",
    State.MINOR: "yellow",
    State.DRIFT: "bold red",
    State.UNJUDGED: "bold magenta",
    State.MISSING: "bold red",
    State.NOT_DEPLOYED: "dim",
}

SIGN_STYLE: Mapping[str, str] = {"-": "red", "+": "green", " ": "dim"}
