"""One container read path by path, as a whole, and on the host: all ways see the same, and all that differs.

On Podman only an export tells who owns a file, so there both routes are the export.
"""

from collections.abc import Iterator
from resource import RUSAGE_SELF, getrusage

import pytest

from drift.model.settings import Settings
from drift.model.snapshot import Route
from tests.engines import images
from tests.engines.engine import Container
from tests.engines.proxy import Proxy
from tests.integration.drifts import CAPABILITY, DRIFTS, UNPACKED, UNPACKED_PATHS, archive, script, some
from tests.integration.reader import Reader, changes, digest_of, files_of, path_for

SEEDS = range(3)
EVERY = (Route.API, Route.EXPORT, Route.HOST)
ABSENT = {"type": "absent"}


@pytest.fixture(scope="module")
def base(running_engine) -> str:
    running_engine.load(archive())
    return "drifts:1"


@pytest.fixture(scope="module")
def drifted(running_engine, base) -> Iterator[Container]:
    """A container with all drifts at once."""
    container = running_engine.run(base, name="drifted")
    container.put(images.tar(UNPACKED))
    container.sh(script(DRIFTS))
    yield container
    container.rm()


def test_every_drift_is_found_and_nothing_else(drifted, reader):
    by_path, whole, on_host = (reader.read(drifted.id, route) for route in EVERY)
    changed = {f"/{path}" for drift in DRIFTS for path in drift.changed} | {f"/{path}" for path in UNPACKED_PATHS}
    removed = {f"/{path}" for drift in DRIFTS for path in drift.removed}
    for read in (by_path, whole, on_host):
        files = files_of(read)
        assert {path for path, record in files.items() if record == ABSENT} == removed
        assert files.keys() - removed == changed
    assert by_path.coverage.route is (Route.EXPORT if drifted.engine.kind == "podman" else Route.API)
    assert on_host.coverage.route is Route.HOST
    assert digest_of(by_path) == digest_of(whole) == digest_of(on_host)


def test_what_differs_is_said_with_its_details(drifted, reader):
    files = reader.files(drifted.id)
    assert files["/etc/group"]["uid"] == 33
    assert files["/srv/file"] == {**files["/srv/file"], "uid": 2147483646, "gid": 4294967294, "mode": "0644"}
    assert files["/srv/mode/program"]["mode"] == "4755"
    assert files["/srv/edited/link"] == {"type": "symlink", "uid": 0, "gid": 0, "linkname": "/etc/passwd"}
    assert files["/usr/bin/s/char"]["rdev"] == "1:7"
    assert files["/usr/bin/s/block"]["rdev"] == "7:9"
    assert files["/usr/bin/s/fifo"]["type"] == "fifo"
    assert files["/usr/capable"]["capability"] == CAPABILITY.hex()
    assert files["/usr/lib/x"]["sha256"] == files["/usr/lib/y"]["sha256"]
    assert files["/tmp/hole"]["size"] == 64 << 20


@pytest.mark.parametrize("seed", SEEDS)
def test_all_routes_make_the_same_snapshot_of_random_drifts(engine, reader, base, seed):
    container = engine.run(base)
    drifts = some(seed)
    container.sh(script(drifts))
    before = changes(container)
    by_path, whole, on_host = (reader.read(container.id, route) for route in EVERY)
    expected = {f"/{path}" for drift in drifts for path in (*drift.changed, *drift.removed)}
    assert files_of(by_path).keys() == expected
    assert digest_of(by_path) == digest_of(whole) == digest_of(on_host)
    assert changes(container) == before


def test_a_socket_is_no_file_and_what_it_replaced_is_gone(engine, reader, debian):
    container = engine.run(debian)
    script = (
        "import os, socket; os.unlink('/etc/issue'); os.mkdir('/opt/d')\n"
        "for path in ('/opt/socket', '/opt/d/socket', '/etc/issue'): socket.socket(socket.AF_UNIX).bind(path)"
    )
    container.exec("python3", "-c", script)
    for route in EVERY:
        files = reader.files(container.id, route)
        assert files.keys() == {"/etc/issue", "/opt/d"}
        assert files["/etc/issue"] == ABSENT


def test_names_that_are_not_utf_8_are_read_wherever_they_lie(engine, reader):
    """In the root, where no directory above can be asked for; and as the program that always is read again."""
    files = {"bin/st\udcffart": b"#!/bin/sh\nexec sleep 100000\n"}
    linked = images.layer(files, [images.link("bin/start", "st\udcffart")])
    engine.load(images.save_archive([images.tiny_root(), linked], {"Cmd": ["/bin/start"]}, "odd:1"))
    container = engine.run("odd:1")
    container.sh("cd /bin; touch -r start time; sed -i 's/100000/200000/' st?art; touch -r time st?art; rm time")
    assert reader.files(container.id, Route.API).keys() == {"/bin/st\udcffart"}
    container.put(images.tar([images.member("r\udcffoot", b"x")]))
    for route in (Route.API, Route.EXPORT):
        assert reader.files(container.id, route).keys() == {"/bin/st\udcffart", "/r\udcffoot"}


