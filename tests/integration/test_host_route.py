"""Containers read from the disk of their engine's host: only where that is proven to be theirs, and never outside of it."""

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from drift.collectors.reading import Reading
from drift.errors import EngineError, Vanished
from drift.model.snapshot import HostFiles, Route
from drift.pipeline import containers
from drift.pipeline.containers import Read, read_container
from drift.source.container_routes import BELOW, Routes
from drift.source.host_root import VARIABLE
from tests.engines.engine import Container, Engine
from tests.engines.proxy import Proxy
from tests.integration.reader import Reader, changes, digest_of, drift, files_of
from tests.integration.test_states import ARGS, STATES, created

EDIT = "echo more >> /etc/app/app.conf; rm -rf /var/lib/app; mkdir /var/lib/app; echo x > /opt/new"
EDITED = {"/etc/app/app.conf", "/var/lib/app/data", "/opt/new"}


@pytest.fixture
def edited(engine, tiny) -> Container:
    container: Container = engine.run(tiny)
    container.sh(EDIT)
    return container


def is_classic(engine: Engine) -> bool:
    return engine.recipe.store == "classic"


def read(reader: Reader, inspect: dict[str, Any], host: HostFiles = HostFiles.AUTO) -> Read:
    """With an inspect document of the test's own: an engine may answer anything."""
    return containers._read(reader.session, reader.images, reader.engine, inspect, Routes(None, host))


def lying(inspect: dict[str, Any], **state: Any) -> dict[str, Any]:
    return {**inspect, "State": {**inspect["State"], **state}}


def refused(reader: Reader, inspect: dict[str, Any]) -> str:
    """Asserts that the API is used, with the same result, and that it is said; returns the reason."""
    fallen_back = read(reader, inspect)
    assert fallen_back.coverage.route in (Route.API, Route.EXPORT)
    assert files_of(fallen_back).keys() == EDITED
    with pytest.raises(EngineError) as error:
        read(reader, inspect, HostFiles.REQUIRE)
    [note] = fallen_back.coverage.notes
    reason = note.removeprefix("read over the API, not on the host: ")
    assert f"cannot be read on the host: {reason}; --host-files auto" in str(error.value)
    return reason


# -- it sees what the others see ----------------------------------------------------------------------------------------


def test_it_is_taken_by_itself_where_the_engine_is_here(edited, reader):
    by_itself = read(reader, edited.inspect())
    assert by_itself.coverage.route is Route.HOST
    assert by_itself.coverage.not_looked_for == (BELOW,)
    assert by_itself.coverage.notes == ()
    assert files_of(by_itself).keys() == EDITED
    assert digest_of(by_itself) == digest_of(reader.read(edited.id, Route.EXPORT))


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_a_container_is_read_in_any_state_and_stays_as_it_is(engine, reader, tiny, state):
    container = engine.create(tiny, args=ARGS)
    state(container)
    before = changes(container), container.inspect()["State"]
    found = read(reader, container.inspect())
    runs = container.inspect()["State"]["Pid"] > 0
    assert (found.coverage.route is Route.HOST) is (runs or is_classic(engine))
    assert found.coverage.notes == (), "what is usual for an engine is not said"
    assert files_of(found).keys() == (set() if state is created else {"/etc/app/app.conf", "/opt/app/copied"})
    assert digest_of(found) == digest_of(reader.read(container.id, Route.EXPORT))
    assert (changes(container), container.inspect()["State"]) == before
    if container.inspect()["State"]["Status"] == "paused":
        container.unpause()


def test_a_read_only_root_and_a_user_of_its_own_make_no_difference(engine, reader, tiny):
    container = engine.run(tiny, args=("--read-only", "--user=1000:1000", "--tmpfs=/tmp"))
    assert files_of(read(reader, container.inspect(), HostFiles.REQUIRE)) == {}
    assert reader.files(container.id, Route.EXPORT) == {}


def test_the_hosts_root_can_be_mounted_anywhere(engine, edited, tmp_path, monkeypatch):
    """As for a tool in a container, to which the socket says nothing of the engine's process."""
    monkeypatch.setenv(VARIABLE, f"/proc/{engine.pid}/root")
    with Proxy(engine.address) as proxy:
        reader = Reader.open(tmp_path, proxy.address)
        found = read(reader, edited.inspect(), HostFiles.REQUIRE)
        reader.close()
    assert files_of(found).keys() == EDITED


# -- proof --------------------------------------------------------------------------------------------------------------


def test_the_number_of_another_containers_process_is_refused(engine, reader, edited, tiny):
    other = engine.run(tiny)
    other.sh("echo x > /opt/of-another")
    inspect, another = edited.inspect(), other.inspect()
    assert "belongs to no such container" in refused(reader, lying(inspect, Pid=another["State"]["Pid"]))
    assert "belongs to no such container" in refused(reader, lying(inspect, **another["State"]))


def test_the_number_of_the_hosts_first_process_or_of_ones_own_is_refused(reader, edited):
    for pid in (1, os.getpid()):
        assert "belongs to no such container" in refused(reader, lying(edited.inspect(), Pid=pid))


