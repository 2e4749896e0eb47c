"""Containers in each state that they can be in, and some that change it while they are read; a scan leaves them as they are."""

import pytest

from drift.errors import Vanished
from drift.model.facts import Status
from drift.model.records import Kind
from drift.model.snapshot import Route
from drift.pipeline.containers import read_container
from tests.engines import images
from tests.engines.engine import Container
from tests.engines.proxy import Cut, Proxy
from tests.integration.reader import Reader, changes, drift, files_of

ARGS = ("--volume=/var/volume", "--volume=state-volume:/srv/new/volume", "--tmpfs=/opt/fast")
COPIED = images.tar([images.member("opt/app/copied", b"x"), images.member("etc/app/app.conf", b"other")])
EDIT = "echo x >> /etc/app/app.conf; echo x > /opt/app/copied; echo x > /var/volume/x; echo x > /srv/new/volume/x"


def created(container: Container) -> None:
    pass


def created_and_copied_into(container: Container) -> None:
    container.put(COPIED)


def running(container: Container) -> None:
    container.start()
    container.sh(EDIT)


def paused(container: Container) -> None:
    running(container)
    container.pause()


def stopped(container: Container) -> None:
    running(container)
    container.stop()


def stopped_and_copied_into(container: Container) -> None:
    container.start()
    container.stop()
    container.put(COPIED)


def restarted(container: Container) -> None:
    stopped(container)
    container.start()


STATES = (created, created_and_copied_into, running, paused, stopped, stopped_and_copied_into, restarted)


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_a_scan_sees_what_differs_and_changes_nothing_in_any_state(engine, reader, tiny, state):
    container = engine.create(tiny, args=ARGS)
    state(container)
    before = changes(container), container.inspect()["State"]
    expected = set() if state is created else {"/etc/app/app.conf", "/opt/app/copied"}
    digests = set()
    for route in (Route.API, Route.EXPORT, None):
        read = reader.read(container.id, route)
        assert files_of(read).keys() == expected
        digests.add(read.snapshot.digest)
    assert len(digests) == 1
    assert (changes(container), container.inspect()["State"]) == before
    if container.inspect()["State"]["Status"] == "paused":
        container.unpause()


def test_a_container_whose_image_is_deleted_cannot_be_compared_and_says_so(engine, tmp_path):
    """Unless the store knows the image; on Podman its containers go with an image."""
    engine.import_image("deleted:1", images.tiny_root(), (*images.TINY_CONFIG, f"LABEL only={engine.name}"))
    container = engine.run("deleted:1")
    container.stop()
    known = Reader.open(tmp_path, engine.address)
    assert known.files(container.id) == {}
    image = engine.image("deleted:1")["Id"]
    engine.docker("rmi", "-f", "deleted:1")
    engine.request("DELETE", f"/images/{image}?force=1")
    engine.loaded.discard("deleted:1")
    if engine.kind == "podman":
        with pytest.raises(Vanished):
            known.read(container.id)
    else:
        assert known.files(container.id) == {}
        ran = drift("diff", container.name, "-H", engine.address, "--db", str(tmp_path / "other.db"), "--exit-code")
        assert ran.code == 2
        assert "deleted" in ran.stdout
        (tmp_path / "third").mkdir()
        new = Reader.open(tmp_path / "third", engine.address)
        sections = new.read(container.id).snapshot.sections
        assert sections[Kind.FILES].status is sections[Kind.PACKAGES].status is Status.FAILED
        assert "deleted" in sections[Kind.FILES].reason
        assert sections[Kind.ENV].status is Status.OK
        new.close()
    known.close()


def test_a_container_that_goes_while_it_is_read_has_vanished(engine, tiny, tmp_path):
    kept, gone = engine.run(tiny, name="kept"), engine.run(tiny, name="gone")

    def remove(exchange):
        if f"{gone.id}/export" in exchange.path or f"{gone.id}/changes" in exchange.path:
            gone.rm()

    with Proxy(engine.address, remove) as proxy:
        db = str(tmp_path / "drift.db")
        ran = drift("scan", "-H", proxy.address, "--db", db, "--format", "json", "--host-files", "never")
    assert "gone" in ran.stdout
    assert "vanished" in ran.stdout
    assert ran.code == 0, ran.stderr
    assert engine.get("/containers/json")[0]["Id"] == kept.id


