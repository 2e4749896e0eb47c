"""What is mounted into a container: binds, volumes, tmpfs; without what an engine mounts by itself."""

import posixpath
from typing import NamedTuple

from drift.collectors.fields import flag, mapping, mappings, text
from drift.collectors.interface import Unreadable
from drift.collectors.naming import Naming
from drift.collectors.runtime import tmpfs
from drift.model.canonical import Document, Json

ENGINE_MOUNTS = frozenset({"/etc/hosts", "/etc/hostname", "/etc/resolv.conf", "/dev/termination-log"})
"""Written by the engine for each container; Docker does not list them, Kubernetes does."""

_WRITTEN_FILES = (
    ("HostsPath", "/etc/hosts"),
    ("HostnamePath", "/etc/hostname"),
    ("ResolvConfPath", "/etc/resolv.conf"),
)
"""Where inspect says which file of the host is mounted: since the first start, and not where --no-hosts or --dns=none is given."""
_KERNELS = ("/dev", "/proc", "/sys")
"""Mounted in every container (OCI runtime-spec, config-linux.md); Podman's archive of /proc has no end."""


class Mount(NamedTuple):
    destination: str
    """Absolute, normalised."""
    type: str
    """bind | volume | tmpfs | …"""
    source: str
    """Name of a volume, path of a bind; "" for tmpfs and for an anonymous volume."""
    rw: bool

    @property
    def content(self) -> dict[str, Json]:
        return {"type": self.type, "source": self.source, "rw": self.rw}

    @property
    def path(self) -> str:
        """The destination as a path in the tree: without the leading slash."""
        return self.destination.lstrip("/")


def of_container(inspect: Document, image_config: Document, engine: str) -> tuple[Mount, ...]:
    """The effective mounts, by destination. Raises Unreadable.

    Left out is an anonymous volume that the image's own VOLUME asks for: the engine makes it and fills it from the image.
    """
    naming = Naming.of(inspect)
    declared = {_normalised(path) for path in mapping(image_config, "Volumes")}
    found = {path: Mount(path, "tmpfs", "", rw=True) for path in map(_normalised, tmpfs(inspect, engine))}
    for document in mappings(inspect, "Mounts"):
        mount = _mount(document, naming)
        by_engine = mount.type == "volume" and not mount.source and mount.destination in declared
        if mount.destination not in ENGINE_MOUNTS and not by_engine:
            found[mount.destination] = mount
    return tuple(found[destination] for destination in sorted(found))


def destinations(inspect: Document) -> frozenset[str]:
    """Paths in the tree that anything is mounted on, those that the engine adds included."""
    listed = {text(document, "Destination") for document in mappings(inspect, "Mounts")}
    listed |= mapping(mapping(inspect, "HostConfig"), "Tmpfs").keys()
    listed |= {path for field, path in _WRITTEN_FILES if text(inspect, field)}
    listed.update(_KERNELS)
    return frozenset(_normalised(path).lstrip("/") for path in listed if path)


def _mount(document: Document, naming: Naming) -> Mount:
    type_, destination = text(document, "Type"), text(document, "Destination")
    if not destination:
        raise Unreadable("a mount without a Destination")
    source = ""
    if type_ == "volume":
        source = naming.volume(text(document, "Name"))
    elif type_ != "tmpfs":
        source = naming.path(text(document, "Source"))
    return Mount(_normalised(destination), type_, source, flag(document, "RW"))


def _normalised(path: str) -> str:
    return posixpath.normpath(f"/{path.lstrip('/')}")
