"""Which containers of which engines a scan is to read."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from drift.errors import EngineError, UnknownReference
from drift.model.references import Reference
from drift.model.settings import Environment
from drift.model.snapshot import EngineIdentity
from drift.pipeline.session import Session
from drift.pipeline.wishes import Wish
from drift.policy.services import belongs
from drift.source.docker import Engine, Listed

NEVER_TOLD = ""
"""The uid of an engine that did not answer."""
SHORTEST_ID = 4
"""Hex digits of a container's ID that stand for it; fewer are a name."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One engine, asked once, for all environments that have containers on it."""

    environments: Sequence[Environment]
    identity: EngineIdentity
    engine: Engine | None = None
    containers: Sequence[Listed] = ()
    reason: str = ""
    """Why there is no engine."""


def listings(session: Session, wish: Wish) -> Iterable[Listing]:
    """Each engine when its turn comes: what it lists is not old then.

    Where containers are named, all engines are asked first. UnknownReference for a name that none of them has.
    """
    if wish.references and not wish.containers:
        return ()
    found = (listing_of(session, wish, place, on_it) for place, on_it in _places(wish.environments).items())
    if not wish.containers:
        return found
    listed = tuple(found)
    for one in wish.containers:
        _check_is_there(one, listed)
    return listed


def listing_of(session: Session, wish: Wish, place: str | None, environments: Sequence[Environment]) -> Listing:
    try:
        engine = session.engine(place)
        with engine.patient_for(session.settings.deadline):
            identity = engine.identity
            containers = engine.containers(everything=wish.stopped or bool(wish.containers), filters=wish.filters)
    except EngineError as error:
        known_as = place or session.place or "the docker CLI's engine"
        return Listing(environments, EngineIdentity(NEVER_TOLD, known_as, "", ""), reason=str(error))
    return Listing(environments, identity, engine, containers)


def chosen(listing: Listing, environment: Environment, wish: Wish) -> Iterator[Listed]:
    """Those of an engine that belong to the environment and are asked for."""
    for one in listing.containers:
        named = not wish.containers or any(is_named(one, reference.name) for reference in wish.containers)
        if named and belongs(environment, one.labels, one.name):
            yield one


def is_named(one: Listed, name: str) -> bool:
    return name == one.name or (len(name) >= SHORTEST_ID and one.id.startswith(name))


def _places(environments: Iterable[Environment]) -> dict[str | None, list[Environment]]:
    """An environment that names neither engines nor targets is on the docker CLI's engine."""
    places: dict[str | None, list[Environment]] = {}
    for one in environments:
        for host in one.hosts or (() if one.targets else (None,)):
            places.setdefault(host, []).append(one)
    return places


def _check_is_there(reference: Reference, listed: Iterable[Listing]) -> None:
    """An engine that does not answer may have it: that is then what failed."""
    if any(one.engine is None or any(is_named(found, reference.name) for found in one.containers) for one in listed):
        return
    names = [found.name for one in listed for found in one.containers]
    engines = ", ".join(one.engine.address for one in listed if one.engine)
    near = get_close_matches(reference.name, names, 1)
    raise UnknownReference(
        f"there is no container {reference.name!r} on {engines}",
        remedy=f"did you mean {near[0]!r}?" if near else "docker ps -a lists those that there are",
    )
