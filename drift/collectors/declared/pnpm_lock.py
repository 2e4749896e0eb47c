"""pnpm-lock.yaml of pnpm, in the forms 5 to 9: the keys of "packages", as pnpm itself writes them.

Read by its lines: a YAML parser takes 20 times as long (1,000 packages: 96 ms, so 5).
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

from drift.collectors.declared.declared import LIMIT, NOT_OURS, npm, once
from drift.collectors.interface import Collector, Unreadable
from drift.model.canonical import Json, to_text
from drift.model.records import Kind

_FORM = re.compile(r"^lockfileVersion: *['\"]?(\d+)", re.MULTILINE)
_SECTION = re.compile(r"^packages:[ \t\r]*\n(?P<body>(?:[ \t\r].*\n?|\n)*)", re.MULTILINE)
_KEY = re.compile(r"^  (?P<key>'[^'\n]+'|\"[^\"\n]+\"|[^\s'\"#][^\n]*?):[ \t\r]*$", re.MULTILINE)
_OPTIONAL = re.compile(r"^    (?:dev|optional): true[ \t\r]*$", re.MULTILINE)
_OLD_NAME = re.compile(r"/(?P<name>(?:@[^/]+/)?[^/@]+)/(?P<version>[^/_(]+)")
"""Form 5: /@scope/name/1.0.0_peer@2.0.0."""
_NAME = re.compile(r"/?(?P<name>(?:@[^/@]+/)?[^/@]+)@(?P<version>\d[^(_:]*)")
"""Form 6: /@scope/name@1.0.0(peer@2.0.0), form 9 without the slash."""


def parse(content: BinaryIO, name: str) -> list[dict[str, Json]]:
    """All with a version; what comes from a directory or a URL has none. Unreadable without the form's number, as for pnpm."""
    text = to_text(content.read())
    form = _FORM.search(text)
    if form is None:
        raise Unreadable(f"{name} has no lockfileVersion")
    section = _SECTION.search(text)
    return once(_declared(section["body"] if section else "", int(form[1][:4])))


def _declared(body: str, form: int) -> Iterator[dict[str, Json]]:
    naming = _OLD_NAME if form < 6 else _NAME
    keys = list(_KEY.finditer(body))
    ends = [*(key.start() for key in keys[1:]), len(body)]
    for key, end in zip(keys, ends, strict=False):
        match = naming.match(key["key"].strip("'\""))
        if match:
            yield npm(match["name"], match["version"], optional=_OPTIONAL.search(body, key.end(), end) is not None)


PNPM_LOCK = Collector(
    name="pnpm-lock",
    version=1,
    kind=Kind.DECLARED,
    globs=("**/pnpm-lock.yaml",),
    unless=NOT_OURS,
    parse=parse,
    limit=LIMIT,
)
