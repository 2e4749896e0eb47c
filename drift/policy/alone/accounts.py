"""The user that a container runs as, and that its root does not know."""

from collections.abc import Iterator

from drift.model.changes import Change, alone
from drift.model.records import RUNS_AS, Kind
from drift.policy.alone.side import OneSide, content_of


def unknown_user(side: OneSide) -> Iterator[Change]:
    """`missing` names what etc/passwd and etc/group lack; a number without an account has `account` null. Root needs none."""
    for one in side.inherited(Kind.ACCOUNTS):
        if one.key == RUNS_AS:
            content = content_of(one)
            if content.get("missing") or (content.get("uid") and content.get("account") is None):
                yield alone(Kind.ACCOUNTS, RUNS_AS, content)
