"""A process on the engine's host, and the proof that it is a container's own (proc(5)).

An engine's answer names a number. What has that number here can be another process: the engine lies, runs in another machine behind a
forwarded socket, or the container ended and its number was given away.
"""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from drift.source.id_map import IdMap, Owners
from drift.source.mountinfo import Mount, mounts
from drift.source.not_on_host import NotOnHost

MOST = 16 << 20
"""Bytes of one file of /proc: a mountinfo of 50,000 mounts has some 8 MB."""
EARLIER, LATER = 10.0, 2.0
"""Seconds between the start of a process and what `State.StartedAt` says: the engine makes the process, sets up its network, runs hooks,
and writes the time down at the end (0.5 to 0.7 s measured on an idle machine)."""
ENGINE_FILES = frozenset({"/etc/hosts", "/etc/hostname", "/etc/resolv.conf", "/run/.containerenv"})
"""Mounted by an engine from a folder that has the container's ID for a name."""
_ID = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
_PLAIN = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class Process:
    descriptor: int
    """Of /proc/PID: it stays with this process, whoever gets its number later."""
    proc: int
    """Descriptor of /proc."""

    def prove(self, container: str, started_at: str) -> None:
        """NotOnHost where it is not the container's first process."""
        if not is_of(container, self._text("cgroup"), self.mounts()):
            raise NotOnHost("the process that the engine names belongs to no such container here")
        late = _seconds(started_at) - self.began()
        if not -LATER <= late <= EARLIER:
            raise NotOnHost(
                f"the process that the engine names began {abs(late):,.0f} s away from the container's start"
            )

    def mounts(self) -> list[Mount]:
        return list(mounts(_read("mountinfo", self.descriptor)))

    def owners(self) -> Owners:
        try:
            return Owners(*(IdMap.parse(_read(name, self.descriptor)) for name in ("uid_map", "gid_map")))
        except ValueError as error:
            raise NotOnHost("the ID maps of its user namespace cannot be understood") from error

    def root(self) -> os.stat_result:
        """Status of the directory that it has for /."""
        return os.stat("root", dir_fd=self.descriptor)

    def began(self) -> float:
        """Seconds since the epoch; field 22 of stat counts ticks since the boot, field 2 can hold anything in parentheses."""
        fields = self._text("stat").rpartition(")")[2].split()
        boot = re.search(r"^btime (\d+)$", _read("stat", self.proc).decode("ascii", "replace"), re.MULTILINE)
        try:
            return int(boot[1] if boot else "") + int(fields[19]) / os.sysconf("SC_CLK_TCK")
        except (ValueError, IndexError) as error:
            raise NotOnHost("when its process began cannot be found out") from error

    def _text(self, name: str) -> str:
        return _read(name, self.descriptor).decode("utf-8", "replace")


def is_of(container: str, cgroup: str, mounted: Iterable[Mount]) -> bool:
    """Is a process with this /proc/PID/cgroup and these mounts one of the container with this full ID?

    Of a container in a container the path holds both IDs, the inner one last. Where it holds none (a runtime without cgroups), what the
    engine mounts in each container says whose it is; the same folders elsewhere in a mount table say nothing: the host has them, too.
    """
    last = {found[-1] for line in cgroup.splitlines() if (found := _ID.findall(line))}
    if last:
        return last == {container}
    return any(mount.point in ENGINE_FILES and container in mount.root.split("/") for mount in mounted)


@contextmanager
def process(root: int, pid: int) -> Iterator[Process]:
    """Of the /proc that lies in a root: there the numbers are those that its engine knows."""
    proc = os.open("proc", os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=root)
    try:
        descriptor = _open_process(proc, pid)
        try:
            yield Process(descriptor, proc)
        finally:
            os.close(descriptor)
    finally:
        os.close(proc)


def _open_process(proc: int, pid: int) -> int:
    try:
        return os.open(str(pid), os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=proc)
    except FileNotFoundError as error:
        raise NotOnHost("the process that the engine names does not exist here") from error


def read_file(name: str, directory: int) -> bytes:
    """Of /proc, or of a process in it. ProcessLookupError where that has ended, NotOnHost where it is too long."""
    with os.fdopen(os.open(name, _PLAIN, dir_fd=directory), "rb") as file:
        content = file.read(MOST + 1)
    if len(content) > MOST:
        raise NotOnHost(f"/proc's {name} is longer than {MOST:,} bytes")
    return content


def _read(name: str, directory: int) -> bytes:
    try:
        return read_file(name, directory)
    except ProcessLookupError as error:
        raise NotOnHost("the process that the engine names has ended") from error


def _seconds(started_at: str) -> float:
    try:
        return datetime.fromisoformat(started_at).timestamp()
    except ValueError as error:
        raise NotOnHost(f"the engine says that it was started at {started_at!r}") from error
