"""User and group IDs inside a user namespace, from those outside (user_namespaces(7), "uid_map and gid_map")."""

from dataclasses import dataclass

from drift.model.entries import Entry

OVERFLOW = 65534
"""What the kernel shows in place of an ID that a namespace has no name for."""


@dataclass(frozen=True, slots=True)
class IdMap:
    ranges: tuple[tuple[int, int, int], ...]
    """(first inside, first outside, count)"""

    @classmethod
    def parse(cls, content: bytes) -> "IdMap":
        """From /proc/PID/uid_map or gid_map. ValueError for what is none."""
        rows = [tuple(int(word) for word in line.split()) for line in content.splitlines()]
        return cls(tuple((inside, outside, count) for inside, outside, count in rows))

    @property
    def is_identity(self) -> bool:
        """As in the first user namespace."""
        return self.ranges == IDENTITY.ranges

    def inside(self, outside: int) -> int:
        for first, base, count in self.ranges:
            if base <= outside < base + count:
                return first + outside - base
        return OVERFLOW


IDENTITY = IdMap(((0, 0, 0xFFFFFFFF),))


@dataclass(frozen=True, slots=True)
class Owners:
    uids: IdMap = IDENTITY
    gids: IdMap = IDENTITY

    def inside(self, entry: Entry) -> Entry:
        """The entry with its owner as the container sees it."""
        return entry._replace(uid=self.uids.inside(entry.uid), gid=self.gids.inside(entry.gid))
