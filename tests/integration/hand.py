"""A hand in a container: `python -m tests.integration.hand PID` does there, step by step, what a process in it could.

It joins the namespaces of a process (setns(2)), so that the container needs no program for it and a step can be what no shell can say.
Steps come as JSON on standard input, [[name, argument, …], …]; what was done of them goes to standard output, true or false for each. One that
the kernel refuses is passed over. Standard library only, all of it loaded before the container's root is this process' own.
"""

import ctypes
import json
import os
import shutil
import socket
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

NAMESPACES = ("user", "mnt")
CAPABILITY = bytes.fromhex("0100000200200000000000000000000000000000")  # cap_net_raw=ep, capabilities(7)
LONG_AGO = 1_000_000_000

libc = ctypes.CDLL(None, use_errno=True)


def join(pid: int) -> None:
    """The user namespace first: it gives the right to the other."""
    spaces = [Path(f"/proc/{pid}/ns/{name}") for name in NAMESPACES]
    descriptors = [os.open(space, os.O_RDONLY) for space in spaces if not space.samefile(f"/proc/self/ns/{space.name}")]
    for descriptor in descriptors:
        if libc.setns(descriptor, 0) != 0:
            raise OSError(ctypes.get_errno(), "setns")
    os.setresgid(0, 0, 0)
    os.setresuid(0, 0, 0)
    os.umask(0o022)
    os.chdir("/")


def write(path: str, content: str) -> None:
    with _opened(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC) as file:
        file.write(content.encode())


def append(path: str, content: str) -> None:
    with _opened(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND) as file:
        file.write(content.encode())


def hole(path: str, size: int) -> None:
    with _opened(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC) as file:
        file.truncate(size)


def edit(path: str) -> None:
    """Another first byte, and no other size nor time."""
    with _opened(path, os.O_RDWR) as file:
        before = os.fstat(file.fileno())
        first = file.read(1)
        if first:
            file.seek(0)
            file.write(bytes([first[0] ^ 1]))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def remove(path: str) -> None:
    if stat.S_ISDIR(os.lstat(path).st_mode):
        shutil.rmtree(path)
    else:
        Path(path).unlink()


def folder(path: str) -> None:
    Path(path).mkdir(parents=True, exist_ok=True)


def again(path: str) -> None:
    """A directory in its own place: an opaque one, where the image has it."""
    remove(path)
    Path(path).mkdir()


def instead(path: str, content: str) -> None:
    """A file in the place of whatever was there."""
    remove(path)
    write(path, content)


def within(path: str, content: str) -> None:
    """A directory with a file, in the place of whatever was there."""
    again(path)
    write(f"{path}/file", content)


def copy(path: str, other: str) -> None:
    if not Path(path).is_file():
        raise IsADirectoryError
    shutil.copy2(path, other)


def rename(path: str, other: str) -> None:
    Path(path).rename(other)


def into(path: str, other: str) -> None:
    Path(path).rename(Path(other, Path(path).name))


def link(path: str, other: str) -> None:
    Path(other).hardlink_to(path)


def point(path: str, target: str) -> None:
    """A link that may have pointed elsewhere before."""
    if os.path.lexists(path):
        remove(path)
    Path(path).symlink_to(target)


def mode(path: str, bits: int) -> None:
    Path(path).chmod(bits)


def own(path: str, uid: int, gid: int) -> None:
    os.lchown(path, uid, gid)


def touch(path: str) -> None:
    os.utime(path, (LONG_AGO, LONG_AGO))


def fifo(path: str) -> None:
    os.mkfifo(path)


def character(path: str, minor: int) -> None:
    os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, minor))


def block(path: str, minor: int) -> None:
    os.mknod(path, stat.S_IFBLK | 0o660, os.makedev(7, minor))


def listen(path: str) -> None:
    """A socket: no archive can hold one."""
    os.chdir(Path(path).parent)  # its address has 107 bytes
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(Path(path).name)
    finally:
        os.chdir("/")


def capable(path: str) -> None:
    os.setxattr(path, "security.capability", CAPABILITY)


def _opened(path: str, flags: int) -> BinaryIO:
    """Never waits for a fifo's other end, never wakes a device."""
    if os.path.lexists(path) and not Path(path).is_file():
        raise IsADirectoryError
    return os.fdopen(os.open(path, flags, 0o644), "r+b" if flags & os.O_RDWR else "wb", buffering=0)


STEPS: dict[str, Callable[..., None]] = {
    "write": write,
    "append": append,
    "hole": hole,
    "edit": edit,
    "remove": remove,
    "folder": folder,
    "again": again,
    "instead": instead,
    "within": within,
    "copy": copy,
    "rename": rename,
    "into": into,
    "link": link,
    "point": point,
    "mode": mode,
    "own": own,
    "touch": touch,
    "fifo": fifo,
    "character": character,
    "block": block,
    "listen": listen,
    "capable": capable,
}


def done(name: str, *arguments: str | int) -> bool:
    try:
        STEPS[name](*arguments)
    except (OSError, shutil.Error):
        return False
    return True


def main(pid: str) -> None:
    steps = json.load(sys.stdin)
    join(int(pid))
    json.dump([done(*step) for step in steps], sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
