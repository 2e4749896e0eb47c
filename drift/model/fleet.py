"""The state of all environments at one time, as the store has it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from drift.model.snapshot import EngineIdentity, Observation, TargetFailure


@dataclass(frozen=True, slots=True)
class EngineScan:
    """The newest scan that wanted an engine for an environment."""

    environment: str
    engine: EngineIdentity
    ended: datetime
    took: timedelta
    """With all the engines that it wanted."""
    complete: datetime | None
    """When the last scan ended that listed all its containers; None for never."""


@dataclass(frozen=True, slots=True)
class FleetState:
    """Per engine the last complete scan before `at`, plus later partial ones."""

    at: datetime
    """The moment the state is for (UTC)."""
    environments: tuple[str, ...]
    """Scanned ones, in the policy's order; also those where the last scan found no container."""
    observations: tuple[Observation, ...]
    """One for each container, sorted by environment order, service, container name."""
    failures: tuple[TargetFailure, ...]
    """Targets and engines that the last scan could not read."""
    skipped: int = 0
    """One-off runs, pod sandboxes, build containers."""
    partial: bool = False
    """Only some containers or environments were asked for: then what else the policy declares is not missing."""
    asked: tuple[str, ...] = ()
    """Environments that somebody named: one that no scan has read is missing, whatever the policy declares."""
    scans: tuple[EngineScan, ...] = ()
    """One for each environment and engine, in the environments' order."""
