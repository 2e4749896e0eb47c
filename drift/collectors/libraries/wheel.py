"""For which systems a Python wheel was built: the tags in its WHEEL file (PEP 427; PEP 600 and PEP 656 for manylinux and musllinux)."""

import re
from typing import BinaryIO

from drift.collectors.interface import Collector
from drift.model.canonical import to_text
from drift.model.facts import Status

ANY = "any"
_TAG = re.compile(r"^Tag:[ \t]*[^\s-]+-[^\s-]+-([\w.]+)[ \t\r]*$", re.MULTILINE | re.ASCII)
LIMIT = 64 << 10


def parse(content: BinaryIO, _name: str) -> list[str] | None:
    """Platforms, as manylinux_2_17_x86_64, sorted; None for a wheel without compiled parts."""
    tags = (tag for tags in _TAG.findall(to_text(content.read())) for tag in tags.split("."))
    platforms = sorted({tag for tag in tags if tag})
    return None if not platforms or ANY in platforms else platforms


WHEEL = Collector(
    name="wheel",
    version=1,
    kind=None,
    globs=("**/*.dist-info/WHEEL",),
    parse=parse,
    limit=LIMIT,
    oversize=Status.OK,
)
