"""Are two values of a variable one value, but for the host that they name or the environment's own name?"""

import re
from collections.abc import Sequence
from urllib.parse import SplitResult, urlsplit

from drift.model.settings import ENVIRONMENT_ORDER

LONGEST = 4096
_HOST_NAME = re.compile(
    r"(?:^|_)(?:HOST|HOSTNAME|ADDR|ADDRESS|SERVER|SERVERS|ENDPOINT|DOMAIN|BROKERS?|URL|URI)$", re.IGNORECASE
)
_HOST = re.compile(r"(?:[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?|\[[0-9A-Fa-f:.]+\])(?P<port>:[0-9]{1,5})?")


def same_shape(name: str, before: str, after: str, environments: Sequence[str]) -> bool:
    """`environments` are the names of the two sides' environments, as the values may hold them."""
    if max(len(before), len(after)) > LONGEST:
        return False
    one, other = (_but_for_the_environment(*side) for side in zip((before, after), environments, strict=True))
    urls = _split(one), _split(other)
    if urls[0] and urls[1]:
        return _but_for_the_host(urls[0]) == _but_for_the_host(urls[1])
    if _HOST_NAME.search(name) and _port(before) is not None and _port(before) == _port(after):
        return True
    return one == other


def _split(value: str) -> SplitResult | None:
    """A URL with a host, None for anything else."""
    if "://" not in value:
        return None
    try:
        parts = urlsplit(value)
        has_host = bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is none, a bracket that is not closed
        return None
    return parts if has_host else None


def _but_for_the_host(url: SplitResult) -> tuple[object, ...]:
    return url.scheme, url.username, url.port, url.path.rstrip("/"), url.query, url.fragment


def _port(value: str) -> str | None:
    """The port of HOST[:PORT], "" where it has none; None where the value is no host."""
    found = _HOST.fullmatch(value)
    return (found["port"] or "") if found else None


def _but_for_the_environment(value: str, environment: str) -> str:
    names = sorted(_names(environment), key=len, reverse=True)
    if not names:
        return value
    words = "|".join(map(re.escape, names))
    return re.sub(rf"(?<![A-Za-z0-9])(?:{words})(?![A-Za-z0-9])", "~environment~", value, flags=re.IGNORECASE)


def _names(environment: str) -> set[str]:
    """The name and what else people call such an environment."""
    aliases = next((names for names in ENVIRONMENT_ORDER if environment in names), ())
    return {name for name in (environment, *aliases) if name}
