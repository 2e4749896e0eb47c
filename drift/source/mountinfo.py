"""/proc/PID/mountinfo: what a process has mounted, one mount a line (proc_pid_mountinfo(5))."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from drift.model.canonical import to_text

_OCTAL = re.compile(rb"\\([0-7]{3})")


@dataclass(frozen=True, slots=True)
class Mount:
    root: str
    """Path in the file system of what is mounted."""
    point: str
    """Where, as the process sees it."""
    type: str
    flags: frozenset[str]
    """Of this mount: ro, nosuid, idmapped …"""
    options: Mapping[str, str]
    """Of the file system: upperdir, lowerdir …; "" for one without a value."""


def mounts(content: bytes) -> Iterator[Mount]:
    """In the order in which they were mounted; a line that is cut short is left out."""
    for line in content.split(b"\n"):
        before, _, after = line.partition(b" - ")
        fields, system = before.split(b" "), after.split(b" ")
        if len(fields) < 6 or len(system) < 3:
            continue
        yield Mount(
            root=_decoded(fields[3]),
            point=_decoded(fields[4]),
            type=_decoded(system[0]),
            flags=frozenset(_decoded(flag) for flag in fields[5].split(b",")),
            options={
                _decoded(name): _decoded(value)
                for name, _, value in (option.partition(b"=") for option in system[2].split(b","))
            },
        )


def _decoded(field: bytes) -> str:
    """Space, tab, line end, backslash and comma stand as three octal digits."""
    return to_text(_OCTAL.sub(lambda found: bytes([int(found[1], 8) & 0xFF]), field))
