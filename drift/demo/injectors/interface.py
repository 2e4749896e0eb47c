"""What an injector is: a name, a sentence, a place, what it does there, and the findings that must come of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from drift.demo.base import Base
from drift.demo.containers import Declared
from drift.demo.expected import Expected, Injected, Place
from drift.demo.shop import ENVIRONMENTS
from drift.model.records import Kind


class Hand(Protocol):
    """Somebody with a shell in a container, as root. Paths have no leading slash."""

    def read(self, path: str) -> bytes: ...

    def write(self, path: str, text: str) -> None:
        """Owner and mode stay; a new file is root's."""
        ...

    def append(self, path: str, text: str) -> None: ...

    def copy(self, path: str, to: str) -> None:
        """A new file of root's, with the mode of the old one."""
        ...

    def chmod(self, path: str, mode: int) -> None: ...

    def move(self, path: str, to: str) -> None: ...


Start: TypeAlias = Callable[[Declared], Declared]
"""Changes how a container is started."""
ByHand: TypeAlias = Callable[[Hand, Base], None]
"""Changes one that runs."""
Expectation: TypeAlias = Callable[[Place, Base], Iterator[Expected]]


@dataclass(frozen=True, slots=True)
class Injector:
    name: str
    does: str
    """A sentence without its end: "somebody edited api.json"."""
    place: Place
    expect: Expectation
    """Of any place that `anywhere` allows."""
    start: Start | None = None
    by_hand: ByHand | None = None
    anywhere: bool = True
    """May it be done in any service and environment? Else it is about one of several replicas."""

    def injected(self, instances: tuple[str, ...], base: Base) -> Injected:
        said = f"{self.does}: {self.place}"
        return Injected(self.name, said, self.place, instances, tuple(self.expect(self.place, base)))


def in_container(rule: str, kind: Kind, key: str) -> Expectation:
    """One finding, of the container and its image: that it differs from its neighbours for this reason is said by it."""

    def expect(place: Place, _base: Base) -> Iterator[Expected]:
        yield Expected(rule, place.service, (place.environment,), kind, key)

    return expect


def among_replicas(rule: str, kind: Kind, key: str) -> Expectation:
    """One finding, of a replica and the others."""
    return in_container(rule, kind, key)


def between(arriving: str, leaving: str, kind: Kind, key: str) -> Expectation:
    """With the environment before, and, where there is one, with the environment after: a step there and a step back."""

    def expect(place: Place, _base: Base) -> Iterator[Expected]:
        at = ENVIRONMENTS.index(place.environment)
        if at > 0:
            yield Expected(arriving, place.service, (ENVIRONMENTS[at - 1], place.environment), kind, key)
        if at + 1 < len(ENVIRONMENTS):
            yield Expected(leaving, place.service, (place.environment, ENVIRONMENTS[at + 1]), kind, key)

    return expect
