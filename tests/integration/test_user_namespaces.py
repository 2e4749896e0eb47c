"""Containers whose owners are others inside than outside: Docker with userns-remap, Podman of a user. And Podman without the kernel's overlay."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from drift.errors import EngineError
from drift.model.snapshot import Route
from tests.engines.engine import Container, Engine
from tests.engines.recipes import FURTHER
from tests.integration.agreement import agree
from tests.integration.drifts import CAPABILITY, archive
from tests.integration.random_drifts import do, drift_at_random, random_steps
from tests.integration.reader import Reader, files_of

STEPS = (
    ("write", "/opt/of-root", "x"),
    ("write", "/opt/of-user", "x"),
    ("own", "/opt/of-user", 1000, 33),
    ("mode", "/opt/of-user", 0o4755),
    ("own", "/etc/app/app.conf", 33, 0),
    ("own", "/etc/app", 65_533, 65_533),
    ("again", "/var/lib/app"),
    ("write", "/usr/lib/capable", "x"),
    ("capable", "/usr/lib/capable"),
)
OWNERS = {
    "/opt/of-root": (0, 0),
    "/opt/of-user": (1000, 33),
    "/etc/app/app.conf": (33, 0),
    "/etc/app": (65_533, 65_533),
    "/var/lib/app/data": (None, None),
    "/usr/lib/capable": (0, 0),
}


@dataclass(frozen=True)
class Host:
    engine: Engine
    reader: Reader

    @property
    def has_namespaces(self) -> bool:
        return self.engine.name != "podman-4.3-fuse"

    def run(self) -> Container:
        return self.engine.run("drifts:1")


@pytest.fixture(scope="module", params=[recipe.name for recipe in FURTHER])
def host(request, engines, tmp_path_factory) -> Iterator[Host]:
    engine = engines.start(request.param)
    try:
        engine.load(archive())
        reader = Reader.open(tmp_path_factory.mktemp("reader"), engine.address)
        yield Host(engine, reader)
        reader.close()
    finally:
        engine.stop()


@pytest.mark.parametrize("seed", range(2))
def test_random_drifts_look_the_same_by_every_route(host, seed):
    container = host.run()
    drift_at_random(container, random_steps(seed), 30)
    agree(host.reader, container, on_host=host.has_namespaces)


def test_owners_are_those_inside(host):
    container = host.run()
    assert do(container, STEPS) == list(STEPS)
    for route in (Route.HOST, Route.API, Route.EXPORT) if host.has_namespaces else (Route.API, Route.EXPORT):
        files = files_of(host.reader.read(container.id, route))
        assert {path: (file.get("uid"), file.get("gid")) for path, file in files.items()} == OWNERS
        assert files["/opt/of-user"]["mode"] == "4755"
        assert files["/usr/lib/capable"]["capability"] == CAPABILITY.hex()


def test_the_disk_has_other_owners(host):
    """Else these tests would say nothing."""
    container = host.run()
    do(container, STEPS)
    inspect = container.inspect()
    assert host.has_namespaces is not is_identity(inspect["State"]["Pid"])
    if host.has_namespaces:
        upper = Path(f"/proc/{host.engine.pid}/root{inspect['GraphDriver']['Data']['UpperDir']}")
        assert (upper / "opt" / "of-user").stat().st_uid > 200_000
        assert len(os.getxattr(upper / "usr" / "lib" / "capable", "security.capability")) == len(CAPABILITY) + 4


def test_one_that_does_not_run_is_read_over_the_api(host):
    """Without a word where nothing says any more which IDs it had; what is on the disk says that it is not the kernel's overlay."""
    container = host.run()
    do(container, STEPS)
    container.stop()
    agree(host.reader, container, on_host=False, note="" if host.has_namespaces else "fuse")
    with pytest.raises(EngineError, match="cannot be read on the host: "):
        host.reader.read(container.id, Route.HOST)


def is_identity(pid: int) -> bool:
    return Path(f"/proc/{pid}/uid_map").read_text().split() == ["0", "0", str((1 << 32) - 1)]
