"""The environment: NAME=VALUE of an image's config and of a container's, without what the engine adds by itself."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from drift.collectors.fields import mapping, section, text, texts
from drift.model.canonical import Document
from drift.model.records import Kind, Record, record
from drift.model.redaction import Redactor
from drift.model.snapshot import Section


class Own(NamedTuple):
    """What a container is called and runs as: values that an engine copies into its environment."""

    names: tuple[str, ...] = ()
    """Its host name, its ID and the short form of it."""
    host_named: bool = False
    """It shares the host's network or UTS namespace, and so has the host's name."""
    user: str = ""


class Made(NamedTuple):
    """A variable that an engine sets where the image does not."""

    name: str
    matches: Callable[[str, Own], bool]
    reason: str


def _is(expected: str) -> Callable[[str, Own], bool]:
    return lambda value, _own: value == expected


def _own_name(value: str, own: Own) -> bool:
    return value in own.names


def _own_or_host_name(value: str, own: Own) -> bool:
    return value in own.names or own.host_named


def _home(value: str, own: Own) -> bool:
    return value == "/root" if own.user.partition(":")[0] in {"", "0", "root"} else value.startswith("/")


DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

_PODMAN = (
    Made("HOSTNAME", _own_or_host_name, "Podman sets it to the container's host name"),
    Made("container", _is("podman"), "systemd's mark for a container, which Podman sets in each"),
    Made("TERM", _is("xterm"), "Podman's default"),
    Made("PATH", _is(DEFAULT_PATH), "Podman's default; Docker has the same, but its inspect does not say so"),
    Made("HOME", _home, "of the user in the image's /etc/passwd, written down at the first start"),
)

ENGINE_MADE: Mapping[str, tuple[Made, ...]] = {
    "docker": (Made("HOSTNAME", _own_name, "tools that start containers pass the ID on"),),
    "podman": _PODMAN,
    "bundle": _PODMAN,  # any engine may have made it: Docker, too, writes PATH, HOSTNAME and TERM into its bundles
}
"""Engine → variables that are no drift. Measured on Docker 20.10, 26.1, 28.5 and Podman 4.3: a container just started."""


def of_image(config: Document, redactor: Redactor) -> Section:
    """From an image's config. A name that stands twice has its last value."""
    return section(Kind.ENV, lambda: env_records(texts(config, "Env"), redactor))


def of_container(inspect: Document, image_config: Document, engine: str, redactor: Redactor) -> Section:
    """From inspect; `engine` is docker or podman. `image_config` is {} where the image is not known."""

    def make() -> list[Record]:
        entries = texts(mapping(inspect, "Config"), "Env")
        return env_records(entries, redactor, engine=engine, image_env=texts(image_config, "Env"), own=own(inspect))

    return section(Kind.ENV, make)


def own(inspect: Document) -> Own:
    config, host = mapping(inspect, "Config"), mapping(inspect, "HostConfig")
    identity = text(inspect, "Id")
    names = (text(config, "Hostname"), identity, identity[:12])
    shares_host = "host" in {text(host, "NetworkMode"), text(host, "UTSMode")}
    return Own(tuple(name for name in names if name), shares_host, text(config, "User"))


def env_records(
    entries: Iterable[str],
    redactor: Redactor,
    *,
    engine: str = "",
    image_env: Iterable[str] = (),
    own: Own = Own(),  # noqa: B008 - immutable
) -> list[Record]:
    """One record for each variable. A name without "=" is one that was taken away: docker run -e NAME of an unset NAME."""
    values = values_of(entries)
    of_image = values_of(image_env)
    made = {one.name: one for one in ENGINE_MADE.get(engine, ())}
    return [
        record(Kind.ENV, name, redactor.content("env", name, value))
        for name, value in values.items()
        if name in of_image or name not in made or not made[name].matches(value, own)
    ]


def values_of(entries: Iterable[str]) -> dict[str, str]:
    """Name → value: of a name that stands twice the last; a name without "=" is none."""
    values: dict[str, str] = {}
    for entry in entries:
        name, equals, value = entry.partition("=")
        values.pop(name, None)
        if equals and re.search(r"\S", name):
            values[name] = value
    return values
