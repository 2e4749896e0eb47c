"""Which environments a scan is for: what the command line says, and what the policy declares."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from drift.errors import ConfigError
from drift.model.settings import Environment, Settings

LOCAL = "local"
"""The environment of a scan where nothing names one."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
"""As the policy has it: a name stands in references such as env:NAME/SERVICE."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What names an environment outside of the policy."""

    name: str | None = None
    """--env"""
    place: str | None = None
    """The engine of -H, or context:NAME of -c."""
    usual: str | None = None
    """DRIFT_ENV: where neither says it."""


def environments_to_scan(settings: Settings, asked: Asked) -> Sequence[Environment]:
    """The environments that are meant, each with the engines that are to be read.

    ConfigError for a name that the policy does not declare, and for an engine that none of its environments has.
    """
    having = [one for one in settings.environments if asked.place in one.hosts]
    if asked.name is None and having:
        return [_at(one, asked.place) for one in having]
    name = asked.name or asked.usual
    if not settings.environments:
        return [_at(declared(name or LOCAL, settings), asked.place)]
    if name is not None:
        return [_at(declared(name, settings), asked.place)]
    if asked.place is not None:
        raise ConfigError(
            f"{settings.path}: no environment has the host {asked.place!r}",
            remedy=f"add it to hosts, or name one with --env: {_names(settings)}",
        )
    return settings.environments


def _at(environment: Environment, place: str | None) -> Environment:
    return replace(environment, hosts=(place,), targets=()) if place else environment


def declared(name: str, settings: Settings) -> Environment:
    """As the policy has it; without one any name is an environment's. ConfigError for one that it does not declare."""
    found = settings.environment(name)
    if not settings.environments:
        return Environment(_checked(name))
    if found is None:
        near = get_close_matches(name, [one.name for one in settings.environments], 1)
        raise ConfigError(
            f"{settings.path} declares no environment {name!r}",
            remedy=f"did you mean {near[0]!r}?" if near else f"it declares {_names(settings)}",
        )
    return found


def _names(settings: Settings) -> str:
    return ", ".join(one.name for one in settings.environments)


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ConfigError(f"{name!r} is no name for an environment", remedy="letters, digits, '.', '_' and '-'")
    return name