KEPT = "touch -r {0} /tmp/time; sed -i 's/{1}/{2}/' {0}; touch -r /tmp/time {0}; rm /tmp/time"
HIDDEN_EDITS = (
    KEPT.format("/etc/app/app.conf", 8080, 9090),
    KEPT.format("/opt/app/run", 100000, 200000),
    KEPT.format("/srv/edited/file", "one", "two"),
)


def test_an_edit_that_keeps_size_and_time_is_seen_where_it_is_looked_for_and_else_declared(
    engine, reader, base, tmp_path
):
    container = engine.run(base, "/opt/app/run")
    container.sh("; ".join(HIDDEN_EDITS))
    always, everything = (
        {"/etc/app/app.conf", "/opt/app/run"},
        {"/etc/app/app.conf", "/opt/app/run", "/srv/edited/file"},
    )
    if engine.kind == "docker":
        assert not container.changes(), "the engine sees none of them"
        by_path = reader.read(container.id, Route.API)
        assert files_of(by_path).keys() == always
        assert by_path.coverage.not_looked_for == (
            "edits that keep a file's size and mtime, outside the paths that are always read (scan with --verify)",
        )
        wished = Reader.open(tmp_path, engine.address, Settings(reread=("/srv/edited",)))
        assert wished.files(container.id, Route.API).keys() == everything
        wished.close()
    assert reader.files(container.id, Route.HOST).keys() == everything
    verified = reader.read(container.id, Route.EXPORT)
    assert files_of(verified).keys() == everything
    assert verified.coverage.not_looked_for == ()


def test_nothing_at_or_below_a_mount_is_reported(engine, reader, base):
    (engine.folder / "mounted").mkdir(exist_ok=True)
    (engine.folder / "mounted" / "file").write_text("another\n")
    folder = path_for(engine, "mounted")
    container = engine.run(
        base,
        args=(
            f"--volume={folder}:/srv/replaced",
            f"--volume={folder}/file:/etc/app/app.conf",
            f"--volume={folder}/file:/etc/new/deep/file",
            "--volume=over-content:/var/lib/app",
            "--tmpfs=/srv/emptied",
            "--mount=type=tmpfs,destination=/srv/made/by/the/engine",
        ),
    )
    container.sh(
        "for d in /srv/replaced /var/lib/app /srv/emptied /srv/made/by/the/engine; do echo x > $d/written; done"
    )
    container.sh("rm /var/lib/app/data; echo more >> /etc/app/app.conf; echo own > /srv/made/own")
    for route in (*EVERY, None):
        assert reader.files(container.id, route).keys() == {"/srv/made/own"}


LARGE = 300 << 20


def test_a_large_mount_is_not_read(engine, base, tmp_path):
    """Below a folder that the engine made for it, and below one that is always read again."""
    container = engine.run(base, args=("--volume=large-1:/srv/new/data", "--volume=large-2:/etc/app/data"))
    container.sh(
        f"for d in /srv/new /etc/app; do dd if=/dev/null of=$d/data/large bs=1 count=0 seek={LARGE}; done 2>/dev/null"
    )
    container.sh("echo x > /srv/new/file")
    with Proxy(engine.address) as proxy:
        reader = Reader.open(tmp_path, proxy.address)
        files = reader.files(container.id, Route.API)
        reader.close()
    assert files.keys() == {"/srv/new/file"}
    assert sum(exchange.sent for exchange in proxy.log) < LARGE / 2


def test_a_file_with_a_hole_of_3_gib_is_read_in_little_memory(engines, tmp_path):
    """On one engine, for the time it takes; the others have one of 64 MiB above."""
    engine = engines.get("docker-26.1")
    container = engine.run(engine.tiny())
    container.sh("dd if=/dev/null of=/opt/hole bs=1 count=0 seek=3221225472 2>/dev/null")
    reader = Reader.open(tmp_path, engine.address)
    reader.image(engine.image(engine.tiny())["Id"])
    before = getrusage(RUSAGE_SELF).ru_maxrss
    files = reader.files(container.id, Route.API)
    reader.close()
    container.rm()
    assert files["/opt/hole"]["size"] == 3 << 30
    assert files["/opt/hole"]["sha256"] == "305b66a59d15b252092fbda9d09711230c429f351897cbd430e7b55a35fd3b97"
    assert getrusage(RUSAGE_SELF).ru_maxrss - before < 64 << 10, "in KiB"
