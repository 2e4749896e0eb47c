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
    varies="low for a nameless volume, which the engine fills with these very files when it makes it",
    why="The program sees what is mounted, not what was built: an empty directory, or what an earlier image left in a volume.",
    fix="Mount below or beside it, or empty the volume when the image changes.",
)
_NAMELESS = re.compile("[0-9a-f]{64}")
"""The name that an engine gives a volume without one."""


def judge(change: Change, context: Context) -> Finding | None:
    count = _hidden(change.after)
    if not change.after or not count or _hidden(change.before):
        return None
    nameless = change.after.get("type") == "volume" and _NAMELESS.fullmatch(str(change.after.get("source")))
    return RULE.finding(
        change,
        context,
        f"the {change.after.get('type')} at {change.key} hides {count:,} file{'s' * (count != 1)} of the image",
        severity=Severity.LOW if nameless else None,
        attribution=f"for example {_example(change.after)}" if _example(change.after) else "",
    )


def _hidden(mount: Document | None) -> int:
    """How many files of the image it hides."""
    hides = (mount or {}).get("hides")
    count = hides.get("count") if isinstance(hides, dict) else 0
    return count if isinstance(count, int) else 0


def _example(mount: Document) -> str:
    examples = mount["hides"].get("examples")
    return str(examples[0]) if isinstance(examples, list) and examples else ""
