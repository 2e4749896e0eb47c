"""What stands in a container's /etc/hosts beyond what Docker writes there (hosts(5)).

Docker 20.10 to 28 write the names of the loopback and of IPv6, the container's own names at its addresses, and what --add-host names. Podman
begins with a copy of its host's file, as every engine does on the host's network: of these nobody can say who wrote a line.
"""

from collections.abc import Iterator, Sequence

from drift.collectors.fields import mapping, mappings, text
from drift.model.canonical import Document

HOSTS = "/etc/hosts"
LOOPBACK = frozenset(
    {"localhost", "ip6-localhost", "ip6-loopback", "ip6-localnet", "ip6-mcastprefix", "ip6-allnodes", "ip6-allrouters"}
)
_ADDRESSES = ("127.0.0.1", "::1", "fe00::", "ff00::", "ff02::1", "ff02::2", "fe00::0", "ff00::0")
"""At which LOOPBACK's names stand."""
_GATEWAY = "host-gateway"
"""In place of an address: Docker puts the host's there."""


def is_judged(inspect: Document, engine: str) -> bool:
    """Did Docker write the file for this container alone? Raises Unreadable."""
    host = mapping(inspect, "HostConfig")
    is_own = text(host, "NetworkMode").partition(":")[0] not in ("host", "container") and not host.get("Links")
    is_mounted = any(text(mount, "Destination") == HOSTS for mount in mappings(inspect, "Mounts"))
    return engine == "docker" and bool(text(inspect, "HostsPath")) and is_own and not is_mounted


def added_lines(lines: Sequence[str], inspect: Document) -> list[str]:
    """Those that Docker did not write, without comments. Raises Unreadable."""
    own, given = _own_names(inspect), dict(_given(mapping(inspect, "HostConfig").get("ExtraHosts")))
    return [
        " ".join(words) for line in lines if (words := line.partition("#")[0].split()) and not _known(words, own, given)
    ]


def _known(words: Sequence[str], own: frozenset[str], given: dict[str, str]) -> bool:
    address, *names = words
    if address in _ADDRESSES:
        return LOOPBACK.issuperset(names)
    return own.issuperset(names) or all(given.get(name) in (address, _GATEWAY) for name in names)


def _own_names(inspect: Document) -> frozenset[str]:
    """At whatever address: an engine takes another at each start, and of a container that has stopped it names none."""
    config = mapping(inspect, "Config")
    host, domain = text(config, "Hostname"), text(config, "Domainname")
    short = host.partition(".")[0]
    return frozenset(filter(None, (host, short, f"{host}.{domain}" if domain else "")))


def _given(extra: object) -> Iterator[tuple[str, str]]:
    """Name and address of `--add-host NAME:ADDRESS`; an IPv6 address may stand in brackets."""
    for one in extra if isinstance(extra, list) else ():
        name, _, address = str(one).replace("=", ":", 1).partition(":")
        yield name, address.strip("[]")
