"""What a difference leads to, as far as it can be worked out from what the container's start needs, and who runs it.

Never guessed: where nothing is known of a script, a user or a file, there is no consequence.
"""

from collections.abc import Callable, Mapping, Sequence

from drift.model.changes import Change, ChangeType, Relation
from drift.model.evidence import Evidence, Obstacle, Role
from drift.model.findings import NO_CONSEQUENCE, Consequence, Effect
from drift.model.records import RUNS_AS, Kind
from drift.policy.certificates import ca_name, validity
from drift.policy.file_consequences import DOES_NOT_START, of_file, of_library, of_script
from drift.policy.mounts import hidden, holds_the_same
from drift.policy.packages import versions_of
from drift.policy.passwords import NONE_NEEDED, account_of
from drift.policy.paths import below
from drift.policy.rules.interface import Context
from drift.policy.wording import values

_START = frozenset({"entrypoint", "cmd", "working_dir"})
_NEW_VOLUME = {"type": "directory", "mode": "0755", "uid": 0, "gid": 0}
"""What an engine makes where the image has no such directory."""
_MOST_EXAMPLES = 2
_MEBIBYTE = 1 << 20


def consequence_of(change: Change, context: Context) -> Consequence:
    """NO_CONSEQUENCE where nothing could be worked out."""
    found = _OF_KIND.get(change.kind)
    return found(change, context) if found else NO_CONSEQUENCE


def worse(one: Consequence, other: Consequence) -> Consequence:
    """The one with the worse effect; the first where both are the same."""
    order = list(Effect)
    places = [order.index(each.effect) if each.text and each.effect else len(order) for each in (one, other)]
    return other if places[1] < places[0] else one


def _of_variable(change: Change, context: Context) -> Consequence:
    evidence, name = context.evidence, change.key
    if name == "PATH":
        return _obstructed(evidence.obstacles())
    is_lost = change.change is ChangeType.REMOVED or _is_empty(change.after)
    readers, demanders = evidence.readers(name), evidence.demanders(name)
    if is_lost and demanders:
        return Consequence(f"{demanders[0]} ends where it is not set: {DOES_NOT_START}", Effect.NO_START)
    if is_lost and readers:
        return Consequence(f"it is read by {_listed(readers)} and has no default there", Effect.FAILS)
    if readers and change.change is ChangeType.CHANGED:
        return Consequence(f"it is read by {_listed(readers)}", Effect.DIFFERS)
    return NO_CONSEQUENCE


def _is_empty(side: Mapping[str, object] | None) -> bool:
    value = (side or {}).get("value")
    return isinstance(value, str) and not value


def _of_config(change: Change, context: Context) -> Consequence:
    obstacles = context.evidence.obstacles()
    if change.key == "healthcheck":
        return _obstructed([one for one in obstacles if one.role is Role.HEALTH])
    if change.key == "user":
        return _barred(context.evidence)
    return _obstructed(obstacles) if change.key in _START else NO_CONSEQUENCE


def _of_account(change: Change, context: Context) -> Consequence:
    if change.key == RUNS_AS:
        return _barred(context.evidence)
    opened = account_of(change.key) and (change.after or {}).get("password") == NONE_NEEDED
    return Consequence("it needs no password", Effect.EXPOSED) if opened else NO_CONSEQUENCE


def _barred(evidence: Evidence) -> Consequence:
    return _obstructed([one for one in evidence.obstacles() if one.by_rights])


def _obstructed(obstacles: Sequence[Obstacle]) -> Consequence:
    """By the first that keeps the container from starting, else by a health check that cannot be run."""
    needed = next((one for one in obstacles if one.role.is_needed), None)
    if needed:
        return Consequence(f"{needed.text}: {DOES_NOT_START}", Effect.NO_START)
    return Consequence(f"{obstacles[0].text}: every health check fails", Effect.FAILS) if obstacles else NO_CONSEQUENCE


def _of_runtime(change: Change, context: Context) -> Consequence:
    before, after = values(change)
    match change.key:
        case "memory" if isinstance(after, int) and not isinstance(after, bool):
            return _too_small(after, context.evidence)
        case "read_only" if after is True and before is not True:
            return _not_written(context)
        case "group_add" | "cap_drop" | "cap_add" | "privileged":
            return _barred(context.evidence)
        case _:
            return NO_CONSEQUENCE


