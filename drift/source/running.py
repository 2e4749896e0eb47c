"""What runs in a container, seen on the engine's host: code that is no longer on disk, limits, the CPU (proc(5)).

Code that is stale is found as needrestart finds it (github.com/liske/needrestart): a process whose executable, or a file that it has
mapped to be executed, was deleted or replaced; what is made to be mapped and deleted at once is left out. It also compares the inodes of
mapped files with those on disk: through an overlay these are of two file systems, so here the kernel's word alone counts.
"""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack

from drift.model.canonical import to_bytes, to_text
from drift.model.running import LEVELS, Running, Stale
from drift.source.edited import edited
from drift.source.inside import DIRECTORY, found_inside
from drift.source.mountinfo import Mount
from drift.source.not_on_host import NotOnHost
from drift.source.process import ENGINE_FILES, Process, read_file

MOST_ON_HOST = 100_000
"""Processes: for each of them it is asked whether it is one of the container's."""
MOST_STALE = 10_000
MOUNT_NAMESPACE = "ns/mnt"
LIMITS = {
    "Max address space": "as",
    "Max core file size": "core",
    "Max cpu time": "cpu",
    "Max data size": "data",
    "Max file size": "fsize",
    "Max locked memory": "memlock",
    "Max open files": "nofile",
    "Max processes": "nproc",
    "Max stack size": "stack",
}
"""Those that programs run into, without those that follow from the size of the machine."""
CPU = 16 << 10
"""Bytes of /proc/cpuinfo: the first CPU has some 2 KB of it, and a kernel may take a while for each."""
_DELETED = b" (deleted)"
_UNLINKED_MOUNT = "//deleted"
"""At the end of a mount's root in mountinfo, where a file was mounted and its name has gone since."""
_NO_PROGRAM = re.compile(
    rb"/(?:SYSV[0-9a-f]{8}$|drm$|dev/|memfd:|anon_hugepage|\[aio\]|(?:var/)?(?:tmp|run)/)"
    rb"|.*/(?:orcexec\.\w+|#\d+|jna\d+\.tmp)$"
)
"""Shared memory, temporary files, and what just-in-time compilers map: the list that needrestart ships."""
_FLAGS = (
    {"lm"},
    {"cx16", "lahf_lm", "popcnt", "sse4_1", "sse4_2", "ssse3"},
    {"abm", "avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "movbe", "xsave"},
    {"avx512bw", "avx512cd", "avx512dq", "avx512f", "avx512vl"},
)
"""What each of LEVELS asks for beyond the one below it, in the kernel's words (`abm` has lzcnt)."""


def running(first: Process, tick: Callable[[], None]) -> Running:
    """Of a container's proven first process; `tick` raises where time is over. NotOnHost where it cannot be seen."""
    try:
        mounts = first.mounts()
        stale = _edited(first, mounts, tick) | _mounted(mounts) | _code(first, mounts, tick)
        return Running(
            stale, limits(read_file("limits", first.descriptor)), cpu_level(_beginning_of_cpuinfo(first.proc))
        )
    except OSError as error:
        raise NotOnHost(f"its processes cannot be read: {error.strerror}") from error


def limits(content: bytes) -> dict[str, tuple[str, str]]:
    """/proc/PID/limits: name, soft limit, hard limit and unit in columns."""
    found = {}
    for line in content.decode("ascii", "replace").splitlines():
        name, *columns = re.split(r" {2,}", line.strip())
        if name in LIMITS and len(columns) >= 2:
            found[LIMITS[name]] = (columns[0], columns[1])
    return found


def cpu_level(cpuinfo: bytes) -> str:
    """The highest of LEVELS that the first CPU has, "" where it is none of x86-64."""
    said = re.search(rb"^flags\s*:(.*)$", cpuinfo, re.MULTILINE)
    flags = set(said[1].decode("ascii", "replace").split()) if said else set()
    level = ""
    for name, asked in zip(LEVELS, _FLAGS, strict=True):
        if not asked <= flags:
            break
        level = name
    return level


def _mounted(mounts: list[Mount]) -> dict[str, Stale]:
    """Files that were mounted one by one: an editor that puts a new file in the place of the old one does not reach the mount."""
    return {
        mount.point: Stale("mount", "unlinked")
        for mount in mounts
        if mount.root.endswith(_UNLINKED_MOUNT) and mount.point not in ENGINE_FILES
    }


def _edited(first: Process, mounts: list[Mount], tick: Callable[[], None]) -> dict[str, Stale]:
    own = [mount for mount in mounts if mount.point not in ENGINE_FILES]
    root = os.open("root", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=first.descriptor)
    try:
        return {path: Stale("mount", "edited") for path in edited(root, own, first.began(), tick)}
    finally:
        os.close(root)


def _code(first: Process, mounts: list[Mount], tick: Callable[[], None]) -> dict[str, Stale]:
    unlinked: dict[bytes, str] = {}
    space = os.stat(MOUNT_NAMESPACE, dir_fd=first.descriptor)
    for number in _numbers(first.proc):
        tick()
        unlinked |= _of_process(number, first.proc, space)
        if len(unlinked) > MOST_STALE:
            raise NotOnHost(f"more than {MOST_STALE:,} files that it runs are gone")
    if not unlinked:
        return {}
    root = os.open("root", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=first.descriptor)
    try:
        elsewhere = tuple(to_bytes(mount.point) for mount in mounts if mount.point != "/")
        whys = {path: _why(root, path, elsewhere) for path in unlinked}
    finally:
        os.close(root)
    return {to_text(path): Stale(unlinked[path], why) for path, why in whys.items() if why}


def _numbers(proc: int) -> list[str]:
    numbers = [name for name in os.listdir(proc) if name.isdecimal()]
    if len(numbers) > MOST_ON_HOST:
        raise NotOnHost(f"the host has more than {MOST_ON_HOST:,} processes")
    return numbers


def _of_process(number: str, proc: int, space: os.stat_result) -> dict[bytes, str]:
    """Path → executable or library, of a process in this mount namespace; nothing where it ended meanwhile, or is another user's."""
    try:
        descriptor = os.open(number, DIRECTORY, dir_fd=proc)
    except FileNotFoundError:
        return {}
    try:
        if not os.path.samestat(os.stat(MOUNT_NAMESPACE, dir_fd=descriptor), space):
            return {}
        executable = os.readlink(b"exe", dir_fd=descriptor)
        found = dict.fromkeys(unlinked_mappings(read_file("maps", descriptor)), "library")
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return {}
    finally:
        os.close(descriptor)
    return found | dict.fromkeys(_code_of(executable), "executable")


def unlinked_mappings(maps: bytes) -> Iterator[bytes]:
    """Paths of /proc/PID/maps that are mapped to be executed and were deleted; only a line end is escaped in them."""
    if _DELETED not in maps:
        return
    for line in maps.split(b"\n"):
        fields = line.split(None, 5)
        if len(fields) == 6 and b"x" in fields[1] and fields[4] != b"0":
            yield from _code_of(fields[5].replace(b"\\012", b"\n"))


def _code_of(path: bytes) -> Iterator[bytes]:
    """The path as it was, if the kernel calls it deleted and it is code."""
    before = path.removesuffix(_DELETED)
    if before != path and before.startswith(b"/") and not _NO_PROGRAM.match(before):
        yield before


def _why(root: int, path: bytes, elsewhere: tuple[bytes, ...]) -> str:
    """What stands there now; below another mount nothing is looked up, since a file system of its own may never answer.

    "" where a file stands there whose name ends as the kernel's word does.
    """
    if any(path == point or path.startswith(point + b"/") for point in elsewhere):
        return "unlinked"
    if _stands(root, path + _DELETED):
        return ""
    return "replaced" if _stands(root, path) else "deleted"


def _stands(root: int, path: bytes) -> bool:
    """Is there anything at a path?"""
    with ExitStack() as stack:
        try:
            found_inside(root, path, stack)
        except OSError:
            return False
    return True


def _beginning_of_cpuinfo(proc: int) -> bytes:
    descriptor = os.open("cpuinfo", os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=proc)
    try:
        return os.read(descriptor, CPU)
    finally:
        os.close(descriptor)
