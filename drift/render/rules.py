"""`drift rules`: what is found, how severe that is where, why it matters, and what to do; for a terminal."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING

from drift.errors import DriftError
from drift.model.changes import Relation
from drift.render.lines.sheet import LABEL, Piece, Sheet
from drift.report.wording import count

if TYPE_CHECKING:
    from drift.policy.rules.interface import Rule

WIDTH = 80

COMPARED: Mapping[Relation, str] = {
    Relation.CONTAINER_IMAGE: "container and image",
    Relation.IMAGE_IMAGE: "two images",
    Relation.ENVIRONMENTS: "environments",
    Relation.INSTANCES: "replicas",
    Relation.NOW_BEFORE: "now and before",
}


def rule_list() -> str:
    """All rules by id: the default severity, the highest where it depends on the comparison, and what is found."""
    from drift.policy.rules import BY_ID

    sheet = Sheet(None)
    rules = [BY_ID[name] for name in sorted(BY_ID)]
    sheet.table(("rule", "severity", "finds"), [_row(rule) for rule in rules])
    sheet.blank()
    sheet.text(f"{count(len(rules), 'rule')}. Why each matters and what to do: drift rules ID")
    return sheet.output(None, ascii_only=False)


def rule_page(identifier: str) -> str:
    """One rule at length. DriftError for an unknown id, with the nearest ones."""
    from drift.policy.rules import MEANINGS

    rule = rule_of(identifier)
    sheet = Sheet(WIDTH)
    sheet.line(Piece(f"{rule.id}: {rule.title}"))
    sheet.blank()
    for severity, where in severities(rule):
        sheet.entry(severity, where)
    for label, text in (
        ("means", MEANINGS[rule.id]),
        ("varies", rule.varies),
        ("looks at", ", ".join(sorted(rule.kinds))),
        ("why", rule.why),
        ("what to do", rule.fix),
        ("verdict", "stays open: neither a severity nor a waiver closes it" if rule.unjudged else ""),
    ):
        if text:
            sheet.entry(label, text)
    for label, text in (("bad", rule.bad), ("good", rule.good)):
        first, *rest = text.splitlines()
        sheet.line(f"{label:<{LABEL}}{first}")
        for line in rest:
            sheet.line(f"{'':<{LABEL}}{line}")
    return sheet.output(None, ascii_only=False)


def rule_of(identifier: str) -> "Rule":
    """DriftError for an unknown id, with the nearest ones."""
    from drift.policy.rules import BY_ID

    if identifier not in BY_ID:
        near = get_close_matches(identifier, BY_ID)
        remedy = f"did you mean {' or '.join(near)}?" if near else "drift rules lists them"
        raise DriftError(f"there is no rule {identifier!r}", remedy=remedy)
    return BY_ID[identifier]


def severities(rule: "Rule") -> Iterator[tuple[str, str]]:
    """Each default severity, the highest first, and in which comparisons it is that."""
    for severity in sorted(set(rule.relations.values()), reverse=True):
        where = [COMPARED[relation] for relation, given in rule.relations.items() if given is severity]
        yield str(severity), "everywhere" if len(where) == len(COMPARED) else ", ".join(where)


def _row(rule: "Rule") -> tuple[tuple[Piece], ...]:
    lowest = min(rule.relations.values())
    severity = str(rule.severity) if lowest is rule.severity else f"{lowest} to {rule.severity}"
    return (Piece(rule.id),), (Piece(severity),), (Piece(rule.title),)
