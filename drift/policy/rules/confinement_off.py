"""Seccomp, AppArmor, SELinux or masked paths are switched off, new privileges allowed again, or a namespace is the host's."""

from drift.model.changes import Change, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import Context, Rule, at, kinds
from drift.policy.wording import values

RULE = Rule(
    id="confinement-off",
    title="A confinement is switched off",
    kinds=kinds(Kind.RUNTIME),
    relations=at(Severity.HIGH),
    why="What keeps a program that was taken over inside its container is gone.",
    fix="Take the security_opt away; write a profile for what the program needs.",
    bad="security_opt: [seccomp=unconfined]",
    good="security_opt: [seccomp=./app-profile.json]",
)
_OFF = frozenset({"seccomp=unconfined", "apparmor=unconfined", "label=disable", "systempaths=unconfined"})
_SHARED = {
    "pid_mode": "processes, and may see and signal them",
    "ipc_mode": "shared memory",
    "userns_mode": "users: its root is the host's",
}
"""Namespaces (namespaces(7)). Between environments they have rules of their own."""
_NO_NEW = "no-new-privileges"


def judge(change: Change, context: Context) -> Finding | None:
    if change.key == "security_opt":
        return _options_off(change, context)
    if change.key not in _SHARED or context.relation is not Relation.CONTAINER_IMAGE or values(change)[1] != "host":
        return None
    return RULE.finding(change, context, f"{context.after} shares the host's {_SHARED[change.key]}")


def _options_off(change: Change, context: Context) -> Finding | None:
    before, after = (_options(value) for value in values(change))
    lost = sorted((after - before) & _OFF)
    if _NO_NEW in before - after:
        lost.append(f"without {_NO_NEW}")
    return RULE.finding(change, context, f"{context.after} runs with {', '.join(lost)}") if lost else None


def _options(value: object) -> set[str]:
    """As docker run --security-opt writes them; Docker accepts ":" for "=", and =true after no-new-privileges."""
    if not isinstance(value, list):
        return set()
    options = {str(one).replace(":", "=", 1) for one in value}
    return {_NO_NEW if one in (_NO_NEW, f"{_NO_NEW}=true") else one for one in options}
