"""A machine of its own for systemd and cron: namespaces in which /run, the units and the crontabs are empty, and go when it ends.

The daemons are the real ones. Nothing of the machine that runs the tests is touched.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.command import Done
from tests.machine.setup import find

ROOT = Path(__file__).parents[2]
EMPTY = ("/dev/shm", "/run", "/etc/systemd/system", "/etc/cron.d", "/var/spool/cron/crontabs", "/var/lib/systemd")
SYSTEMD = "/lib/systemd/systemd"
PATIENCE = 60
"""Seconds that nothing here takes."""


def is_possible() -> bool:
    if os.geteuid() or not shutil.which("unshare"):
        return False
    return subprocess.run(["unshare", "-m", "-p", "-f", "true"], check=False, capture_output=True).returncode == 0


needs_namespaces = pytest.mark.skipif(not is_possible(), reason="namespaces need root")
needs_systemd = pytest.mark.skipif(not Path(SYSTEMD).exists(), reason="there is no systemd")
needs_cron = pytest.mark.skipif(not all(map(find, ("cron", "faketime"))), reason="there is no cron, or no faketime")


class Machine:
    def __init__(self, folder: Path, init: int, home: Path) -> None:
        self.folder = folder
        self.home = home
        self._inside = ("nsenter", f"--target={init}", "--mount", "--pid", "--")
        self.started: list[subprocess.Popen[bytes]] = []
        self.drift = folder / "bin" / "drift"
        _write_command(self.drift)

    def __call__(self, *words: object, given: str | None = None, **variables: str) -> Done:
        """Run a program in it."""
        done = subprocess.run(
            [*self._inside, "env", f"--chdir={self.folder}", *map(str, words)],
            input=given,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
            env={**self.environ, **variables},
        )
        return Done(done.returncode, done.stdout, done.stderr)

    def start(self, *words: str) -> "subprocess.Popen[bytes]":
        """A daemon; it goes with the machine."""
        quiet = subprocess.DEVNULL
        started = subprocess.Popen([*self._inside, *words], stdin=quiet, stdout=quiet, stderr=quiet, env=self.environ)
        self.started.append(started)
        return started

    @property
    def environ(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("DRIFT_", "DOCKER_", "XDG_"))}
        return {**kept, "HOME": str(self.home), "XDG_RUNTIME_DIR": "/run/user/0"}

    def waits_for(self, what: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not what():
            assert time.monotonic() < end, "it did not come"
            time.sleep(0.2)


OF_A_MANAGER = ("init.scope", "app.slice", "session.slice", "background.slice")


@contextmanager
def no_group_left():
    """A manager of a user makes control groups below the one that it is started in, and a killed one leaves them."""
    before = set(_groups())
    try:
        yield
    finally:
        for group in set(_groups()) - before:
            for folder, _, _ in os.walk(group, topdown=False):
                Path(folder).rmdir()


def _groups():
    """In every hierarchy below the group that this process has in any: a manager takes that of its own for all."""
    own = {line.split(":", 2)[2].lstrip("/") for line in Path("/proc/self/cgroup").read_text().splitlines()}
    root = Path("/sys/fs/cgroup")
    for hierarchy in (root, *(one for one in root.iterdir() if one.is_dir())):
        yield from (place for path in own for name in OF_A_MANAGER if (place := hierarchy / path / name).is_dir())


def _write_command(path: Path) -> None:
    """As pip makes it."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        f"#!{sys.executable}\nimport sys\nsys.path.insert(0, {str(ROOT)!r})\nfrom drift.__main__ import main\nmain()\n"
    )
    path.chmod(0o755)


@contextmanager
def machine(folder: Path):
    home = folder / "home"
    home.mkdir()
    mounts = " && ".join(f"mkdir -p {one} && mount -t tmpfs tmpfs {one}" for one in EMPTY)
    script = (
        f"{mounts} && mkdir -p /run/systemd/system /run/user/0 && chmod 700 /run/user/0 && echo ready && exec sleep 600"
    )
    words = ("unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c", script)
    with subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as outer:
        assert outer.stdout is not None
        assert outer.stdout.readline() == "ready\n"
        init = int(Path(f"/proc/{outer.pid}/task/{outer.pid}/children").read_text().split()[0])
        made = Machine(folder, init, home)
        try:
            yield made
        finally:
            outer.kill()
            for daemon in made.started:
                daemon.wait(PATIENCE)
