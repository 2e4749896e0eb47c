"""Long texts, cut round the first place where they differ."""

from collections.abc import Sequence

from drift.model.canonical import sha256, to_bytes

LONGEST = 160
"""Characters of one text."""
IN_COMMON = 40
"""Characters that stay of what all begin with."""


def excerpts(values: Sequence[str]) -> Sequence[str]:
    """Each of at most LONGEST characters and, where that is not all, a digest of the whole: so equal excerpts are of equal texts."""
    if all(len(one) <= LONGEST for one in values):
        return values
    start = max(0, _in_common(values) - IN_COMMON) if len(values) > 1 else 0
    return [_excerpt(one, start) for one in values]


def _in_common(values: Sequence[str]) -> int:
    """How many characters all begin with."""
    columns = enumerate(zip(*values, strict=False))
    return next((place for place, column in columns if len(set(column)) > 1), min(map(len, values)))


def _excerpt(text: str, start: int) -> str:
    if len(text) <= LONGEST and not start:
        return text
    end = start + LONGEST
    digest = sha256(to_bytes(text)).hex()[:8]
    before, after = "…" if start else "", "…" if len(text) > end else ""
    return f"{before}{text[start:end]}{after} (sha256 {digest}, {len(text):,} characters)"
