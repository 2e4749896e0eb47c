"""How much of each thing the page shows; what is left out is counted."""

from dataclasses import dataclass

FINDINGS = 500
"""Rows that stand in the page, the worst; the script makes the others when they are seen."""
MEMBERS = 50
"""Findings of one line of the policy that hides them."""
RECORDS = 500
"""Of each kind in a snapshot."""
LONGEST = 1200
"""Characters of one text."""
INSTANCES = 12
"""Names of containers in a line."""
DATA = 3_000_000
"""Characters of the findings as data. What a finding says stays in; beyond this its values, lines and members do not."""
GAPS = 8
"""Reasons why it could not be judged that are not folded."""
CHAINS, CHAINS_OPEN = 6, 1
"""At most so many are shown unfolded, and with all their links: more would push the findings off the first screens."""


@dataclass(frozen=True, slots=True)
class RowLimits:
    """Of one finding."""

    details: int
    """Differences inside one document."""
    lines: int
    """Of one hunk."""
    members: int
    """Things that it stands for."""


FEW = RowLimits(details=40, lines=60, members=50)
MANY = RowLimits(details=8, lines=12, members=12)
"""Where some rows do not stand in the page, so that 10,000 findings stay within 5 MB."""


def row_limits(findings: int) -> RowLimits:
    return FEW if findings <= FINDINGS else MANY
