"""What runs in a container of a real engine: only the host's route can see it."""

import os
import time
from pathlib import Path

from drift.model.canonical import Document
from drift.model.facts import Status
from drift.model.records import Kind
from drift.model.snapshot import Route
from tests.engines.engine import Container
from tests.integration.reader import Reader, digest_of, path_for
from tests.integration.test_host_route import read

COPY = "cp /bin/busybox /opt/app/sleep && (/opt/app/sleep 1000 & )"


def processes(reader: Reader, container: Container) -> dict[str, Document]:
    section = reader.read(container.id, Route.HOST).snapshot.sections[Kind.PROCESSES]
    assert section.set is not None
    return {one.key: one.value for one in section.set.records}


def stale(reader: Reader, container: Container) -> dict[str, Document]:
    return {key: value for key, value in processes(reader, container).items() if key.startswith("stale:")}


def test_a_program_that_is_replaced_while_it_runs_is_found_and_two_looks_are_equal(engine, reader, tiny):
    container = engine.run(tiny)
    container.sh(COPY)
    assert stale(reader, container) == {}
    container.sh("cp /bin/busybox /opt/app/new && mv /opt/app/new /opt/app/sleep")
    found = {"stale:/opt/app/sleep": {"of": "executable", "why": "replaced"}}
    assert stale(reader, container) == found
    assert reader.read(container.id, Route.HOST).snapshot == reader.read(container.id, Route.HOST).snapshot
    container.sh("rm /opt/app/sleep")
    assert stale(reader, container) == {"stale:/opt/app/sleep": {"of": "executable", "why": "deleted"}}


def test_a_mounted_file_that_is_replaced_on_the_host_is_found(engine, reader, tiny):
    seen = Path(path_for(engine, "mounted.conf"))
    outside = Path(f"/proc/{engine.pid}/root{seen}")
    outside.write_text("old")
    container = engine.run(tiny, args=(f"--volume={seen}:/etc/app/app.conf",))
    assert stale(reader, container) == {}
    new = outside.with_suffix(".new")
    new.write_text("new")
    new.replace(outside)
    assert stale(reader, container) == {"stale:/etc/app/app.conf": {"of": "mount", "why": "unlinked"}}


def test_a_mounted_file_that_is_written_to_after_the_start_is_found(engine, reader, tiny):
    seen = {name: Path(path_for(engine, name)) for name in ("edited.conf", "conf.d", "written")}
    outside = {name: Path(f"/proc/{engine.pid}/root{path}") for name, path in seen.items()}
    outside["edited.conf"].write_text("old")
    for name in ("conf.d", "written"):
        outside[name].mkdir()
        (outside[name] / "app.conf").write_text("old")
    args = (
        f"--volume={seen['edited.conf']}:/etc/app/edited.conf",
        f"--volume={seen['conf.d']}:/etc/app/conf.d:ro",
        f"--volume={seen['written']}:/etc/app/written",
    )
    container = engine.run(tiny, args=args)
    assert stale(reader, container) == {}
    later = time.time() + 60  # no wait for a clock that counts whole seconds
    for path in (outside["edited.conf"], outside["conf.d"] / "app.conf", outside["written"] / "app.conf"):
        path.write_text("new")
        os.utime(path, (later, later))
    edited = {"of": "mount", "why": "edited"}
    assert stale(reader, container) == {
        "stale:/etc/app/edited.conf": edited,
        "stale:/etc/app/conf.d/app.conf": edited,
    }


def test_limits_are_those_that_the_program_has(engine, reader, tiny):
    container = engine.run(tiny, args=("--ulimit=nofile=100:200", "--ulimit=nproc=30000:30000"))
    found = processes(reader, container)
    assert found["limit:nofile"] == {"value": {"soft": "100", "hard": "200"}}
    assert found["cpu_level"]["value"].startswith("x86-64")


def test_another_route_says_nothing_of_what_runs_and_else_the_same(engine, reader, tiny):
    container = engine.run(tiny)
    by_api, on_host = (reader.read(container.id, route) for route in (Route.EXPORT, Route.HOST))
    assert by_api.snapshot.sections[Kind.PROCESSES].status is Status.ABSENT
    assert on_host.snapshot.sections[Kind.PROCESSES].status is Status.OK
    assert digest_of(by_api) == digest_of(on_host)


def test_of_a_container_that_does_not_run_nothing_is_said(engine, reader, tiny):
    container = engine.run(tiny)
    container.stop()
    assert read(reader, container.inspect()).snapshot.sections[Kind.PROCESSES].status is Status.ABSENT
