"""A volume has the files of an earlier image where the image has newer ones."""

from drift.model.canonical import Document
from drift.model.changes import Change, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.mounts import example_of, hidden, is_nameless, number
from drift.policy.rules.interface import NOT_REPLICAS, Context, Rule, at, kinds

RULE = Rule(
    id="stale-volume",
    title="A volume keeps files of an earlier image",
    kinds=kinds(Kind.MOUNTS),
    relations=at(Severity.HIGH, *NOT_REPLICAS) | at(Severity.MEDIUM, Relation.ENVIRONMENTS),
    varies="medium for a volume without a name",
    why="An engine fills a volume once, when it is new. After that each new image brings files that nobody sees: the old ones are served.",
    fix="Keep data alone in volumes, not code or assets; remove the volume when the image changes, or copy the files at the start.",
    bad="volumes: [static:/srv/app/static]   # filled by web:1.3; web:1.4 still serves those",
    good="volumes: [uploads:/srv/app/uploads]   # /srv/app/static stays in the image",
)


def judge(change: Change, context: Context) -> Finding | None:
    mount = change.after
    if mount is None or not _is_stale(mount) or (change.before and _is_stale(change.before)):
        return None
    stale, count = mount["stale"], hidden(mount)
    parts = [f"{number(stale, field):,} {what}" for field, what in _WORDS.items() if number(stale, field)]
    title = f"the {mount.get('type')} at {change.key} has, of {count:,} files of the image, {' and '.join(parts)}"
    example = example_of(stale)
    return RULE.finding(
        change,
        context,
        title,
        severity=Severity.MEDIUM if is_nameless(mount) else None,
        attribution=f"for example {example}" if example else "",
    )


_WORDS = {"differ": "with another content", "absent": "not at all"}


def _is_stale(mount: Document) -> bool:
    """Has it some of the image's files? One that has none of them only hides them."""
    stale = mount.get("stale")
    if not isinstance(stale, dict):
        return False
    return number(stale, "differ") > 0 or 0 < number(stale, "absent") < hidden(mount)
