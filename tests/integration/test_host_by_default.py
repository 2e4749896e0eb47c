"""`--host-files auto`: the host's disk where it can be had, else the API; a line says so only where something unusual was in the way."""

import json
import os
import select
import shutil
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from drift.errors import EngineError
from drift.model.snapshot import HostFiles, Route
from tests.engines import images
from tests.engines.engine import Container, Engine
from tests.integration.reader import Reader, drift, files_of
from tests.integration.test_host_route import EDIT, EDITED, read
from tests.machine.setup import SYSTEM_PATH

NOBODY = 65_534
SAID = "read over the API, not on the host: "
LIMITED = {
    "without CAP_SYS_ADMIN": ("setpriv", "--bounding-set=-sys_admin", "--inh-caps=-sys_admin"),
    "in a user namespace": ("unshare", "--user", "--map-root-user"),
}


@pytest.fixture
def edited(engine, tiny) -> Container:
    container: Container = engine.run(tiny)
    container.sh(EDIT)
    return container


@dataclass(frozen=True)
class Seen:
    """What a command says of how it read a container, and what it found."""

    on_host: bool
    """Else over the API, path by path or as an export."""
    notes: list[str]
    paths: set[str]


def seen(container: Container, folder: Path, *words: str, address: str = "", by: Sequence[str] = ()) -> Seen:
    where = ("-H", address or container.engine.address, "--db", str(folder / "drift.db"), "--format", "json")
    ran = drift("diff", f"container:{container.name}", *where, *words, by=by)
    assert ran.code == 0, ran.stdout + ran.stderr
    return Seen(
        ran.json["sides"][1]["route"] == "host",
        [one["text"] for one in ran.json["coverage"] if one["type"] == "note"],
        {finding["key"] for finding in ran.json["findings"]},
    )


# -- without a word -----------------------------------------------------------------------------------------------------


def test_root_on_the_engines_host_reads_the_disk(edited, tmp_path):
    assert seen(edited, tmp_path) == Seen(True, [], EDITED)


@pytest.mark.parametrize("by", LIMITED.values(), ids=LIMITED)
def test_a_root_of_little_rights_reads_over_the_api_without_a_word(edited, tmp_path, by):
    if shutil.which(by[0], path=SYSTEM_PATH) is None:
        pytest.skip(f"{by[0]} (util-linux) is not installed")
    assert seen(edited, tmp_path, by=by) == Seen(False, [], EDITED)


def test_a_user_who_is_not_root_reads_over_the_api_without_a_word(engine, edited, reader):
    """One whom the engine lets in: of its group."""
    reader.read(edited.id)  # what is imported late is imported now: nobody may be unable to read the checkout
    with open_to_all(engine) as folder:
        found = as_nobody(lambda: how_it_is_read(engine.address, edited, folder))
    assert found == {
        "on_host": False,
        "notes": [],
        "paths": sorted(EDITED),
        "refusal": "it takes the rights of root on the engine's host",
    }


def test_an_engine_at_another_machine_is_read_over_the_api_without_a_word(engine, edited, tmp_path):
    with relayed(engine) as address:
        assert seen(edited, tmp_path, address=address) == Seen(False, [], EDITED)


def test_a_container_that_does_not_run_is_read_as_its_engine_lets_it_without_a_word(engine, edited, tmp_path):
    edited.stop()
    assert seen(edited, tmp_path) == Seen(engine.recipe.store == "classic", [], EDITED)


# -- with a line --------------------------------------------------------------------------------------------------------


def test_what_is_not_understood_on_the_disk_is_said_in_one_line(engine, edited, tmp_path):
    edited.put(images.tar([images.member("opt/.wh.name", b"x")]))
    note = f"{SAID}'opt/.wh.name' is a whiteout as fuse-overlayfs has them, or looks like one"
    assert seen(edited, tmp_path) == Seen(False, [note], {*EDITED, "/opt/.wh.name"})


def test_an_engine_whose_answer_is_not_of_this_machine_is_said_in_one_line(edited, reader):
    """Behind a forwarded socket, say: the same container's number is another process here."""
    inspect = edited.inspect()
    found = read(reader, {**inspect, "State": {**inspect["State"], "Pid": os.getpid()}})
    assert found.coverage.route is not Route.HOST
    assert found.coverage.notes == (f"{SAID}the process that the engine names belongs to no such container here",)
    assert files_of(found).keys() == EDITED


# -- who reads ----------------------------------------------------------------------------------------------------------


def how_it_is_read(address: str, container: Container, folder: Path) -> dict[str, Any]:
    reader = Reader.open(folder, address)
    inspect = reader.engine.inspect(container.id)
    found = read(reader, inspect)
    try:
        read(reader, inspect, HostFiles.REQUIRE)
    except EngineError as error:
        refusal = str(error).partition("cannot be read on the host: ")[2].partition(";")[0]
    reader.close()
    return {
        "on_host": found.coverage.route is Route.HOST,
        "notes": list(found.coverage.notes),
        "paths": sorted(files_of(found)),
        "refusal": refusal,
    }


def as_nobody(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """In a process that gave up root; a command of its own could not read a checkout that lies in root's home."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.setgroups([])
            os.setresgid(NOBODY, NOBODY, NOBODY)
            os.setresuid(NOBODY, NOBODY, NOBODY)
            os.write(into, json.dumps(work()).encode())
            code = 0
        finally:
            os._exit(code)
    os.close(into)
    with os.fdopen(out, "rb") as answer:
        content = answer.read()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    return dict(json.loads(content))


@contextmanager
def open_to_all(engine: Engine) -> Iterator[Path]:
    """With a folder of nobody's."""
    folder = engine.folder / "of-nobody"
    folder.mkdir()
    shutil.chown(folder, NOBODY)
    socket_of_it = engine.folder / "engine.sock"
    before = engine.folder.stat().st_mode, socket_of_it.stat().st_mode
    engine.folder.chmod(0o711)
    socket_of_it.chmod(0o666)
    try:
        yield folder
    finally:
        engine.folder.chmod(before[0])
        socket_of_it.chmod(before[1])
        shutil.rmtree(folder)


@contextmanager
def relayed(engine: Engine) -> Iterator[str]:
    """The engine at a port of this machine, as it were another's."""

    class Passage(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with socket.socket(socket.AF_UNIX) as inner:
                inner.connect(engine.address.removeprefix("unix://"))
                other = {self.request: inner, inner: self.request}
                while True:
                    for readable in select.select(list(other), [], [])[0]:
                        data = readable.recv(1 << 16)
                        if not data:
                            return
                        other[readable].sendall(data)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Passage) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield f"tcp://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
