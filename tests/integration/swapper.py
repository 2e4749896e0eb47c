"""A process in a container that swaps one thing for another as fast as the kernel can: `python -m tests.integration.swapper PID OUTSIDE`.

Each pair has something harmless and something that leads out of the container, or waits, or acts. An exchange (renameat2(2)) leaves no moment
in which a name is not there. It says "ready" when all is made, waits for a line, and works until it is ended.
"""

import ctypes
import os
import socket
import stat
import sys
from pathlib import Path

from tests.integration.hand import join, libc

FOLDER = Path("/opt/swapped")
NEVER_OPENED = ("trap-0", "trap-1", "trap-4", "trap-7")
"""Fifos, a device and a socket."""
AT_FDCWD, RENAME_EXCHANGE = -100, 2
INSIDE = b"inside\n"


def make(outside: Path) -> list[tuple[Path, Path]]:
    """The pairs; what is called trap-* is never to be opened by a reader."""
    FOLDER.mkdir()
    pairs = [
        (FOLDER / f"{kind}-{number}", FOLDER / f"trap-{number}")
        for number, kind in enumerate(("file",) * 5 + ("folder",) * 3)
    ]
    for good, _ in pairs:
        if good.name.startswith("folder"):
            good.mkdir()
            (good / "secret").write_bytes(INSIDE)
        else:
            good.write_bytes(INSIDE)
    traps = [trap for _, trap in pairs]
    os.mkfifo(traps[0])
    os.mknod(traps[1], stat.S_IFCHR | 0o666, os.makedev(1, 7))
    traps[2].symlink_to(outside / "secret")
    traps[3].symlink_to(Path("../" * 40, str(outside)[1:], "secret"))
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(traps[4]))
    traps[5].symlink_to(outside)
    traps[6].symlink_to(Path("../" * 40, str(outside)[1:]))
    os.mkfifo(traps[7])
    return pairs


def swap(pairs: list[tuple[Path, Path]]) -> None:
    names = [(bytes(one), bytes(other)) for one, other in pairs]
    while True:
        for one, other in names:
            if libc.renameat2(AT_FDCWD, one, AT_FDCWD, other, RENAME_EXCHANGE) != 0:
                raise OSError(ctypes.get_errno(), "renameat2")


def main(pid: str, outside: str) -> None:
    join(int(pid))
    pairs = make(Path(outside))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    swap(pairs)


if __name__ == "__main__":
    main(*sys.argv[1:])
