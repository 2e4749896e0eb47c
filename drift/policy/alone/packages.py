"""Files of packages that the image's builder changed after they were installed."""

from collections.abc import Iterator

from drift.model.changes import Change, alone
from drift.model.records import Kind
from drift.policy.alone.side import OneSide, content_of

ABSENT = "absent"


def altered_files(side: OneSide) -> Iterator[Change]:
    """Not those that were removed: whoever makes a small image does that."""
    for one in side.inherited(Kind.VERIFICATION):
        content = content_of(one)
        kind = content.get("type")
        if not (isinstance(kind, dict) and kind.get("found") == ABSENT):
            yield alone(Kind.VERIFICATION, one.key, content)
