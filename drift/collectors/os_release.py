"""Which distribution a root file system is: etc/os-release, else usr/lib/os-release (os-release(5))."""

import re
from typing import BinaryIO

from drift.collectors.interface import Collector
from drift.model.canonical import Json, to_text

FIELDS = ("ID", "ID_LIKE", "VERSION_ID", "VERSION_CODENAME", "VARIANT_ID", "PRETTY_NAME")

PATHS = ("etc/os-release", "usr/lib/os-release")
"""In the order in which they are looked at; the first is often a link to the second."""

_LINE = re.compile(r"""([A-Z][A-Z0-9_]*)=(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S*))\s*\Z""")


def parse(content: BinaryIO, _name: str) -> dict[str, Json] | None:
    """The fields of FIELDS, unquoted as a shell would; None where there is no ID."""
    found: dict[str, Json] = {}
    for line in to_text(content.read()).splitlines():
        match = _LINE.match(line)
        if match and match[1] in FIELDS:
            value = match[2] if match[2] is not None else match[3] if match[3] is not None else match[4]
            found[match[1]] = re.sub(r"\\(.)", r"\1", value)
    return found if found.get("ID") else None


OS_RELEASE = Collector(name="os-release", version=1, kind=None, globs=PATHS, parse=parse, limit=64 * 1024)
