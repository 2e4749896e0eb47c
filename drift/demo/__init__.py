"""The demonstration: a fleet of real containers, or of directories, with real drifts in it that must all be found, and nothing else."""

from drift.demo.expected import Expected, Injected, Matched, Place, match
from drift.demo.fleet import Fleet, demo_fleet
from drift.demo.injectors import INJECTORS

__all__ = ["INJECTORS", "Expected", "Fleet", "Injected", "Matched", "Place", "demo_fleet", "match"]
