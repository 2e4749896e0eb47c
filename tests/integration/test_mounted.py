"""Mounts that the policy names are read file by file, the same on every engine and route."""

from pathlib import Path

import pytest

from drift.model.records import Kind
from drift.model.settings import MountPolicy, Settings
from drift.model.snapshot import Route, Section
from drift.pipeline.session import Session
from tests.engines.engine import Container, Engine
from tests.integration.reader import Reader

AT = "/etc/app/conf.d"


@pytest.fixture
def named(reader: Reader) -> Reader:
    """A policy that names what is mounted below /etc/app."""
    settings = Settings(mounts=MountPolicy(("etc/app",)))
    return Reader(Session(settings, reader.session.store, {}), reader.engine)


@pytest.fixture
def container(engine: Engine, tmp_path: Path):
    yield (one := engine.run(engine.tiny(), args=(f"--volume=named-by-drift-test:{AT}", "--tmpfs=/etc/app/made")))
    one.rm()
    engine.docker("volume", "rm", "named-by-drift-test")


def section(reader: Reader, container: Container, route: Route = Route.API) -> Section | None:
    return reader.read(container.id, route).snapshot.sections.get(Kind.MOUNTED)


def files(reader: Reader, container: Container, route: Route = Route.API) -> dict[str, dict[str, object]]:
    found = section(reader, container, route)
    assert found is not None
    assert found.set is not None, found.reason
    return {one.key: one.value for one in found.set.records}


def test_each_file_of_a_named_mount_is_a_record_of_its_content(named, container):
    container.sh(f"mkdir {AT}/sub; echo one > {AT}/a; ln -s ../a {AT}/sub/b; echo x > /etc/app/made/c")
    found = files(named, container)
    assert set(found) == {f"{AT}/a", f"{AT}/sub/b"}
    assert set(found[f"{AT}/a"]) == {"type", "size", "sha256"}
    assert found[f"{AT}/sub/b"] == {"type": "symlink", "linkname": "../a"}
    assert files(named, container, Route.EXPORT) == found


def test_a_short_file_at_a_secret_s_path_is_a_fingerprint(named, container):
    container.sh(f"echo geheim > {AT}/id_rsa")
    assert set(files(named, container)[f"{AT}/id_rsa"]) == {"type", "size", "hmac", "key_id"}


def test_where_the_policy_names_no_mount_the_snapshot_says_nothing_of_this_kind(reader, container):
    assert section(reader, container) is None


def test_of_a_container_that_was_never_started_it_has_failed(named, engine):
    one = engine.create(engine.tiny(), args=(f"--volume=/etc:{AT}:ro",))
    found = section(named, one)
    assert found is not None
    assert found.reason.endswith("the container was never started")
