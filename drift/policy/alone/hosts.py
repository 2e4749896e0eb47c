"""Lines that somebody wrote into a container's /etc/hosts."""

from collections.abc import Iterator

from drift.model.changes import Change, alone
from drift.model.records import HOSTS_ADDED, Kind
from drift.policy.alone.side import OneSide


def edited_hosts(side: OneSide) -> Iterator[Change]:
    """`value` is the lines."""
    added = side.value(Kind.RUNTIME, HOSTS_ADDED)
    if isinstance(added, list) and added:
        yield alone(Kind.RUNTIME, HOSTS_ADDED, {"value": added})
