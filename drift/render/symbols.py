"""Marks that stand beside a word, so that colour is never the only difference."""

from collections.abc import Mapping

from drift.model.changes import ChangeType
from drift.model.findings import Severity
from drift.report.chain import Tie
from drift.report.parts import State

SEVERITY: Mapping[Severity, str] = {
    Severity.CRITICAL: "■",
    Severity.HIGH: "▲",
    Severity.MEDIUM: "◆",
    Severity.LOW: "●",
    Severity.INFO: "○",
}

STATE: Mapping[State, str] = {
    State.OK: "✓",
    State.MINOR: "◆",
    State.DRIFT: "✗",
    State.UNJUDGED: "?",
    State.MISSING: "∅",
    State.NOT_DEPLOYED: "–",
}

CHANGE: Mapping[ChangeType, str] = {
    ChangeType.ADDED: "+",
    ChangeType.REMOVED: "-",
    ChangeType.CHANGED: "~",
    ChangeType.MOVED: ">",
    ChangeType.INCOMPARABLE: "?",
}

STATE_WORD: Mapping[State, str] = {
    State.OK: "ok",
    State.MINOR: "minor",
    State.DRIFT: "drift",
    State.UNJUDGED: "unjudged",
    State.MISSING: "missing",
    State.NOT_DEPLOYED: "not deployed",
}

TIE_WORD: Mapping[Tie, str] = {Tie.HOLDS: "holds", Tie.BROKE: "broke", Tie.UNKNOWN: "not known"}
"""Of an arrow of a chain."""
STEP_WORD: Mapping[Tie, str] = {Tie.HOLDS: "same", Tie.BROKE: "another", Tie.UNKNOWN: "not known"}
"""Of an arrow from one environment to the next."""

WHOLE_ENVIRONMENT = "(environment)"
"""Stands for a service where a finding concerns all of them."""

ASCII = str.maketrans(
    {
        "■": "#", "▲": "^", "◆": "*", "●": "o", "○": ".", "✓": "+", "✗": "x", "∅": "!", "–": "-",
        "→": "->", "·": "-", "…": "...", "─": "-", "×": "x",
    }
)  # fmt: skip
"""For a terminal that has no other characters."""
