"""Python wheels against the libc of the root that they are installed in (PEP 600: manylinux_GLIBC_MACHINE; PEP 656: musllinux_…).

A wheel that fits has no record: what its modules need is resolved one by one. pip refuses one that does not; it comes there by copying
site-packages from another image.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from drift.collectors.libraries.wheel import WHEEL
from drift.joins.known import facts_in
from drift.joins.loader import Elf
from drift.model.canonical import Json
from drift.model.protocols import Baseline, Facts
from drift.model.records import Kind, Record, record

LEGACY = {"1": (2, 5), "2010": (2, 12), "2014": (2, 17)}
"""What the older names of manylinux end with → the glibc that they stand for."""
_PLATFORM = re.compile(
    r"(?P<system>linux|manylinux(?P<legacy>1|2010|2014)|(?:many|musl)linux_(?P<major>\d+)_(?P<minor>\d+))_(?P<machine>\w+)"
)
_MACHINES = {"i386": ("i386", "i486", "i586", "i686"), "arm": ("armv6l", "armv7l"), "ppc64": ("ppc64", "ppc64le")}
"""As an ELF file names a machine → as wheels do."""
_VERSION = re.compile(r"GLIBC_(\d+)\.(\d+)\Z", re.ASCII)


class Libc(NamedTuple):
    """One C library of a root."""

    glibc: tuple[int, int] | None
    """None for musl, whose version its file does not say."""
    machine: str

    def __str__(self) -> str:
        name = f"glibc {self.glibc[0]}.{self.glibc[1]}" if self.glibc else "musl"
        return f"{name} on {self.machine}"


def unfit_wheels(tree: Baseline, facts: Facts, elves: Mapping[str, Elf]) -> Iterator[Record]:
    """A record of each WHEEL file none of whose platforms has its libc here. Raises NotRead. Nothing of a root without a libc."""
    libcs = sorted(set(_libcs(elves.values())), key=str)
    found = facts_in(tree, facts, tree.collected([WHEEL.name]), [WHEEL]) if libcs else []
    for one in found:
        platforms: list[str] = one.fact.value
        if not any(_fits(platform, libc) for platform in platforms for libc in libcs):
            content: dict[str, Json] = {"built_for": [*platforms], "libc": ", ".join(map(str, libcs))}
            yield record(Kind.LIBRARIES, f"/{one.entry.path}", content)


def _libcs(elves: Iterable[Elf]) -> Iterator[Libc]:
    for elf in elves:
        versions = [
            (int(found[1]), int(found[2])) for name in elf.fact.get("defines", ()) if (found := _VERSION.match(name))
        ]
        if elf.fact.get("soname") == "libc.so.6" and versions:
            yield Libc(max(versions), elf.fact["machine"])
        elif elf.path.rpartition("/")[2].startswith(("ld-musl-", "libc.musl-")) or elf.path.endswith("-musl/libc.so"):
            yield Libc(None, elf.fact["machine"])


def _fits(platform: str, libc: Libc) -> bool:
    """A tag of a form that no PEP names is not judged."""
    tag = _PLATFORM.fullmatch(platform)
    if tag is None:
        return not platform.startswith(("win", "macosx"))
    if tag["machine"] not in _MACHINES.get(libc.machine, (libc.machine,)):
        return False
    if tag["system"] == "linux":
        return True
    if libc.glibc is None or tag["system"].startswith("musllinux"):
        return libc.glibc is None and tag["system"].startswith("musllinux")
    return libc.glibc >= (LEGACY[tag["legacy"]] if tag["legacy"] else (int(tag["major"]), int(tag["minor"])))
