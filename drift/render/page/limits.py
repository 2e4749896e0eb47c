"""How much of each thing the page shows; what is left out is counted."""

FINDINGS = 500
"""Rows that stand in the page, the worst; the script makes the others when they are seen."""
DETAILS = 40
"""Differences inside one document."""
LINES = 60
"""Of one hunk."""
MEMBERS = 50
"""Things that one finding stands for, hidden findings of one line of the policy."""
RECORDS = 500
"""Of each kind in a snapshot."""
LONGEST = 1200
"""Characters of one text."""
INSTANCES = 12
"""Names of containers in a line."""
DATA = 3_200_000
"""Characters of the findings as data. What a finding says stays in; beyond this its values, lines and members do not."""
GAPS = 8
"""Reasons why it could not be judged that are not folded."""
CHAINS, CHAINS_OPEN = 6, 1
"""At most so many are shown unfolded, and with all their links: more would push the findings off the first screens."""
