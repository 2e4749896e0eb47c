"""A whole scan through a proxy that lets only GET through; what it asked for, and how much."""

import re
from collections import Counter

import pytest

from tests.engines.proxy import Proxy
from tests.integration.reader import changes, drift

OF_THE_ENGINE = {"/version", "/info", "/containers/json"}
MOST_OF_A_CONTAINER = 4


@pytest.fixture
def shop(engine, tiny, debian):
    """Five containers of two images, two of them with drift, one that never ran and one that ended."""
    plain, edited, other = (engine.run(tiny, name=name) for name in ("plain", "edited", "other"))
    edited.sh("echo x >> /etc/app/app.conf; rm /opt/app/run; mkdir /srv/new; echo x > /srv/new/file")
    patched = engine.run(debian, name="patched")
    patched.sh("echo x > /usr/local/bin/tool; chmod 600 /etc/shells")
    other.stop()
    return plain, edited, other, patched, engine.create(tiny, name="created")


def of(path: str) -> str:
    """What a request is about: the engine, an image, or a container by its ID."""
    if found := re.match(r"/(containers/[0-9a-f]{64}|images)/", path):
        return found[1]
    return "engine"


def test_a_scan_makes_get_requests_alone_and_no_more_than_it_needs(engine, shop, tmp_path):
    before = [changes(container) for container in shop]
    store = str(tmp_path / "drift.db")
    with Proxy(engine.address) as proxy:
        ran = drift("scan", "--all", "-H", proxy.address, "--db", store, "--format", "json")
        first = len(proxy.log)
        again = drift("scan", "--all", "-H", proxy.address, "--db", store)
    assert (ran.code, again.code) == (0, 0), ran.stderr + again.stderr
    assert not any(path.endswith("/get") for path in proxy.paths[first:]), "an image is read once"
    assert {exchange.method for exchange in proxy.log} == {"GET"}
    assert {exchange.status for exchange in proxy.log} <= {200}
    paths = [path.partition("?")[0] for path in proxy.paths[:first]]
    assert Counter(path for path in paths if of(path) == "engine") == Counter(OF_THE_ENGINE)
    saved = [path for path in paths if path.endswith("/get")]
    assert len(saved) == 2
    assert len(set(saved)) == 2
    for container in shop:
        own = [path.rpartition("/")[2] for path in paths if container.id in path]
        groups = [request for request in own if request in ("archive", "export")]
        assert len(own) - len(groups) <= MOST_OF_A_CONTAINER - 1, "and one of its image's name"
        assert set(own) <= {"json", "changes", "archive", "export"}
    assert len([path for path in paths if of(path) == "images" and path not in saved]) <= len(shop)
    assert [changes(container) for container in shop] == before


def test_the_verifying_scan_and_a_diff_get_through_as_well(engine, shop, tmp_path):
    store = str(tmp_path / "drift.db")
    with Proxy(engine.address) as proxy:
        verified = drift("scan", "--verify", "-H", proxy.address, "--db", store)
        compared = drift("diff", "edited", "-H", proxy.address, "--db", store, "--exit-code")
    assert verified.code == 0, verified.stderr
    assert compared.code == 1, compared.stderr
    assert {exchange.method for exchange in proxy.log} == {"GET"}
    assert not any("archive" in path for path in proxy.paths[: proxy.paths.index("/version", 1)])
