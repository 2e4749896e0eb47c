"""Pinned requirements of Python: requirements*.txt as pip reads it (pip's Requirements File Format; PEP 508)."""

import re
from typing import BinaryIO

from drift.collectors.declared.declared import NOT_OURS, declared, once
from drift.collectors.interface import Collector
from drift.collectors.packages.python import normalised
from drift.model.canonical import Json, to_text
from drift.model.facts import Status
from drift.model.records import Kind

_PINNED = re.compile(
    r"""[ \t]*(?P<name>[A-Za-z0-9][\w.-]*)[ \t]*+(?:\[[^\]\n]*\][ \t]*+)?\(?={2,3}[ \t]*(?P<version>[\w.!+-]+)\)?
        [ \t]*(?P<marker>;[^#\n]*)?(?:[ \t].*)?$""",
    re.VERBOSE | re.ASCII,
)
"""NAME[EXTRA]==VERSION ; MARKER --hash=… # comment. ==1.* pins nothing."""


def parse(content: BinaryIO, _name: str) -> list[dict[str, Json]] | None:
    """What is pinned to one version. None where nothing is: pip itself would then take what is newest.

    Any text may be called requirements.txt, and a line that pins nothing says nothing here.
    """
    text = to_text(content.read()).replace("\\\r\n", " ").replace("\\\n", " ")
    pinned = [match for line in text.splitlines() if (match := _PINNED.match(line))]
    found = once(
        declared("pypi", normalised(one["name"]), one["version"], optional=one["marker"] is not None) for one in pinned
    )
    return found or None


REQUIREMENTS = Collector(
    name="requirements",
    version=1,
    kind=Kind.DECLARED,
    globs=("**/requirements*.txt", "**/requirements/*.txt"),
    unless=NOT_OURS,
    parse=parse,
    limit=1 << 20,
    oversize=Status.ABSENT,
)
