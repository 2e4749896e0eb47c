"""A mount lies over files of the image."""

from drift.model.canonical import Document
from drift.model.changes import Change, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.mounts import example_of, hidden, holds_the_same, is_nameless, number
from drift.policy.rules.interface import NOT_REPLICAS, Context, Rule, at, kinds

RULE = Rule(
    id="mount-hides-image-files",
    title="A mount hides files of the image",
    kinds=kinds(Kind.MOUNTS),
    relations=at(Severity.HIGH, *NOT_REPLICAS) | at(Severity.MEDIUM, Relation.ENVIRONMENTS),
    varies="low for a volume that holds these very files, or a nameless one that could not be compared, which the engine fills "
    "with them when it makes it; medium for a nameless one that has others",
    why="The program sees what is mounted, not what was built: an empty directory, or what an earlier image left in a volume.",
    fix="Mount below or beside it, or empty the volume when the image changes.",
    bad="volumes: [.:/srv/app]   # hides /srv/app/node_modules of the image",
    good="volumes: [./src:/srv/app/src]",
)


def judge(change: Change, context: Context) -> Finding | None:
    count = hidden(change.after)
    if not change.after or not count or hidden(change.before):
        return None
    mount = change.after
    stale = mount.get("stale") if isinstance(mount.get("stale"), dict) else None
    return RULE.finding(
        change,
        context,
        f"the {mount.get('type')} at {change.key} {_does(count, stale)}",
        severity=_severity(mount, stale, named=not is_nameless(mount)),
        attribution=f"for example {example_of(stale or mount['hides'])}" if example_of(stale or mount["hides"]) else "",
    )


def _does(count: int, stale: Document | None) -> str:
    """As in "hides 3 files of the image: 1 of them is other in it, 2 are not in it"."""
    if stale is None:
        return f"hides {count:,} file{'s' * (count != 1)} of the image"
    differ, absent = number(stale, "differ"), number(stale, "absent")
    if not differ and not absent:
        return f"holds the image's {count:,} file{'s' * (count != 1)} unchanged"
    parts = [f"{files:,} {what}" for files, what in ((differ, "with another content"), (absent, "not at all")) if files]
    return f"has, of {count:,} file{'s' * (count != 1)} of the image, {' and '.join(parts)}"


def _severity(mount: Document, stale: Document | None, *, named: bool) -> Severity | None:
    """None where it is the rule's own."""
    if stale is None:
        return None if named else Severity.LOW
    if holds_the_same(mount):
        return Severity.LOW
    return None if named else Severity.MEDIUM
