"""What is wrong with a side whatever it is compared with, as changes that the rules judge: said once for each service.

Only what the image has so itself: what the container changed is a difference from it, and told as that.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from drift.model.changes import Change
from drift.model.records import Kind
from drift.policy.alone.accounts import unknown_user
from drift.policy.alone.certificates import expired
from drift.policy.alone.hosts import edited_hosts
from drift.policy.alone.limits import too_little_memory
from drift.policy.alone.lock_files import not_followed
from drift.policy.alone.packages import altered_files
from drift.policy.alone.platforms import emulated
from drift.policy.alone.programs import broken_programs
from drift.policy.alone.side import OneSide


class Look(NamedTuple):
    at: Callable[[OneSide], Iterator[Change]]
    kinds: tuple[Kind, ...]
    """All that it looks at."""


LOOKS: tuple[Look, ...] = (
    Look(broken_programs, (Kind.LIBRARIES, Kind.SCRIPTS, Kind.CONFIG, Kind.ENV, Kind.IDENTITY)),
    Look(unknown_user, (Kind.ACCOUNTS,)),
    Look(expired, (Kind.CERTIFICATES,)),
    Look(altered_files, (Kind.VERIFICATION,)),
    Look(not_followed, (Kind.DECLARED, Kind.PACKAGES)),
    Look(too_little_memory, (Kind.RUNTIME, Kind.ENV, Kind.CONFIG)),
    Look(edited_hosts, (Kind.RUNTIME,)),
    Look(emulated, (Kind.IDENTITY, Kind.HOST)),
)


class Looked:
    """Looks once at equal records: 1,000 containers of one image are one look."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], tuple[Change, ...]] = {}

    def changes(self, side: OneSide) -> Iterator[Change]:
        for look in LOOKS:
            known_by = (look.at, side.snapshot.image, side.at[:10], *side.digests(look.kinds))
            if known_by not in self._known:
                self._known[known_by] = tuple(look.at(side))
            yield from self._known[known_by]


__all__ = ["LOOKS", "Look", "Looked", "OneSide"]
