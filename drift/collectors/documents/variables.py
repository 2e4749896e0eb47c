"""Files of variables, one NAME=VALUE on a line, as `docker run --env-file` and Compose read them."""

import re

_LINE = re.compile(r"\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.\-]*)\s*(?:=\s*(.*?))?\s*\Z")


def variables(text: str) -> dict[str, str | None]:
    """Name → value without its quotes; None for a name alone. ValueError where a line is anything else."""
    found: dict[str, str | None] = {}
    for line in text.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _LINE.match(line)
        if match is None:
            raise ValueError("not a line of NAME=VALUE")
        found[match[1]] = match[2] if match[2] is None else _unquoted(match[2])
    return found


def _unquoted(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value
