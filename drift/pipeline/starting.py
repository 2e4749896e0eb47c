"""`init`: a policy to begin with, from what runs now."""

from typing import NamedTuple

from drift.errors import EngineError
from drift.model.settings import Environment, Settings
from drift.policy.services import service_of
from drift.policy.template import template
from drift.source.docker import connect

LOCAL = "local"


class Start(NamedTuple):
    text: str
    """Of a drift.toml."""
    made_from: str
    """As a phrase."""


def starting_policy(place: str | None) -> Start:
    """Without an engine in reach it names none, or the one that was asked for."""
    local = Environment(LOCAL, (place,) if place else ())
    try:
        engine = connect(place)
        running = engine.containers(everything=False)
    except EngineError as error:
        return Start(template([local], {}), f"no engine was in reach ({error.what})")
    names = {one.name: service_of(one.labels, one.name, Settings(), one.image) for one in running}
    services = {name: str(service) for name, service in names.items() if service}
    runs = "1 container runs" if len(running) == 1 else f"{len(running)} containers run"
    return Start(template([local], services), f"{runs} on {engine.address}")
