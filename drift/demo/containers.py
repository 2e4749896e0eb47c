"""The fleet as it is declared: three services in four environments, before anything drifts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from drift.demo.expected import Place
from drift.demo.shop import CURRENT, ENVIRONMENTS, REPLICAS, SERVICES, USER, environment, passwords

MEMORY = 256 << 20
"""Bytes that a container may have; with swap twice as much, which is what engines make of it."""


@dataclass(frozen=True)
class Declared:
    """How one container is to be started."""

    service: str
    environment: str
    replica: int
    """From 1."""
    replicas: int
    """How many of the service there are in the environment."""
    variables: Mapping[str, str]
    version: str = CURRENT
    """Which build of the image."""
    user: str = USER
    memory: int = MEMORY
    """Bytes."""
    empty_mounts: tuple[str, ...] = field(default=())
    """Directories (absolute) that an empty volume lies over."""

    @property
    def name(self) -> str:
        number = f"-{self.replica}" if self.replicas > 1 else ""
        return f"shop-{self.environment}-{self.service}{number}"

    def is_at(self, place: Place) -> bool:
        here = self.service == place.service and self.environment == place.environment
        return here and place.replica in (0, self.replica)


def declared_fleet(seed: int) -> Iterator[Declared]:
    """In order of environment and service. The seed makes the passwords."""
    known = passwords(seed)
    for stage in ENVIRONMENTS:
        for service in SERVICES:
            replicas = REPLICAS.get((stage, service), 1)
            for replica in range(1, replicas + 1):
                yield Declared(service, stage, replica, replicas, environment(service, stage, known))