def test_one_that_was_asked_for_by_name_and_goes_ends_the_scan_with_2(engine, tiny, tmp_path):
    gone = engine.run(tiny, name="gone")

    def remove(exchange):
        if f"{gone.id}/export" in exchange.path or f"{gone.id}/changes" in exchange.path:
            gone.rm()

    with Proxy(engine.address, remove) as proxy:
        where = ("-H", proxy.address, "--db", str(tmp_path / "drift.db"), "--host-files", "never")
        ran = drift("scan", "container:gone", *where, "--format", "json")
    assert "gone" in ran.stdout
    assert ran.code == 2, ran.stderr


def test_a_container_that_goes_between_two_requests_for_its_files_has_vanished(engine, tiny, tmp_path):
    container = engine.run(tiny)

    def remove(exchange):
        if "/archive" in exchange.path or "/export" in exchange.path:
            container.rm()

    with Proxy(engine.address, remove) as proxy:
        reader = Reader.open(tmp_path, proxy.address)
        with pytest.raises(Vanished):
            reader.read(container.id, Route.API)
        reader.close()


@pytest.mark.parametrize(("restarts", "noted"), [(1, False), (2, True)])
def test_a_container_that_is_restarted_while_it_is_read_is_read_again_and_then_noted(
    engine, tiny, tmp_path, restarts, noted
):
    container = engine.run(tiny)
    left = [None] * restarts

    def restart(exchange):
        if left and exchange.path.endswith("/export"):
            left.pop()
            engine.docker("restart", "-t", "0", container.id)

    with Proxy(engine.address, restart) as proxy:
        reader = Reader.open(tmp_path, proxy.address)
        read = read_container(reader.session, reader.images, reader.engine, container.id, verify=True)
        reader.close()
    assert left == []
    assert read.coverage.notes == (("it was restarted while it was read",) if noted else ())


RESTLESS = "(while :; do cat /bin/busybox /bin/busybox > {0}; : > {0}; done) >/dev/null 2>&1 &"


@pytest.mark.parametrize("route", [Route.API, Route.EXPORT])
def test_a_file_that_is_written_and_cut_all_the_time_spoils_nothing_else(engine, reader, tiny, route):
    container = engine.run(tiny)
    container.sh("mkdir /opt/logs; echo x > /opt/logs/other; " + RESTLESS.format("/opt/logs/restless"))
    files = reader.files(container.id, route)
    assert files.keys() == {"/opt/logs", "/opt/logs/other", "/opt/logs/restless"}


def test_a_file_that_breaks_the_stream_each_time_is_unstable(engines, tmp_path):
    """By path: the others of its folder are read one by one. Deterministic, since the proxy cuts the streams."""
    engine = engines.get("docker-26.1")
    container = engine.run(engine.tiny())
    container.sh(
        "mkdir /opt/new; cat /bin/busybox > /opt/new/log; echo x > /opt/new/other; cat /bin/busybox > /etc/app/app.conf"
    )

    def cut(exchange):
        return Cut(100_000) if "archive" in exchange.path and "busybox" not in exchange.path else None

    with Proxy(engine.address, cut) as proxy:
        reader = Reader.open(tmp_path, proxy.address)
        read = reader.read(container.id, Route.API)
        reader.close()
    container.rm()
    files = files_of(read)
    assert files.keys() == {"/opt/new", "/opt/new/log", "/opt/new/other", "/etc/app/app.conf"}
    assert read.coverage.unstable == ("/etc", "/etc/app/app.conf", "/opt/new/log"), "/etc may hide what no list names"
    assert files["/opt/new/log"]["sha256"] is None
    assert files["/opt/new/log"]["size"] == len(images.busybox())
    assert files["/opt/new/other"]["sha256"] is not None
