"""A package of the same version was got from somewhere else."""

from drift.model.canonical import Document
from drift.model.changes import Change, ChangeType, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.packages import versions_of
from drift.policy.rules.interface import Context, Rule, at, kinds
from drift.policy.weight import package_name
from drift.policy.wording import shown

RULE = Rule(
    id="package-source-changed",
    title="A package of the same version is from another source",
    kinds=kinds(Kind.PACKAGES),
    relations=at(Severity.MEDIUM) | at(Severity.HIGH, Relation.CONTAINER_IMAGE, Relation.INSTANCES),
    why="Name and version are what scanners and people compare, and they say nothing of who built it: a fork, a mirror, another registry.",
    fix="Name one source in the Dockerfile, and hold the archive to its digest (pip --require-hashes, npm ci).",
    bad="docker exec web pip install --force-reinstall git+https://example.org/fork/requests@v2.32.3",
    good="requests==2.32.3 --hash=sha256:55365417…   # in requirements.txt",
    many="packages from another source",
)
_WORDS = {"origins": "origin", "digests": "digest", "source": "source package"}
_ALWAYS_STATED = "origins"
"""By pip for what is not from the index. Of the other fields, one that a side does not state is no difference."""


def judge(change: Change, context: Context) -> Finding | None:
    before, after = change.before or {}, change.after or {}
    if change.change is not ChangeType.CHANGED or versions_of(before) != versions_of(after):
        return None
    field = _differing(before, after)
    if not field or before.get("architectures") != after.get("architectures"):
        return None
    what = f"{package_name(change.key)} {versions_of(after)}".strip()
    where = f"{_shown(after, field)} in {context.after}, {_shown(before, field)} in {context.before}"
    return RULE.finding(change, context, f"{what} is from another source: {_WORDS[field]} {where}")


def _differing(before: Document, after: Document) -> str:
    """The field that says most of where it is from, "" where none differs."""
    for field in _WORDS:
        stated = field == _ALWAYS_STATED or (before.get(field) and after.get(field))
        if stated and before.get(field) != after.get(field):
            return field
    return ""


def _shown(side: Document, field: str) -> str:
    value = side.get(field)
    if not value:
        return "the usual one"
    return ", ".join(shown(one) for one in value) if isinstance(value, list) else shown(value)