def _too_small(limit: int, evidence: Evidence) -> Consequence:
    asked = evidence.memory()
    if asked is None or asked.size <= limit:
        return NO_CONSEQUENCE
    text = f"{asked.setting} asks for {asked.size // _MEBIBYTE:,} MiB, and {limit // _MEBIBYTE:,} MiB is all that it may have"
    return Consequence(f"{text}: it is killed when it takes them", Effect.FAILS)


def _not_written(context: Context) -> Consequence:
    """The other side shows where the program writes."""
    if context.relation is Relation.CONTAINER_IMAGE:
        return NO_CONSEQUENCE
    mounted = [one.key for one in context.comparison.changes if one.kind is Kind.MOUNTS and one.after is not None]
    written = [
        one.key
        for one in context.comparison.changes
        if one.kind is Kind.FILES
        and one.change is not ChangeType.ADDED
        and not any(below(one.key, at) for at in mounted)
    ]
    if not written:
        return NO_CONSEQUENCE
    more = f" and {len(written) - 1:,} more" if len(written) > 1 else ""
    return Consequence(f"in {context.before} it writes {written[0]}{more}, here it cannot", Effect.FAILS)


def _of_mount(change: Change, context: Context) -> Consequence:
    mount = change.after or {}
    if mount.get("rw") is False and (change.before or {}).get("rw") is True:
        return Consequence("the program can no longer write there", Effect.FAILS)
    covered = context.evidence.covered(change.key)
    if covered and hidden(mount) and not hidden(change.before) and not holds_the_same(mount):
        role, path = covered[0]
        return Consequence(
            f"{path}, {role}, lies below it: what runs is what is mounted there, if it has it", Effect.DIFFERS
        )
    is_new = change.before is None and mount.get("type") == "volume" and not mount.get("hides")
    rights = context.evidence.rights(_NEW_VOLUME) if is_new and not context.evidence.step(change.key) else None
    if rights is None or rights.write:
        return NO_CONSEQUENCE
    return Consequence(
        f"the image has no such directory: a new volume there belongs to root, and {rights.user} cannot write it",
        Effect.FAILS,
    )


def _of_certificate(change: Change, context: Context) -> Consequence:
    if change.change is not ChangeType.REMOVED:
        return NO_CONSEQUENCE
    expired = validity(change.before, context.comparison.after.at)
    if expired:
        return Consequence(f"nothing, for who looks at dates: it has{expired.removeprefix(',')}", Effect.DIFFERS)
    name = ca_name(change.key, change.before)
    return Consequence(f"connections to servers that only {name} vouches for are refused", Effect.FAILS)


def _of_package(change: Change, context: Context) -> Consequence:
    """Of one that is changed in place: which lock file asks for another version."""
    installed = set(versions_of(change.after).split(", "))
    if change.change is not ChangeType.CHANGED or versions_of(change.before) == versions_of(change.after):
        return NO_CONSEQUENCE
    other = [one for one in context.evidence.declared(change.key) if one.versions and not installed & set(one.versions)]
    if not other:
        return NO_CONSEQUENCE
    return Consequence(f"{other[0].path} asks for {', '.join(other[0].versions)}", Effect.DIFFERS)


def _listed(readers: Sequence[str]) -> str:
    """As in "/a and /b", "/a, /b and 3 more"."""
    shown, more = readers[:_MOST_EXAMPLES], len(readers) - _MOST_EXAMPLES
    return f"{', '.join(shown)} and {more} more" if more > 0 else " and ".join(shown)


_OF_KIND: Mapping[Kind, Callable[[Change, Context], Consequence]] = {
    Kind.ACCOUNTS: _of_account,
    Kind.CERTIFICATES: _of_certificate,
    Kind.CONFIG: _of_config,
    Kind.ENV: _of_variable,
    Kind.FILES: of_file,
    Kind.LIBRARIES: of_library,
    Kind.MOUNTS: _of_mount,
    Kind.PACKAGES: _of_package,
    Kind.RUNTIME: _of_runtime,
    Kind.SCRIPTS: of_script,
}
