"""The /etc/hosts that an engine mounts: an edit is told on every route, and what the engine writes never."""

from collections.abc import Callable
from typing import NamedTuple

import pytest

from tests.engines.engine import Container
from tests.integration.reader import drift

ROUTES = {"api": ("--host-files", "never"), "host": ("--host-files", "auto"), "export": ("--verify",)}
EDIT = "echo '10.0.0.9 database  # by hand' >> /etc/hosts"


class Edited(NamedTuple):
    own: Container
    shared: Container
    """On the network of its host."""
    untouched: list[list[str]]
    """What was said of both before."""
    told: Callable[..., list[str]]


@pytest.fixture(scope="module")
def edited(running_engine, tmp_path_factory):
    def told(container, *route):
        words = ("diff", f"container:{container.id}", "-H", running_engine.address, "--db", store, "--format", "json")
        return [one["title"] for one in drift(*words, *route).json["findings"] if one["rule"] == "hosts-edited"]

    store = str(tmp_path_factory.mktemp("hosts") / "drift.db")
    kept = len(running_engine.containers)
    flags = ("--add-host=db:10.0.0.7", "--hostname=web.example.org")
    container = running_engine.run(running_engine.tiny(), args=flags)
    shared = running_engine.run(running_engine.tiny(), args=("--network=host",))
    untouched = [told(one) for one in (container, shared)]
    for one in (container, shared):
        one.exec("sh", "-c", EDIT, user="root")
    yield Edited(container, shared, untouched, told)
    running_engine.remove_containers(but_first=kept)


@pytest.mark.parametrize("route", ROUTES)
def test_an_edit_is_told_on_every_route_where_docker_wrote_the_file(edited, route):
    is_docker = edited.own.engine.kind == "docker"
    expected = ["/etc/hosts has what the engine did not write: 10.0.0.9 database"] if is_docker else []
    assert edited.told(edited.own, *ROUTES[route]) == expected
    assert edited.untouched == [[], []]


def test_a_copy_of_the_hosts_own_file_is_not_judged(edited):
    assert edited.told(edited.shared) == []
