"""A file runs with its owner's or group's rights, and did not before."""

from drift.model.changes import Change
from drift.model.findings import Consequence, Effect, Finding, Severity
from drift.model.records import Kind
from drift.policy.aspects import ANYONE_RUNS, SET_GID, SET_UID, FileChange, file_change
from drift.policy.paths import mode_of
from drift.policy.rules.interface import Context, Rule, at, kinds
from drift.policy.weight import owned_by

RULE = Rule(
    id="set-uid-added",
    title="A file gained the set-uid or set-gid bit",
    kinds=kinds(Kind.FILES),
    relations=at(Severity.HIGH),
    varies="critical where it gives root: set-uid, owned by uid 0, executable",
    why="Whoever can start it gets the rights of its owner. It is the oldest way to keep a door open.",
    fix="Find out who set it, then recreate the container; chmod u-s,g-s in the Dockerfile if the image should never have it.",
    bad="docker exec -u root web chmod u+s /bin/bash",
    good="RUN chmod u-s /usr/bin/chsh   # fewer, not more",
    many="files gained the set-uid or set-gid bit",
)


def judge(change: Change, context: Context) -> Finding | None:
    if not mode_of(change.after) & (SET_UID | SET_GID):
        return None
    file = file_change(change)
    bits = file.gains_bits
    if not bits or not file.after:
        return None
    bit = "set-uid" if bits & SET_UID else "set-gid"
    what = str(file) or "added"
    gives_root = _gives_root(file)
    return RULE.finding(
        change,
        context,
        f"{change.key} is {bit} now ({what}, owner {file.after.get('uid')}:{file.after.get('gid')})",
        severity=Severity.CRITICAL if gives_root else None,
        consequence=Consequence("whoever starts it is root in the container" if gives_root else "", Effect.EXPOSED),
        attribution=owned_by(change),
    )


def _gives_root(file: FileChange) -> bool:
    mode = mode_of(file.after)
    return bool(file.gains_bits & SET_UID and mode & ANYONE_RUNS) and (file.after or {}).get("uid") == 0
