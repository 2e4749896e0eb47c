"""The language and encoding that a program gets are others."""

from drift.model.changes import Change, ChangeType
from drift.model.findings import Finding, Severity
from drift.model.records import LOCALE, Kind
from drift.policy.rules.interface import GIVEN, Context, Rule, at, kinds
from drift.policy.wording import opposed

RULE = Rule(
    id="locale-differs",
    title="The locale is another",
    kinds=kinds(Kind.ENV, Kind.CONFIG),
    relations=at(Severity.MEDIUM, *GIVEN),
    varies="high where a variable for it is missing",
    why="Text is read and written in another encoding, sorted in another order, numbers and dates take other forms.",
    fix="Set LANG=C.UTF-8 in the Dockerfile, for all environments.",
    bad="environment: {LC_ALL: C}   # in production alone: the first umlaut is a UnicodeDecodeError",
    good="ENV LANG=C.UTF-8",
    many="settings of the locale differ",
)
_CATEGORIES = ("COLLATE", "CTYPE", "MESSAGES", "MONETARY", "NUMERIC", "TIME")
"""Of setlocale(3)."""
_VARIABLES = frozenset({"LANG", "LANGUAGE", "LC_ALL", *(f"LC_{one}" for one in _CATEGORIES)})


def judge(change: Change, context: Context) -> Finding | None:
    is_variable = change.kind is Kind.ENV and change.key in _VARIABLES
    if change.change is ChangeType.INCOMPARABLE or not (is_variable or change.key == LOCALE):
        return None
    missing = is_variable and change.change is ChangeType.REMOVED
    name = change.key if is_variable else "the locale"
    title = opposed(name, change, context.before, context.after)
    return RULE.finding(change, context, title, severity=Severity.HIGH if missing else None)
