"""What an engine makes is silent: a container just created, started or restarted has no finding but what its own options mean."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.engines.engine import Container, Engine
from tests.integration.reader import drift

OPTIONS = {
    "plain": (),
    "process": ("--init", "-t", "-i", "--hostname=somewhere", "--domainname=example.org"),
    "mounts": (
        "--tmpfs=/var/cache",
        "--tmpfs=/srv/not/there",
        "--mount=type=tmpfs,destination=/srv/deep/below/here",
        "--volume=made-new:/data/of/it",
        "--volume=/var/anonymous",
    ),
    "volume": ("--volume=made-over:/etc/app",),
    "read-only": ("--read-only", "--network=host"),
    "numbered": ("--user=1000",),
    "stranger": ("--user=4321:55",),
    "elsewhere": ("--workdir=/not/there",),
}
MEANT = {
    "volume": {("mounts", "/etc/app")},
    "numbered": {("config", "user")},
    "stranger": {("config", "user")},
}
"""Findings that an option means: (kind, key)."""


@dataclass
class Made:
    engine: Engine
    containers: dict[str, Container]
    store: str

    def findings(self) -> dict[str, set[tuple[str, str]]]:
        """What a scan and a gate say of each container, all severities."""
        scanned = drift("scan", "--all", "-H", self.engine.address, "--db", self.store)
        assert scanned.code == 0, scanned.stdout + scanned.stderr
        gate = drift("gate", "--db", self.store, "--format", "json")
        found: dict[str, set[tuple[str, str]]] = {name: set() for name in self.containers}
        for finding in gate.json["findings"]:
            if finding["relation"] == "container-image":
                found[finding["service"]].add((finding["kind"], finding["key"]))
        return found


@pytest.fixture(scope="module")
def made(running_engine, tmp_path_factory) -> Iterator[Made]:
    kept = len(running_engine.containers)
    image = running_engine.tiny()
    containers = {name: running_engine.create(image, name=name, args=args) for name, args in OPTIONS.items()}
    yield Made(running_engine, containers, str(tmp_path_factory.mktemp("made") / "drift.db"))
    running_engine.remove_containers(but_first=kept)


@pytest.mark.parametrize("steps", [(), ("start",), ("restart",)], ids=["created", "started", "restarted"])
def test_a_container_has_no_finding_but_what_its_options_mean(made, steps):
    for step in steps:
        flags = ("-t", "0") if step == "restart" else ()
        made.engine.docker(step, *flags, *made.containers)
    assert {name: found for name, found in made.findings().items() if found} == MEANT
