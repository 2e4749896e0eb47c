"""What a route read of a container's files: the delta on the image's tree follows from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from drift.model.entries import Entry
from drift.model.running import Running
from drift.model.snapshot import Route


@dataclass(frozen=True, slots=True)
class Observed:
    route: Route
    whole: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    """Path → all that is at and below it now, hard links included; what the image has there and this lacks is gone."""
    alone: Mapping[str, Entry | None] = field(default_factory=dict)
    """Path → its own record, None where it is gone; says nothing of what lies below."""
    removed: frozenset[str] = frozenset()
    """Paths that are gone with all that was below them. `whole` and `alone` win over it."""
    unstable: tuple[str, ...] = ()
    """Paths that changed or vanished while they were read, twice."""
    not_looked_for: tuple[str, ...] = ()
    """Sentences for the coverage."""
    notes: tuple[str, ...] = ()
    """Sentences for a person: why it was not read on the host …"""
    running: Running | None = None
    """What runs in it, where the route can see that."""

    def digest(self) -> bytes:
        """Of all that is compared of the files that were seen, in the order in which it was seen."""
        seen = sha256(ascii((sorted(self.removed), self.unstable)).encode())
        for path, entry in (*self.alone.items(), *((path, one) for path, all_ in self.whole.items() for one in all_)):
            said = entry and (entry.type.value, *entry[2:6], *entry[7:])
            seen.update(ascii((path, entry and entry.path, said)).encode())
        return seen.digest()
