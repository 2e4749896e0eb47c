"""What was, as far as reports show it: when findings were there, and when containers were put in place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from drift.model.findings import Severity
from drift.model.snapshot import Observation


@dataclass(frozen=True, slots=True)
class Episode:
    """One stretch of time in which a finding was there, at one severity."""

    fingerprint: str
    rule: str
    service: str
    environments: tuple[str, ...]
    """As in `Finding`."""
    kind: str
    key: str
    severity: Severity
    since: datetime
    until: datetime | None
    """When it was first not found any more, or at another severity; None: it stands."""

    @property
    def environment(self) -> str:
        """The one that is judged: the later of two, "" for a comparison without any."""
        return self.environments[-1] if self.environments else ""


@dataclass(frozen=True, slots=True)
class Past:
    """What a store knows of the time before now."""

    episodes: tuple[Episode, ...] = ()
    """By their begin."""
    turns: tuple[Observation, ...] = ()
    """Oldest first: those by which a container appeared, was made anew, or was in another state than the time before."""
    images: Mapping[bytes, bytes] = field(default_factory=dict)
    """Snapshot of a turn → identity of its image."""
