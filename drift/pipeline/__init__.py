"""The one path from a reference to a snapshot, and from snapshots to a verdict. Every command goes through here."""
