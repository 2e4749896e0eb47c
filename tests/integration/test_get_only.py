"""A whole scan through a proxy that lets only GET through; what it asked for, and how much."""

import re
from collections import Counter

import pytest

from tests.engines.proxy import Proxy
from tests.integration.drifts import archive
from tests.integration.reader import changes, drift

OF_THE_ENGINE = {"/version", "/info", "/containers/json"}
MOST_OF_A_CONTAINER = 4


@pytest.fixture
def shop(engine, tiny):
    """Containers of two images, two of them with drift, one that never ran and one that ended."""
    engine.load(archive())
    plain, edited, other = (engine.run(tiny, name=name) for name in ("plain", "edited", "other"))
    edited.sh("echo x >> /etc/app/app.conf; rm /opt/app/run; mkdir /srv/new; echo x > /srv/new/file")
    patched = engine.run("drifts:1", name="patched")
    patched.sh("echo x > /bin/tool; chmod 600 /srv/file")
    other.stop()
    return plain, edited, other, patched, engine.create(tiny, name="created")


def of(path: str) -> str:
    """What a request is about: the engine, an image, or a container by its ID."""
    if found := re.match(r"/(containers/[0-9a-f]{64}|images)/", path):
        return found[1]
    return "engine"


def test_a_scan_makes_get_requests_alone_and_no_more_than_it_needs(engine, shop, tmp_path):
    before = [changes(container) for container in shop]
    options = ("--db", str(tmp_path / "drift.db"))
    with Proxy(engine.address) as proxy:
        ran = drift("scan", "--all", "-H", proxy.address, *options)
        paths = [path.partition("?")[0] for path in proxy.paths]
        again = drift("scan", "--all", "--verify", "-H", proxy.address, *options)
        compared = drift("diff", "edited", "-H", proxy.address, *options, "--exit-code")
    assert (ran.code, again.code, compared.code) == (0, 0, 1), ran.stderr + again.stderr + compared.stderr
    assert {exchange.method for exchange in proxy.log} == {"GET"}
    assert [path for path, exchange in zip(proxy.paths, proxy.log, strict=True) if exchange.status != 200] == [
        "/images/edited/json"  # is it an image, too?
    ]
    assert Counter(path for path in paths if of(path) == "engine") == Counter(OF_THE_ENGINE)
    saved = [path for path in proxy.paths if path.endswith("/get")]
    assert len(saved) == len(set(saved)) == 2, "an image is read once"
    for container in shop:
        own = [path.rpartition("/")[2] for path in paths if container.id in path]
        groups = [request for request in own if request in ("archive", "export")]
        assert len(own) - len(groups) <= MOST_OF_A_CONTAINER - 1, "and one of its image's name"
        assert set(own) <= {"json", "changes", "archive", "export"}
    assert len([path for path in paths if of(path) == "images" and path not in saved]) <= len(shop)
    assert [changes(container) for container in shop] == before
