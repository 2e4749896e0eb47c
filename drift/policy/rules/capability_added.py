"""The container may do what the kernel keeps from others."""

from drift.model.changes import Change
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import Context, Rule, at, kinds
from drift.policy.wording import values

RULE = Rule(
    id="capability-added",
    title="A capability was added",
    kinds=kinds(Kind.RUNTIME),
    relations=at(Severity.MEDIUM),
    varies="high for ALL, SYS_ADMIN and SYS_MODULE, which are as good as root of the host",
    why="capabilities(7): each is a part of root's power. One that only one environment has makes the program work there alone.",
    fix="Take cap_add away (or cap_drop back), or give it to all environments.",
    bad="cap_add: [SYS_ADMIN]   # in compose.prod.yaml alone",
    good="cap_drop: [ALL]\ncap_add: [NET_BIND_SERVICE]   # in all environments",
)
_AS_ROOT = frozenset({"ALL", "SYS_ADMIN", "SYS_MODULE"})


def judge(change: Change, context: Context) -> Finding | None:
    gained = _gained(change)
    if not gained:
        return None
    return RULE.finding(
        change,
        context,
        f"{context.after} has {', '.join(sorted(gained))}",
        severity=Severity.HIGH if gained & _AS_ROOT else None,
    )


def _gained(change: Change) -> set[str]:
    """Capabilities that are added, or no longer dropped."""
    before, after = (_names(value) for value in values(change))
    match change.key:
        case "cap_add":
            return after - before
        case "cap_drop":
            return before - after
        case _:
            return set()


def _names(value: object) -> set[str]:
    return {str(name).upper().removeprefix("CAP_") for name in value} if isinstance(value, list) else set()
