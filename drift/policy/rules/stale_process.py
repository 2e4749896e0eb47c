"""What runs, or is mounted, is no longer what lies on disk."""

from drift.model.changes import Change, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import STALE, Kind
from drift.policy.paths import is_config
from drift.policy.rules.interface import Context, Rule, at, kinds

RULE = Rule(
    id="stale-process",
    title="Runs code that is no longer on disk",
    kinds=kinds(Kind.PROCESSES),
    relations=at(Severity.MEDIUM, Relation.CONTAINER_IMAGE, Relation.NOW_BEFORE),
    varies="low for a mounted configuration file that was written to since the start; what else is mounted may be written to",
    why="An upgrade has no effect before the restart, and after it something else runs: maybe weeks later, when nobody thinks of the upgrade.",
    fix="Recreate the container from an image that has the new files; a restart alone runs what lies there now.",
    bad="docker exec web apt-get upgrade -y openssl: nginx still runs with the old libssl",
    good="a new image with the new openssl, and docker compose up -d",
    many="files that run are no longer on disk",
)
_NOW = {"deleted": "is deleted", "replaced": "was replaced by another file"}


def judge(change: Change, context: Context) -> Finding | None:
    if change.after is None or not change.key.startswith(STALE):
        return None
    path = change.key.removeprefix(STALE)
    now = _NOW.get(str(change.after.get("why")), "is deleted or was replaced")
    match change.after.get("of"):
        case "mount" if change.after.get("why") == "edited":
            return _edited(path, change, context)
        case "mount":
            title = f"the file that is mounted at {path} {now} on the host: the container has the old one"
        case "library":
            title = f"runs with {path} as it was loaded at the start: it {now}"
        case _:
            title = f"runs {path} as it was at the start: it {now}"
    return RULE.finding(change, context, title)


def _edited(path: str, change: Change, context: Context) -> Finding | None:
    """Of data nothing is said: it is read when it is asked for."""
    if not is_config(path.lstrip("/")):
        return None
    title = (
        f"the mounted {path} was written to after the container's start: its program may still have what it read then"
    )
    return RULE.finding(change, context, title, severity=Severity.LOW)
