"""Templates that a container's start fills with envsubst(1), such as nginx's /etc/nginx/templates/*.template: the variables in them.

Only names in capitals: nginx and others have variables of their own in the same spelling, in small letters. What has a default in the shell's
manner (`${NAME:-x}`) is left alone, as envsubst leaves it.
"""

import re
from typing import BinaryIO

from drift.collectors.interface import Collector
from drift.model.canonical import Json
from drift.model.facts import Status

MOST = 200
_VARIABLE = re.compile(rb"\$(?:\{([A-Z_][A-Z0-9_]{0,254})\}|([A-Z_][A-Z0-9_]{0,254})(?![A-Za-z0-9_]))")


def parse(content: BinaryIO, _name: str) -> dict[str, Json] | None:
    names = {(found[1] or found[2]).decode() for found in _VARIABLE.finditer(content.read())}
    return {"reads": [*sorted(names)[:MOST]]} if names else None


TEMPLATES = Collector(
    name="templates",
    version=1,
    kind=None,
    globs=("**/*.template", "**/*.tmpl", "**/*.tpl", "**/*.envsubst"),
    parse=parse,
    unless=("usr/share/**", "usr/lib/**", "var/lib/**", "**/node_modules/**", "**/site-packages/**", "**/gems/**"),
    limit=64 << 10,
    oversize=Status.ABSENT,
)
