"""What the HTML page shows of a finding, and all findings as data for its script."""
