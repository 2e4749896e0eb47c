"""Which requests read a container's files, and how many bytes: asked of a Docker whose requests are cheap, so that paths are read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import pytest

from drift.model.snapshot import Route
from tests.engines import images
from tests.engines.engine import Engine
from tests.engines.proxy import Proxy
from tests.integration.reader import Reader

LARGE = 24 << 20
FILES = {f"srv/many/{number:02}": b"x" * 1000 for number in range(80)}
HUGE = {
    "usr/lib/one/rest": b"1" * LARGE,
    "usr/lib/one/small": b"s",
    "var/lib/two/rest": b"2" * LARGE,
    "var/lib/two/small": b"s",
}


@dataclass
class Watched:
    engine: Engine
    proxy: Proxy
    reader: Reader

    def asked(self, script: str, route: Route | None = None) -> tuple[dict[str, int], set[str]]:
        """Bytes by path asked for ("export" is all) of a container that was changed by a script; and what was found to differ."""
        container = self.engine.run("cost:1")
        container.sh(script)
        self.proxy.log.clear()
        files = self.reader.files(container.id, route)
        asked = {}
        for exchange in self.proxy.log:
            if found := re.search(r"/(archive|export)\b", exchange.path):
                path = parse_qs(urlsplit(exchange.path).query).get("path", [found[1]])[0]
                assert path not in asked, "no path is asked for twice"
                asked[path] = exchange.sent
        return asked, set(files)


@pytest.fixture(scope="module")
def watched(engines, tmp_path_factory) -> Iterator[Watched]:
    engine = engines.get("docker-26.1")
    engine.load(
        images.save_archive(
            [images.tiny_root(), images.layer({**FILES, **HUGE})], {"Cmd": ["/bin/sleep", "99999"]}, "cost:1"
        )
    )
    kept = len(engine.containers)
    with Proxy(engine.address) as proxy:
        reader = Reader.open(tmp_path_factory.mktemp("cost"), proxy.address)
        reader.image(engine.image("cost:1")["Id"])
        yield Watched(engine, proxy, reader)
        reader.close()
    engine.remove_containers(but_first=kept)


ALWAYS = {"/etc", "/bin/busybox"}


def test_many_changed_files_of_one_folder_are_one_request(watched):
    asked, files = watched.asked("for f in /srv/many/[0-3]*; do echo x >> $f; done")
    assert asked.keys() == {"/srv", *ALWAYS} or asked.keys() == {"/srv/many", *ALWAYS}
    assert len(files) == 40


def test_a_changed_file_in_each_of_two_huge_folders_is_two_requests(watched):
    asked, files = watched.asked("echo x >> /usr/lib/one/small; echo x >> /var/lib/two/small")
    assert {"/usr/lib/one/small", "/var/lib/two/small"} <= asked.keys()
    assert files == {"/usr/lib/one/small", "/var/lib/two/small"}
    assert asked["/usr/lib/one/small"] < 10_000
    assert sum(asked.values()) < 3 << 20, "busybox is read again, and little else"


def test_of_a_folder_that_is_asked_for_by_itself_only_the_beginning_is_read(watched):
    asked, files = watched.asked("chmod 700 /usr/lib/one; chmod 700 /var/lib/two")
    assert files == {"/usr/lib/one", "/var/lib/two"}
    assert sum(size for path, size in asked.items() if path in ("/usr/lib/one", "/var/lib/two")) < LARGE


def test_all_at_once_is_read_where_that_is_less(watched):
    asked, _ = watched.asked("for f in /usr/lib/one/* /var/lib/two/*; do echo x >> $f; done; echo x >> /bin/busybox2")
    everything, _ = watched.asked("true", Route.EXPORT)
    assert everything.keys() - {"/etc/hosts"} == {"export"}  # what is mounted there is in no export
    assert sum(asked.values()) <= 1.1 * everything["export"]


def test_what_is_new_is_read_once(watched):
    asked, files = watched.asked(
        "mkdir -p /srv/new/a/b; cat /bin/busybox > /srv/new/a/b/file; cat /bin/busybox > /srv/new/other"
    )
    assert files == {"/srv/new", "/srv/new/a", "/srv/new/a/b", "/srv/new/a/b/file", "/srv/new/other"}
    assert "/srv/new" in asked or "/srv" in asked
    assert sum(asked.values()) < 4 * len(images.busybox())
