"""The interpreter line of a script: `#!` and what follows in the first line (execve(2), "Interpreter scripts"; env(1) for -S)."""

import re
from typing import Any, BinaryIO

from drift.collectors.interface import Collector
from drift.model.canonical import to_text
from drift.model.facts import Status
from drift.model.records import Kind

MAGIC = b"#!"
LONGEST = 255
"""Bytes of the line that Linux reads (BINPRM_BUF_SIZE, since 5.1)."""
_LINE = re.compile(rb"#![ \t]*([^ \t\n\0]+)[ \t]*([^\n\0]*)")


def parse(content: BinaryIO, _name: str) -> dict[str, Any] | None:
    """interpreter; argument where there is one; carriage_return where the line ends as on Windows, which Linux takes for a part of it.

    None where the line names no interpreter: then a shell runs the file, or nothing does.
    """
    line = _LINE.match(content.read(LONGEST))
    if line is None or not line[1].strip(b"\r"):
        return None
    interpreter, argument = line[1], line[2].rstrip(b" \t")
    found: dict[str, Any] = {"interpreter": to_text(interpreter.rstrip(b"\r"))}
    if argument.rstrip(b"\r"):
        found["argument"] = to_text(argument.rstrip(b"\r"))
    if (argument or interpreter).endswith(b"\r"):
        found["carriage_return"] = True
    return found


SHEBANG = Collector(
    name="shebang",
    version=1,
    kind=Kind.SCRIPTS,
    globs=(),
    parse=parse,
    limit=LONGEST,
    oversize=Status.OK,
    magic=MAGIC,
)
