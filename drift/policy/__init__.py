"""Changes in, findings and one verdict out, as drift.toml and the rules have it. No I/O but the policy file, no formatting."""
