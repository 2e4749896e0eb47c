"""How much of each thing is shown before the rest is counted."""

import sys
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Limits:
    findings: int = 100
    """In full; a log is no place for more."""
    causes: int = 5
    """Likely causes in full, before each of the others is one line."""
    details: int = 6
    """Differences inside one document."""
    lines: int = 8
    """Of one hunk."""
    members: int = 3
    records: int = 20
    """Of each kind."""
    services: int = 20
    """Rows of the matrix, before those without trouble are counted."""


EVERYTHING = Limits(*(sys.maxsize for _ in fields(Limits)))
