"""A keyword and its value on each line: sshd_config(5), and files such as redis.conf, postgresql.conf and sysctl.conf(5)."""

import re
from typing import Any

from drift.collectors.documents.ordered import ordered

SSH = frozenset({"sshd_config", "ssh_config"})
"""Base names of files whose Host and Match lines begin a block, and whose keywords are the same in any case."""

_LINE = re.compile(r"([A-Za-z_][\w./\-]*)(?:[ \t]*=[ \t]*|[ \t]+)(\S.*?)[ \t]*")
_BLOCKS = ("host", "match")


def keywords(text: str) -> dict[str, Any]:
    """Keyword → value, or its values in order. ValueError where a line is anything else, or is indented: that may mean something."""
    return ordered([_pair(line) for line in text.splitlines() if line.strip() and line.lstrip()[0] not in "#;"])


def ssh_keywords(text: str) -> dict[str, Any]:
    """The same of OpenSSH's, in lower case, with what follows Host and Match in a block of its own."""
    top: list[tuple[str, Any]] = []
    block: list[tuple[str, Any]] = top
    blocks: list[tuple[str, list[tuple[str, Any]]]] = []
    for line in text.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, value = _pair(line.strip())
        if name.lower() in _BLOCKS:
            block = []
            blocks.append((f"{name.lower()} {value}", block))
        else:
            block.append((name.lower(), value))
    return ordered([*top, *((name, ordered(pairs)) for name, pairs in blocks)])


def _pair(line: str) -> tuple[str, str]:
    match = _LINE.fullmatch(line)
    if match is None or match[2][-1] in "{}":
        raise ValueError("not a line of keyword and value")
    return match[1], match[2]
