"""A list of directories that programs or modules are looked for in is another."""

from drift.model.canonical import Document
from drift.model.changes import Change, ChangeType
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import GIVEN, Context, Rule, at, kinds

RULE = Rule(
    id="env-path-differs",
    title="A search path has other directories, or another order",
    kinds=kinds(Kind.ENV),
    relations=at(Severity.MEDIUM, *GIVEN),
    why="The same name is another program: the first directory that has it wins. What lies in a directory that is gone is not found.",
    fix="Set it once, in the Dockerfile, and nowhere else; add to it rather than to write it anew.",
    bad='environment: {PATH: "/usr/bin:/usr/local/bin"}   # /usr/bin/python3 wins over /usr/local/bin/python3',
    good="ENV PATH=/opt/app/bin:$PATH",
    many="search paths differ",
)
_PATHS = frozenset(
    {
        "CLASSPATH",
        "GEM_PATH",
        "LD_LIBRARY_PATH",
        "LUA_PATH",
        "NODE_PATH",
        "PATH",
        "PERL5LIB",
        "PYTHONPATH",
        "RUBYLIB",
        "XDG_CONFIG_DIRS",
        "XDG_DATA_DIRS",
    }
)
_LONGEST = 3
"""Directories that a title names."""


def judge(change: Change, context: Context) -> Finding | None:
    before, after = _directories(change.before), _directories(change.after)
    if change.key not in _PATHS or change.change is not ChangeType.CHANGED or before is None or after is None:
        return None
    less, more = ([one for one in ours if one not in theirs] for ours, theirs in ((before, after), (after, before)))
    parts = [f"{verb} {_listed(found)}" for verb, found in (("lacks", less), ("has", more)) if found]
    said = " and ".join(parts) or f"is searched in another order: {_first_moved(before, after)}"
    return RULE.finding(change, context, f"{change.key} in {context.after} {said}")


def _directories(side: Document | None) -> list[str] | None:
    """None where the value is not known."""
    value = (side or {}).get("value")
    return value.split(":") if isinstance(value, str) else None


def _listed(directories: list[str]) -> str:
    more = f" and {len(directories) - _LONGEST} more" if len(directories) > _LONGEST else ""
    return ", ".join(directories[:_LONGEST]) + more


def _first_moved(before: list[str], after: list[str]) -> str:
    """As in "/usr/bin stands where /usr/local/bin stood"."""
    moved = next(((one, other) for one, other in zip(before, after, strict=False) if one != other), None)
    return f"{moved[1]} stands where {moved[0]} stood" if moved else "a directory stands twice"
