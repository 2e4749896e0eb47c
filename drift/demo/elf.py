"""What a program needs to start: loader, libraries, architecture as images name it."""

import io
from typing import NamedTuple

from drift.collectors.interface import Unreadable
from drift.collectors.libraries.elf import parse
from drift.collectors.libraries.layout import MAGIC

_ARCHITECTURES = {"i386": "386", "ppc64": "ppc64le", "x86_64": "amd64", "aarch64": "arm64"}
"""Those that an ELF file names otherwise; of ppc64 only the little-endian one is in use."""


class Elf(NamedTuple):
    architecture: str
    interpreter: str
    """Path of the loader, "" for a static program or a library."""
    needed: tuple[str, ...]
    """Names of libraries, in order."""
    runpath: tuple[str, ...]
    """Directories in which it looks first; may hold $ORIGIN."""


def read_elf(content: bytes) -> Elf | None:
    """None where it is no ELF file. ValueError where it is a damaged one."""
    if not content.startswith(MAGIC):
        return None
    try:
        fact = parse(io.BytesIO(content), "")
    except Unreadable as error:
        raise ValueError(f"not an ELF file that can be read: {error}") from error
    paths = (fact.get("runpath") or fact.get("rpath") or "").split(":")
    return Elf(
        architecture=_ARCHITECTURES.get(fact["machine"], fact["machine"]),
        interpreter=fact.get("interpreter", ""),
        needed=tuple(fact.get("needed", ())),
        runpath=tuple(path for path in paths if path),
    )
