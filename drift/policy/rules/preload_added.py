"""A library is loaded into every program, before its own."""

from drift.model.canonical import Document
from drift.model.changes import Change, ChangeType, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.aspects import file_change
from drift.policy.rules.interface import Context, Rule, at, kinds

RULE = Rule(
    id="preload-added",
    title="A library is preloaded into every program",
    kinds=kinds(Kind.FILES, Kind.ENV),
    relations=at(Severity.HIGH),
    why="ld.so(8) loads it first, and its functions take the place of all others of the same name: an allocator, a tracer, or an intruder.",
    fix="Set it in the Dockerfile for all environments if it is meant; take it away and recreate the container if not.",
    bad="docker exec -u root web sh -c 'echo /usr/lib/x.so > /etc/ld.so.preload'",
    good="ENV LD_PRELOAD=/usr/lib/x86_64-linux-gnu/libjemalloc.so.2   # in the Dockerfile",
)
FILE = "/etc/ld.so.preload"
_VARIABLES = frozenset({"LD_PRELOAD", "LD_AUDIT"})


def judge(change: Change, context: Context) -> Finding | None:
    if change.kind is Kind.FILES:
        return _by_file(change, context)
    given = context.relation is Relation.CONTAINER_IMAGE  # at run time: no drift from the image
    if change.key not in _VARIABLES or given or not (change.after or {}).get("value"):
        return None
    value = (change.after or {}).get("value")
    before = (change.before or {}).get("value") or "nothing"
    title = f"every program in {context.after} loads {value} first ({change.key}), in {context.before} {before}"
    return RULE.finding(change, context, title)


def _by_file(change: Change, context: Context) -> Finding | None:
    file = file_change(change)
    if change.key != FILE or not _has_content(file.after):
        return None
    if change.change not in (ChangeType.ADDED, ChangeType.MOVED) and not file.content:
        return None
    return RULE.finding(change, context, f"every program in {context.after} loads what {FILE} names first")


def _has_content(side: Document | None) -> bool:
    return side is not None and side.get("size") != 0
