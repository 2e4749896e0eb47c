"""What is known about a finding, one line each: for formats that have one text for it."""

from collections.abc import Iterator

from drift.render.text import shortened
from drift.report.parts import Numbered

NOTHING = "(nothing)"
AT_MOST = 8
"""Fields of a record, and differences inside a document."""
CONTAINERS = 6


def facts(one: Numbered, longest: int) -> Iterator[str]:
    """Visible, each of at most `longest` characters a side: "mode: 0644 → 0600", "remedy: …"."""
    finding = one.finding
    sides = [(value.label, value.before, value.after) for value in one.values[:AT_MOST]]
    sides += [(detail.path, detail.before, detail.after) for detail in finding.details[:AT_MOST]]
    for label, before, after in sides:
        yield f"{shortened(label, longest)}: {_side(before, longest)} → {_side(after, longest)}"
    rest = len(finding.instances) - CONTAINERS
    containers = ", ".join(finding.instances[:CONTAINERS]) + (f" and {rest:,} more" if rest > 0 else "")
    for label, said in (
        ("in", containers),
        ("from", finding.attribution),
        ("effect", finding.consequence),
        ("remedy", finding.remedy),
    ):
        if said:
            yield f"{label}: {shortened(said, longest)}"


def _side(text: str | None, longest: int) -> str:
    return NOTHING if text is None else shortened(text, longest)
