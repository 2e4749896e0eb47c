"""The root of the engine's host, as far as it can be seen from here."""

import os
import socket
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from drift.source.id_map import IdMap
from drift.source.not_on_host import NotOnHost

VARIABLE = "DRIFT_HOST_ROOT"
"""Where the host's root is mounted, for a tool that runs in a container or otherwise sees another root than the engine."""
SYS_ADMIN = 21
"""Its number among the capabilities (linux/capability.h)."""
_UCRED = struct.Struct("3i")
_PATIENCE = 5.0


@contextmanager
def host_root(address: str) -> Iterator[int]:
    """Descriptor of the engine's root directory. NotOnHost for an engine that is elsewhere, or that cannot be seen."""
    if sys.platform != "linux":
        raise NotOnHost("this machine does not run Linux", usual=True)
    if not address.startswith("unix://"):
        raise NotOnHost(f"the engine's address {address!r} is no local socket", usual=True)
    root = os.environ.get(VARIABLE) or f"/proc/{_listener(address.removeprefix('unix://'))}/root"
    descriptor = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def sees_trusted() -> bool:
    """Can this process read attributes in trusted.* (xattr(7))? Without the right they are not even listed."""
    status = Path("/proc/self/status").read_text(encoding="utf-8", errors="replace")
    effective = next(line.split()[1] for line in status.splitlines() if line.startswith("CapEff:"))
    return (
        bool(int(effective, 16) >> SYS_ADMIN & 1) and IdMap.parse(Path("/proc/self/uid_map").read_bytes()).is_identity
    )


def _listener(path: str) -> int:
    """The process that listens on a socket (SO_PEERCRED of unix(7)): the engine, or who started it by its socket."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(_PATIENCE)
        client.connect(f"/{path.lstrip('/')}")
        pid, _, _ = _UCRED.unpack(client.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _UCRED.size))
    if pid <= 0:
        raise NotOnHost(f"the engine's process cannot be seen from here ({VARIABLE} names its root)", usual=True)
    return int(pid)
