"""Engines that answer wrongly, late or not to the end: one line says what, when it must, and nothing is half stored."""

from contextlib import closing
from datetime import timedelta

import pytest

from drift.errors import DeadlineExceeded, DriftError, EngineError, MalformedArchive, Vanished
from drift.model.snapshot import Route
from drift.source import docker
from drift.source.docker import Engine, connect
from tests.engines import images
from tests.engines.proxy import Cut, Proxy, Reply
from tests.integration.answering import VERSION, Answering, Pause, answer, document, seconds
from tests.integration.reader import Reader, files_of

ID = "f" * 64
NO_JSON = "something that is no JSON"


def asks(engine: Engine) -> None:
    """Each document of an engine once."""
    assert engine.identity.uid
    engine.containers(everything=True)
    engine.inspect(ID)
    engine.changes(ID)
    engine.image("web:1")


def asked(address: str) -> None:
    with closing(connect(address, timeout=2)) as engine:
        asks(engine)


ANSWERS = {
    "/info": document({"ID": "x", "Driver": "overlay2"}),
    "/containers/json": document([]),
    f"/containers/{ID}/json": document({"Id": ID}),
    f"/containers/{ID}/changes": document(None),
    "/images/web:1/json": document({"Id": "sha256:1"}),
}


def refused(tmp_path, answers) -> DriftError:
    with Answering(tmp_path, ANSWERS | answers) as server, pytest.raises(DriftError) as error:
        asked(server.address)
    assert "\n" not in str(error.value)
    assert server.address in str(error.value)
    return error.value


def test_the_right_answers_are_taken(tmp_path):
    with Answering(tmp_path, ANSWERS) as server:
        asked(server.address)


@pytest.mark.parametrize("path", ["/version", *ANSWERS])
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (answer(b"<html>"), NO_JSON),
        (answer(b""), NO_JSON),
        (answer(b"\xff\xfe"), NO_JSON),
        (answer(b"[" * 100_000), NO_JSON),
        (answer(b'"text"'), "answered GET|says no ApiVersion|/changes with no list"),
        (answer(b"7"), "answered GET|says no ApiVersion|/changes with no list"),
        (answer(b'{"message":"out of\\nmemory"}', "500 Internal Server Error"), "500 out of memory"),
        (answer(b"[" * 4000, "503 Service Unavailable"), "503 Service Unavailable"),
        (answer(b"x", "500 Internal Server Error", length=100), "500 Internal Server Error"),
        (answer(b"", "302 Found", "Location: http://127.0.0.1:1/elsewhere\r\n"), "302"),
        (answer(b"", "101 Switching Protocols"), "101|broke off|cannot be reached"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "cannot be reached"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[1,2", "broke off"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nsize\r\n", "broke off"),
        (answer(b"[]", length=10), "broke off"),
    ],
)
def test_an_answer_that_is_none_is_one_line(tmp_path, path, wrong, said):
    error = refused(tmp_path, {path: (wrong, Pause(0))})
    assert isinstance(error, EngineError)
    assert any(one in str(error) for one in said.split("|"))


def test_what_is_not_there_has_vanished(tmp_path):
    assert isinstance(refused(tmp_path, {f"/containers/{ID}/json": (answer(b"{}", "404 Not Found"),)}), Vanished)


def test_an_answer_without_an_end_is_cut_off(tmp_path, monkeypatch):
    monkeypatch.setattr(docker, "MAX_DOCUMENT", 1 << 20)
    error = refused(tmp_path, {"/containers/json": (b"HTTP/1.1 200 OK\r\n\r\n", *([b" " * (1 << 16)] * 64), Pause(5))})
    assert "longer than" in str(error)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([{"Path": 1, "Kind": 0}], "/changes with"),
        ([None], "/changes with"),
        ([{"Path": "/x", "Kind": 9}], "/changes with"),
    ],
)
def test_changes_that_are_none_are_not_guessed(tmp_path, changes, said):
    assert said in str(refused(tmp_path, {f"/containers/{ID}/changes": document(changes)}))


