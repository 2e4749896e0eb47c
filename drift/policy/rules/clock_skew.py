"""The clock of an engine's host was off when it was scanned."""

from drift.model.changes import Change
from drift.model.coverage import CLOCK
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import Context, Rule, at, kinds
from drift.policy.wording import reason

RULE = Rule(
    id="clock-skew",
    title="The clock of a host is off",
    kinds=kinds(Kind.COVERAGE),
    relations=at(Severity.MEDIUM),
    why="Tokens and certificates are refused as not yet valid or expired, caches keep what is old, and logs of two hosts do not fit together.",
    fix="Let chrony or systemd-timesyncd set the clock of the host; restart the virtual machine of a desktop that slept.",
    bad="a laptop wakes up, and its Docker Desktop is two hours behind",
    good="timedatectl set-ntp true",
)


def judge(change: Change, context: Context) -> Finding | None:
    if change.key != CLOCK:
        return None
    about = context.about(context.comparison.after, service="")
    where = about.comparison.after.environment or about.comparison.after.label
    return RULE.finding(change, about, f"{where}: {reason(change)}")
