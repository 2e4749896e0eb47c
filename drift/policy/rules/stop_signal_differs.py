"""The container is stopped by another signal, or has another time to end."""

from drift.model.changes import Change
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import GIVEN, Context, Rule, at, kinds
from drift.policy.wording import opposed

RULE = Rule(
    id="stop-signal-differs",
    title="It is stopped in another way",
    kinds=kinds(Kind.CONFIG),
    relations=at(Severity.LOW, *GIVEN),
    why="A program that does not know the signal, or has too little time, is killed: requests are cut, and what it was writing is half there.",
    fix="Set STOPSIGNAL in the Dockerfile to what the program takes for the end, and one stop_grace_period for all environments.",
    bad="STOPSIGNAL SIGTERM   # nginx then cuts open connections",
    good="STOPSIGNAL SIGQUIT   # nginx serves them to their end",
    many="settings of the stop differ",
)
_NAMES = {"stop_signal": "the stop signal", "stop_timeout": "the seconds that it has to stop"}


def judge(change: Change, context: Context) -> Finding | None:
    name = _NAMES.get(change.key)
    if name is None:
        return None
    return RULE.finding(change, context, opposed(name, change, context.before, context.after))
