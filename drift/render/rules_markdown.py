"""`drift rules` as Markdown: the reference page of the documentation, and the help that SARIF has for each rule."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from drift.render.rules import rule_of, severities

if TYPE_CHECKING:
    from drift.policy.rules.interface import Rule

_OPENING = """\
# Rules

What is found, how severe it is by default in which comparison, why it breaks things, and what to do. `drift rules ID` says the same on a
terminal; `[severity]` in `drift.toml` gives a rule another severity, or `off`; a `[[waiver]]` accepts one finding.

This page is made by `drift rules -o docs/reference/rules.md`.
"""


def rules_markdown() -> str:
    """All rules by id, with a table of them before."""
    from drift.policy.rules import BY_ID

    rules = [BY_ID[name] for name in sorted(BY_ID)]
    rows = (f"| [{rule.id}](#{rule.id}) | {rule.severity} | {rule.title} |" for rule in rules)
    table = "\n".join(("| rule | severity, at most | finds |", "|---|---|---|", *rows))
    return "\n".join((_OPENING, table, *(f"\n## {rule.id}\n\n{rule_help(rule)}" for rule in rules))) + "\n"


def rule_markdown(identifier: str) -> str:
    """One rule, with its id for a heading. DriftError for an unknown id."""
    rule = rule_of(identifier)
    return f"# {rule.id}\n\n{rule_help(rule)}\n"


def rule_help(rule: "Rule") -> str:
    """All that there is to say of a rule, but its id."""
    return "\n\n".join(_parts(rule))


def _parts(rule: "Rule") -> Iterator[str]:
    from drift.policy.rules import MEANINGS

    yield f"**{rule.title}.** {MEANINGS[rule.id]}"
    entries = (
        ("Severity", f"{', '.join(f'{severity} ({where})' for severity, where in severities(rule))}."),
        ("Varies", f"{rule.varies}." if rule.varies else ""),
        ("Looks at", f"{', '.join(sorted(rule.kinds))}."),
        ("Verdict", "It stays open: neither a severity nor a waiver closes it." if rule.unjudged else ""),
        ("Why", rule.why),
        ("What to do", rule.fix),
    )
    yield "\n".join(f"- {label}: {text}" for label, text in entries if text)
    for label, text in (("Bad", rule.bad), ("Good", rule.good)):
        yield f"{label}:\n\n```text\n{text}\n```"