BODY = (answer(b"", length=10_000), *([b" ", Pause(0.05)] * 200))
HEAD = (b"HTTP/1.1 200 OK\r\nX-Slow: ", *([b"x", Pause(0.05)] * 200))
CHUNKS = (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", *([b"0", Pause(0.05)] * 200))
"""The size of a chunk, by and by."""


@pytest.mark.parametrize(
    "slow",
    [(Pause(30),), (answer(b"[", length=100), Pause(30)), BODY, HEAD, CHUNKS],
    ids=["silent", "stalled", "body drips", "head drips", "chunk size drips"],
)
def test_the_deadline_ends_a_wait(tmp_path, slow):
    with Answering(tmp_path, ANSWERS | {"/containers/json": slow}) as server:
        engine = connect(server.address)

        def ask() -> None:
            with pytest.raises(DeadlineExceeded), engine.patient_for(timedelta(seconds=0.5)):
                engine.containers(everything=True)

        assert 0.4 < seconds(ask) < 3
        engine.close()


@pytest.mark.parametrize("slow", [(Pause(30),), (answer(b"[", length=100), Pause(30))], ids=["silent", "stalled"])
def test_an_engine_that_stalls_is_left_after_the_timeout(tmp_path, slow):
    with Answering(tmp_path, ANSWERS | {"/containers/json": slow}) as server:
        engine = connect(server.address, timeout=1)

        def ask() -> None:
            with pytest.raises(EngineError, match="timed out"):
                engine.containers(everything=True)

        assert 0.9 < seconds(ask) < 3
        engine.close()


def test_an_engine_that_names_other_paths_than_it_was_asked_for_is_not_believed(tmp_path):
    """An archive of /etc has what lies in /etc; and no hard link to what was not sent."""
    root = images.layer({"etc/a": b"a", "bin/sh": b"sh"})
    saved = images.save_archive([root], {"Cmd": ["/bin/sh"]}, "web:1")
    config = {"Image": "web:1", "Env": [], "Cmd": ["/bin/sh"]}
    state = {"Status": "running", "StartedAt": "2026-01-01T00:00:00Z"}
    inspect = {"Id": ID, "Name": "/web", "Image": "sha256:1", "Path": "/bin/sh", "Config": config, "State": state}
    archives = images.tar(
        [
            images.folder("etc"),
            images.member("etc/a", b"a"),
            images.member("../bin/sh", b"evil"),
            images.member("/usr/x", b"x"),
        ]
    )
    answers = ANSWERS | {
        "/info": document({"ID": "x", "Driver": "overlayfs"}),
        f"/containers/{ID}/json": document(inspect),
        f"/containers/{ID}/changes": document([{"Path": "/etc/a", "Kind": 0}]),
        f"/containers/{ID}/archive": (answer(archives),),
        "/images/sha256:1/get": (answer(saved),),
    }
    with Answering(tmp_path, answers) as server:
        reader = Reader.open(tmp_path, server.address)
        assert reader.files(ID, Route.API) == {"/bin/sh": {"type": "absent"}}, "it sent none for that"
        reader.close()
    linked = images.tar([images.folder("etc"), images.member("etc/a", type=b"1", linkname="etc/shadow")])
    (tmp_path / "linked").mkdir()
    with Answering(tmp_path / "linked", answers | {f"/containers/{ID}/archive": (answer(linked),)}) as server:
        reader = Reader.open(tmp_path / "linked", server.address)
        with pytest.raises(MalformedArchive, match="hard link"):
            reader.read(ID, Route.API)
        reader.close()


def test_an_image_that_breaks_off_is_not_half_stored(engine, tiny, tmp_path):
    container = engine.run(tiny)
    faults = [Cut(1_000_000)]
    with Proxy(
        engine.address, lambda exchange: faults.pop() if faults and exchange.path.endswith("/get") else None
    ) as proxy:
        reader = Reader.open(tmp_path, proxy.address)
        with pytest.raises((EngineError, MalformedArchive)) as error:
            reader.read(container.id)
        assert "\n" not in str(error.value)
        assert counted(reader, "image") == counted(reader, "layer") == counted(reader, "layer_entry") == 0
        assert files_of(reader.read(container.id)) == {}
        assert counted(reader, "image") == 1
        reader.close()


def counted(reader: Reader, table: str) -> int:
    return int(reader.session.store._connection.value(f"SELECT count(*) FROM {table}"))


def test_an_export_that_always_breaks_off_is_an_error_or_read_by_paths(engine, tiny, tmp_path):
    container = engine.run(tiny)
    container.sh("echo x > /opt/x")
    with Proxy(engine.address, lambda exchange: Cut(100_000) if exchange.path.endswith("/export") else None) as proxy:
        reader = Reader.open(tmp_path, proxy.address)
        if engine.kind == "podman":
            with pytest.raises((EngineError, MalformedArchive), match=r"broke off|cut short"):
                reader.read(container.id)
        else:
            read = reader.read(container.id, Route.EXPORT)
            assert read.coverage.route is Route.API
            assert files_of(read).keys() == {"/opt/x"}
            assert read.coverage.not_looked_for
        reader.close()


@pytest.mark.parametrize("what", ["changes", "archive"])
def test_an_engine_that_refuses_single_paths_is_asked_for_all(engines, tmp_path, what):
    engine = engines.get("docker-26.1")
    container = engine.run(engine.tiny())
    container.sh("echo x > /opt/x")
    reply = Reply(500, b'{"message":"no"}')
    with Proxy(engine.address, lambda exchange: reply if f"/{what}" in exchange.path else None) as proxy:
        reader = Reader.open(tmp_path, proxy.address)
        read = reader.read(container.id, Route.API)
        reader.close()
    container.rm()
    assert read.coverage.route is Route.EXPORT
    assert files_of(read).keys() == {"/opt/x"}


def test_a_path_that_is_gone_between_two_requests_is_gone(engines, tmp_path):
    engine = engines.get("docker-26.1")
    container = engine.run(engine.tiny())
    container.sh("echo x > /x; echo x >> /etc/group")
    reply = Reply(404, b'{"message":"no such path"}')
    with Proxy(engine.address, lambda exchange: reply if "path=%2Fx" in exchange.path else None) as proxy:
        reader = Reader.open(tmp_path, proxy.address)
        assert reader.files(container.id, Route.API).keys() == {"/etc/group"}
        reader.close()
    container.rm()


def test_version_is_as_a_real_engine_says_it(engine):
    assert engine.get("/version").keys() >= VERSION.keys()
