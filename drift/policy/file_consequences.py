"""What a changed file does to the program: by what the container's start has it for, and by what its user may do with it."""

from collections.abc import Iterator

from drift.model.changes import Change, ChangeType
from drift.model.evidence import Evidence, Rights, Role
from drift.model.findings import NO_CONSEQUENCE, Consequence, Effect
from drift.policy.aspects import FileChange, file_change
from drift.policy.paths import FileClass
from drift.policy.rules.interface import Context

_READ_BY_PROGRAMS = frozenset({FileClass.CONFIG, FileClass.CODE, FileClass.EXECUTABLE, FileClass.LIBRARY})
DOES_NOT_START = "the container does not start"


def of_file(change: Change, context: Context) -> Consequence:
    """NO_CONSEQUENCE where nothing could be worked out."""
    evidence, file = context.evidence, file_change(change)
    match change.change:
        case ChangeType.REMOVED:
            return _gone(change.key, evidence)
        case ChangeType.MOVED:
            return _gone(str((change.before or {}).get("path", "")), evidence)
        case ChangeType.ADDED:
            return _unusable(file, evidence)
        case ChangeType.CHANGED:
            return _changed(file, evidence)
        case _:
            return NO_CONSEQUENCE


def of_script(change: Change, context: Context) -> Consequence:
    """A script or program whose interpreter is missing or cannot run, so that the kernel refuses it."""
    role = context.evidence.role(change.key)
    if change.after is None or change.change is ChangeType.INCOMPARABLE:
        return NO_CONSEQUENCE
    return _without(role) if role else Consequence("whoever starts it is told that there is no such file", Effect.FAILS)


def of_library(change: Change, context: Context) -> Consequence:
    """What cannot be loaded is told by the rules; here whether the container is for it."""
    role = context.evidence.role(change.key)
    return _without(role) if role and role.is_needed else NO_CONSEQUENCE


def _gone(path: str, evidence: Evidence) -> Consequence:
    role = evidence.role(path)
    if role in (Role.ENTRYPOINT, Role.COMMAND) and not any(one.role is role for one in evidence.obstacles()):
        return Consequence(f"it is {role}: another program of that name is started", Effect.DIFFERS)
    return _without(role) if role else NO_CONSEQUENCE


def _without(role: Role) -> Consequence:
    """Of a file that cannot be had, or not be used."""
    if role.is_needed:
        return Consequence(f"it is {role}: {DOES_NOT_START}", Effect.NO_START)
    if role is Role.HEALTH:
        return Consequence(f"it is {role}: every check fails", Effect.FAILS)
    return Consequence(f"it is {role}", Effect.FAILS)


def _unusable(file: FileChange, evidence: Evidence) -> Consequence:
    """What was added for the program, and its user cannot use."""
    why = evidence.barred(file.key) if file.file_class in _READ_BY_PROGRAMS else ""
    return Consequence(f"the program cannot use it: {why}", Effect.FAILS) if why else NO_CONSEQUENCE


def _changed(file: FileChange, evidence: Evidence) -> Consequence:
    role = evidence.role(file.key)
    lost = list(_lost(file, evidence))
    if file.type and role:
        return _without(role)
    if lost:
        return _no_longer(lost, role, evidence, file)
    if file.lost_execution:
        return _more("it can no longer be run", role) if role else Consequence("it can no longer be run", Effect.FAILS)
    if file.content and role:
        return Consequence(f"it is {role}", Effect.DIFFERS)
    return NO_CONSEQUENCE


def _lost(file: FileChange, evidence: Evidence) -> Iterator[str]:
    """What the container's user could do with it, and cannot any more."""
    before, after = (_rights(side, evidence) for side in (file.before, file.after))
    if before is None or after is None or file.type:
        return
    is_directory = (file.after or {}).get("type") == "directory"
    for could, can, what in (
        (before.read, after.read, "list" if is_directory else "read"),
        (before.run, after.run, "enter" if is_directory else "run"),
        (before.write, after.write, "write"),
    ):
        if could and not can:
            yield what


def _rights(side: dict[str, object] | None, evidence: Evidence) -> Rights | None:
    return evidence.rights(side) if side is not None else None


def _no_longer(lost: list[str], role: Role | None, evidence: Evidence, file: FileChange) -> Consequence:
    rights = evidence.rights(file.after or {})
    user = rights.user if rights else ""
    text = f"it runs as {user}, which can no longer {' or '.join(lost)} it"
    is_needed = role is not None and lost != ["write"]
    return _more(text, role) if role and is_needed else Consequence(text, Effect.FAILS)


def _more(text: str, role: Role) -> Consequence:
    then = _without(role)
    return Consequence(f"{text}; {then.text}", then.effect)
