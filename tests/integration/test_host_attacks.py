"""Containers that work against being read on the host: nothing outside of their own upper directory is opened, nothing waits, nothing acts."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest

from drift.errors import EngineError, MalformedArchive
from drift.model.snapshot import HostFiles, Route
from tests.engines.engine import Container, Engine
from tests.integration.reader import Reader, files_of
from tests.integration.swapper import FOLDER, INSIDE, NEVER_OPENED
from tests.integration.test_host_route import mount_option, read
from tests.integration.watch import Watch, watched

SECONDS = {"": 2.0, "campaign": 20.0}[os.environ.get("DRIFT_TEST_EFFORT", "").replace("fuzz", "")]
LONGEST = 60.0
POWERFUL = ("--cap-add=SYS_ADMIN", "--cap-add=SYS_PTRACE", "--security-opt=seccomp=unconfined")
"""A container that may mount, and look into others."""
SECRET = b"nobody in a container may read this\n"
SWAPS = """
mkdir -p d e; echo inside > d/secret; echo inside > e/secret; mkfifo fifo
(while :; do mv d d2; ln -s OUTSIDE d; rm d; mv d2 d; done) >/dev/null 2>&1 &
(while :; do rm e/secret; mkfifo e/secret; rm e/secret; ln -s OUTSIDE/secret e/secret;
  rm e/secret; echo inside > e/secret; done) >/dev/null 2>&1 &
(while :; do rm -rf f; mkdir f; echo inside > f/secret; rm -rf f; echo inside > f; done) >/dev/null 2>&1 &
"""


@pytest.fixture
def outside(engine: Engine) -> Iterator[Path]:
    """A folder of the host's."""
    folder = engine.folder / "outside"
    folder.mkdir(exist_ok=True)
    (folder / "secret").write_bytes(SECRET)
    yield folder
    (folder / "secret").unlink()


def read_all_the_time(reader: Reader, container: Container, watch: Watch) -> None:
    """Asserts that only what is inside is ever read, and that it is."""
    inspect = container.inspect()
    start, inside = time.monotonic(), sha256(INSIDE).hexdigest()
    digests = set()
    while time.monotonic() < start + SECONDS or (inside not in digests and time.monotonic() < start + LONGEST):
        with suppress(EngineError, MalformedArchive):  # what changes too fast is refused, in one line and in time
            found = read(reader, inspect, HostFiles.REQUIRE)
            digests |= {record.get("sha256") for record in files_of(found).values()}
        assert watch.is_quiet
    assert sha256(SECRET).hexdigest() not in digests
    assert inside in digests


@pytest.mark.parametrize("attacker", ["itself", "another"])
def test_links_and_fifos_that_come_and_go_lead_nowhere_and_stop_nothing(engine, reader, tiny, outside, attacker):
    container = engine.run(tiny)
    swaps = SWAPS.replace("OUTSIDE", str(outside))
    if attacker == "itself":
        container.sh(f"cd /opt; {swaps}")
    else:
        another = engine.run(tiny, args=(f"--pid=container:{container.id}", *POWERFUL))
        another.sh(f"cd /proc/1/root/opt; {swaps}")
    with watched([outside, outside / "secret"]) as watch:
        read_all_the_time(reader, container, watch)
    if attacker == "another":
        another.rm()  # Podman removes no container that another one needs


def test_what_is_exchanged_in_one_step_leads_nowhere_and_is_never_opened(engine, reader, tiny, outside):
    """Files for fifos, devices, sockets and links, folders for links: no moment in which a name is not there."""
    container = engine.run(tiny)
    upper = Path(f"/proc/{engine.pid}/root{mount_option(container, 'upperdir')}")
    with swapping(container, outside) as begin:
        traps = [upper / FOLDER.relative_to("/") / name for name in NEVER_OPENED]
        with watched([outside, outside / "secret", *traps]) as watch:
            begin()
            read_all_the_time(reader, container, watch)


def test_a_watch_hears_who_opens_a_fifo_or_follows_a_link(tmp_path):
    """Else it would say nothing that it is quiet."""
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to("file")
    with watched([tmp_path / "fifo", tmp_path / "file"]) as watch:
        for name in ("fifo", "link"):
            assert watch.is_quiet
            os.close(os.open(tmp_path / name, os.O_RDONLY | os.O_NONBLOCK))
            assert not watch.is_quiet


@contextmanager
def swapping(container: Container, outside: Path):
    command = (sys.executable, "-m", "tests.integration.swapper", str(container.inspect()["State"]["Pid"]), outside)
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as swapper:
        assert swapper.stdin
        assert swapper.stdout
        try:
            assert swapper.stdout.readline() == "ready\n"
            yield partial(print, "go", file=swapper.stdin, flush=True)
            assert swapper.poll() is None, "it swaps to the end"
        finally:
            swapper.kill()


# -- another root ------------------------------------------------------------------------------------------------------

OVER = """
mkdir -p /t; busybox mount -t tmpfs t /t; mkdir /t/u /t/w
busybox mount -t overlay o -o lowerdir=/etc,upperdir=/t/u,workdir=/t/w /
exec sleep 100000
"""
PIVOTED = """
mkdir -p STORE /new; busybox mount -t tmpfs t STORE; mkdir -p UPPER WORK
busybox mount -t overlay o -o lowerdir=/,upperdir=UPPER,workdir=WORK /new
cd /new; mkdir -p old; busybox mount -t proc p proc; busybox pivot_root . old; busybox umount -l /old
exec busybox chroot . sleep 100000
"""


def test_an_overlay_over_a_containers_own_root_is_refused(engine, reader, tiny):
    container = engine.run(tiny, "sh", "-c", OVER, args=POWERFUL)
    wait_for_roots(container, 2)
    found = read(reader, container.inspect())
    assert found.coverage.route is not Route.HOST
    assert found.coverage.notes == ("read over the API, not on the host: its root is no overlay",)


def test_a_root_that_names_another_containers_directory_is_refused(engine, reader, tiny):
    """A privileged container can have any overlay for its root, and any path in that overlay's options."""
    victim = engine.run(tiny)
    victim.sh("echo secret > /opt/of-the-victim")
    upper = mount_option(victim, "upperdir")
    work = f"{upper.removesuffix('fs')}work" if upper.endswith("fs") else f"{upper}-work"
    script = PIVOTED.replace("STORE", str(Path(upper).parent)).replace("UPPER", upper).replace("WORK", work)
    container = engine.run(tiny, "sh", "-c", script, args=POWERFUL)
    wait_for_roots(container, 1, upper)
    found = read(reader, container.inspect())
    assert found.coverage.route is not Route.HOST
    [note] = found.coverage.notes
    assert "not the directory that the container's root is made of" in note or "names another upper directory" in note
    assert "/opt/of-the-victim" not in files_of(found)


def wait_for_roots(container: Container, count: int, upper: str = "") -> None:
    mountinfo = Path(f"/proc/{container.inspect()['State']['Pid']}/mountinfo")
    deadline = time.monotonic() + LONGEST
    while time.monotonic() < deadline:
        roots = [line for line in mountinfo.read_text().splitlines() if line.split()[4] == "/"]
        if len(roots) == count and all(f"upperdir={upper}" in root for root in roots):
            return
        time.sleep(0.05)
    pytest.fail(f"the container has not the root that it was to have: {roots}")