def test_the_number_of_a_finished_process_is_refused(reader, edited):
    ended = subprocess.Popen(["true"])
    ended.wait()
    assert "does not exist" in refused(reader, lying(edited.inspect(), Pid=ended.pid))


def test_a_process_that_began_at_another_time_is_refused(reader, edited):
    for moment in ("2020-01-01T00:00:00Z", "2099-01-01T00:00:00.123456789Z"):
        assert "s away from the container's start" in refused(reader, lying(edited.inspect(), StartedAt=moment))
    assert "was started at" in refused(reader, lying(edited.inspect(), StartedAt="yesterday"))


def test_another_upper_directory_than_the_containers_own_is_refused(engine, reader, edited, tiny):
    other = engine.run(tiny)
    other.sh("echo x > /opt/of-another")
    of_another = mount_option(other, "upperdir")
    for stopped in (False, True):
        if stopped:
            edited.stop()
        inspect = edited.inspect()
        for upper in ("/etc", "/", "relative", f"{engine.folder}", of_another):
            driver = {"Name": "overlay2" if engine.kind == "docker" else "overlay", "Data": {"UpperDir": upper}}
            assert refused(reader, {**inspect, "GraphDriver": driver})


def test_a_directory_that_has_the_same_path_in_another_root_is_refused(engine, reader, edited, tmp_path, monkeypatch):
    """A host's root that is not this engine's."""
    (tmp_path / "proc").mkdir()
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    assert refused(reader, edited.inspect())


def test_an_engine_that_is_not_behind_a_local_socket_is_read_over_the_api(reader, edited, monkeypatch):
    """Without a word, unless the host is required."""
    monkeypatch.setattr(reader.engine, "address", "tcp://127.0.0.1:2375")
    assert read(reader, edited.inspect()).coverage.notes == ()
    with pytest.raises(EngineError, match=r"'tcp://127.0.0.1:2375' is no local socket; --host-files auto"):
        read(reader, edited.inspect(), HostFiles.REQUIRE)


def test_a_mark_that_is_not_understood_falls_back(engine, reader, edited):
    """A renamed directory of the image, where the kernel writes a redirect instead of a copy; here it is written by hand."""
    upper = Path(f"/proc/{engine.pid}/root{mount_option(edited, 'upperdir')}")
    os.setxattr(upper / "opt" / "new", "trusted.overlay.redirect", b"elsewhere")
    assert "'opt/new' has the mark 'trusted.overlay.redirect'" in refused(reader, edited.inspect())


def mount_option(container: Container, name: str) -> str:
    """Of the overlay that a running container has for its root."""
    mountinfo = Path(f"/proc/{container.inspect()['State']['Pid']}/mountinfo").read_text()
    [options] = [line.split()[-1] for line in mountinfo.splitlines() if line.split()[4] == "/"]
    return dict(option.partition("=")[::2] for option in options.split(","))[name]


# -- what goes meanwhile -----------------------------------------------------------------------------------------------


def test_a_container_that_goes_while_it_is_read_has_vanished(engine, reader, edited, monkeypatch):
    inspect = edited.inspect()
    take = Reading.take

    def remove(self, *found) -> None:
        edited.rm()
        take(self, *found)

    monkeypatch.setattr(Reading, "take", remove)
    with pytest.raises(Vanished):
        read_container(reader.session, reader.images, reader.engine, inspect["Id"], host_files=HostFiles.AUTO)


# -- as commands --------------------------------------------------------------------------------------------------------


def test_the_option_says_whether_the_host_is_read(engine, edited, tmp_path):
    def scan(*words: str, code: int = 0):
        ran = drift("scan", f"container:{edited.name}", "-H", engine.address, "--db", str(tmp_path / "x.db"), *words)
        assert ran.code == code, ran.stdout + ran.stderr
        return ran.stdout

    assert '"route": "host"' in scan("--format", "json")
    assert '"route": "host"' in scan("--format", "json", "--host-files", "auto")
    assert '"route": "host"' in scan("--format", "json", "--host-files", "require")
    assert '"route": "host"' not in scan("--format", "json", "--host-files", "never")
    assert '"route": "export"' in scan("--format", "json", "--host-files", "require", "--verify")
    if not is_classic(engine):
        edited.stop()
        refusal = scan("--host-files", "require", code=2)
        assert "cannot be read on the host: it does not run" in " ".join(refusal.split())


def test_a_layer_that_was_tampered_with_is_seen_by_verify_alone(engine, reader, edited):
    """The image's own bytes, changed on the disk of the host while the container runs: from a copy that has its time."""
    lowest = mount_option(edited, "lowerdir").split(":")[-1]
    lower = Path(f"/proc/{engine.pid}/root{lowest}") / "opt" / "app" / "run"
    status, content = lower.stat(), lower.read_bytes()
    try:
        lower.write_bytes(content.replace(b"100000", b"999999"))
        os.utime(lower, ns=(status.st_atime_ns, status.st_mtime_ns))
        assert files_of(read(reader, edited.inspect(), HostFiles.REQUIRE)).keys() == EDITED
        assert reader.files(edited.id, Route.EXPORT).keys() == {*EDITED, "/opt/app/run"}
    finally:
        lower.write_bytes(content)
        os.utime(lower, ns=(status.st_atime_ns, status.st_mtime_ns))
