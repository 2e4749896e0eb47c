"""Runs one engine and leaves nothing of it behind: keeper.py FOLDER PROGRAM ARGUMENT…

The test run holds the other end of standard input. When it closes, however the run ended (its end, Ctrl-C, a time-out, kill -9), the engine is ended
with every process that came of it, what is mounted below the folder is unmounted, and the folder goes. Standard library only: it starts in 30 ms.
"""

import ctypes
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36  # prctl(2): orphans (shims, conmon, containers) become children of this process
MNT_DETACH = 2  # umount2(2)
GRACE = 2.0  # seconds in which an engine may end by itself

libc = ctypes.CDLL(None, use_errno=True)


def parents() -> Iterator[tuple[int, int]]:
    """(process, its parent) of all that runs; fields of /proc/PID/stat after the name, proc(5)."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(errors="replace").rpartition(")")[2].split()
        except OSError:  # it ended meanwhile
            continue
        yield int(stat.parent.name), int(fields[1])


def descendants() -> list[int]:
    children: dict[int, list[int]] = {}
    for process, parent in parents():
        children.setdefault(parent, []).append(process)
    found: list[int] = []
    waiting = [os.getpid()]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return found


def reap() -> None:
    try:
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass
    except ChildProcessError:
        return


def wait(pid: int) -> None:
    """Until the test run lets go or the engine is gone."""
    while Path(f"/proc/{pid}").exists():
        readable, _, _ = select.select([sys.stdin], [], [], 1.0)
        if readable and not os.read(sys.stdin.fileno(), 1):
            return
        reap()


def signal_all(processes: list[int], number: int) -> None:
    for process in processes:
        try:
            os.kill(process, number)
        except ProcessLookupError:
            continue


def end(pid: int) -> None:
    signal_all([pid], signal.SIGTERM)
    deadline = time.monotonic() + GRACE
    while time.monotonic() < deadline and Path(f"/proc/{pid}").exists():
        time.sleep(0.05)
        reap()
    while left := descendants():
        signal_all(left, signal.SIGKILL)
        time.sleep(0.05)
        reap()


def mounted_below(folder: str) -> list[str]:
    """Mount points, the innermost first; the fifth field of a line, with octal escapes, proc(5)."""
    points = (line.split()[4] for line in Path("/proc/self/mountinfo").read_text().splitlines())
    decoded = (point.encode().decode("unicode_escape") for point in points)
    return sorted((point for point in decoded if point.startswith(folder + "/")), reverse=True)


def remove(folder: str) -> None:
    """Never while something is mounted in it: what is mounted there is not ours to delete."""
    for point in mounted_below(folder):
        libc.umount2(os.fsencode(point), MNT_DETACH)
    if not mounted_below(folder):
        shutil.rmtree(folder, ignore_errors=True)


def main(folder: str, *command: str) -> None:
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    with Path(folder, "log").open("wb") as log:
        engine = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
    wait(engine.pid)
    if Path(folder).exists():
        end(engine.pid)
        remove(folder)


if __name__ == "__main__":
    main(*sys.argv[1:])
