"""`init`: a policy to begin with, from what runs now."""

from drift.errors import EngineError
from drift.policy.services import service_of
from drift.policy.template import template
from drift.model.settings import Environment, Settings
from drift.source.docker import connect


def starting_policy(host: str | None, context: str | None) -> tuple[str, str]:
    """The text of a drift.toml, and one phrase on what it was made from."""
    address = host or (f"context:{context}" if context else "")
    try:
        engine = connect(host, context)
        running = engine.containers(everything=False)
    except EngineError as error:
        local = Environment("local", hosts=(address,) if address else ())
        return template([local], {}), f"no engine was in reach ({error.what})"
    named = {one.name: service_of(one.labels, one.name, Settings(), one.image) for one in running}
    services = {name: str(service) for name, service in named.items() if service}
    local = Environment("local", hosts=(engine.address,))
    return template([local], services), f"{len(running)} containers run on {engine.address}"
