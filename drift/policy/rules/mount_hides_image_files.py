"""A mount lies over files of the image."""

import re

from drift.model.canonical import Document
from drift.model.changes import Change, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
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
_NAMELESS = re.compile("[0-9a-f]{64}")
"""The name that an engine gives a volume without one."""


def judge(change: Change, context: Context) -> Finding | None:
    count = _hidden(change.after)
    if not change.after or not count or _hidden(change.before):
        return None
    mount = change.after
    stale = mount.get("stale") if isinstance(mount.get("stale"), dict) else None
    named = mount.get("type") != "volume" or not _NAMELESS.fullmatch(str(mount.get("source")))
    return RULE.finding(
        change,
        context,
        f"the {mount.get('type')} at {change.key} {_does(count, stale)}",
        severity=_severity(stale, named=named),
        attribution=f"for example {_example(stale or mount['hides'])}" if _example(stale or mount["hides"]) else "",
    )


def _does(count: int, stale: Document | None) -> str:
    """As in "hides 3 files of the image: 1 of them is other in it, 2 are not in it"."""
    if stale is None:
        return f"hides {count:,} file{'s' * (count != 1)} of the image"
    differ, absent = _number(stale, "differ"), _number(stale, "absent")
    if not differ and not absent:
        return f"holds the image's {count:,} file{'s' * (count != 1)} unchanged"
    parts = [
        f"{number:,} {what}" for number, what in ((differ, "with another content"), (absent, "not at all")) if number
    ]
    return f"has, of {count:,} file{'s' * (count != 1)} of the image, {' and '.join(parts)}"


def _severity(stale: Document | None, *, named: bool) -> Severity | None:
    """None where it is the rule's own."""
    if stale is None:
        return None if named else Severity.LOW
    if not _number(stale, "differ") and not _number(stale, "absent"):
        return Severity.LOW
    return None if named else Severity.MEDIUM


def _hidden(mount: Document | None) -> int:
    """How many files of the image it hides."""
    hides = (mount or {}).get("hides")
    return _number(hides, "count") if isinstance(hides, dict) else 0


def _number(said: Document, field: str) -> int:
    number = said.get(field)
    return number if isinstance(number, int) else 0


def _example(said: Document) -> str:
    examples = said.get("examples")
    return str(examples[0]) if isinstance(examples, list) and examples else ""
