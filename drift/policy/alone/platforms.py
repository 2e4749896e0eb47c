"""An image for another machine than the one that it runs on."""

from collections.abc import Iterator, Mapping

from drift.model.changes import Change, alone
from drift.model.oci import Platform
from drift.model.records import Kind
from drift.policy.alone.side import OneSide

RUNS: Mapping[str, frozenset[str]] = {
    "amd64": frozenset({"amd64", "386"}),
    "arm64": frozenset({"arm64", "arm"}),
}
"""Architecture of a host → those whose programs it runs itself; any other runs its own alone."""
MACHINES: Mapping[str, frozenset[str]] = {
    "amd64": frozenset({"x86_64", "i386"}),
    "386": frozenset({"i386"}),
    "arm64": frozenset({"aarch64", "arm"}),
    "arm": frozenset({"arm"}),
    "ppc64le": frozenset({"ppc64"}),
    "riscv64": frozenset({"riscv64"}),
    "s390x": frozenset({"s390x"}),
}
"""Architecture of a platform → machines of ELF files that run there."""


def emulated(side: OneSide) -> Iterator[Change]:
    """`value` is the image's platform, `host` the architecture of the host."""
    host = side.value(Kind.HOST, "architecture")
    platform = side.value(Kind.IDENTITY, "platform")
    if not isinstance(host, str) or not isinstance(platform, str):
        return
    if Platform.parse(platform).architecture not in RUNS.get(host, {host}):
        yield alone(Kind.IDENTITY, "platform", {"value": platform, "host": host})


def machines_of(side: OneSide) -> frozenset[str]:
    """Of the platform that the image says it is for; none where that is not known."""
    platform = side.value(Kind.IDENTITY, "platform")
    return (
        MACHINES.get(Platform.parse(platform).architecture, frozenset()) if isinstance(platform, str) else frozenset()
    )
