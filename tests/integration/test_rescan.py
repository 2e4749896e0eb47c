"""What a scan takes over from the one before it is what a store that knows nothing finds."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from drift.model.snapshot import Observation, Route, ServiceName
from drift.pipeline.containers import Read
from drift.pipeline.rescan import Rescan
from tests.engines.engine import Container
from tests.integration.reader import Reader

LATER = timedelta(minutes=10)
"""So long after the last change nothing is too young to be known."""
EDIT_IN_PLACE = """
touch -r /etc/app/app.conf /tmp/time
sed -i 's/server/SERVER/' /etc/app/app.conf
touch -r /tmp/time /etc/app/app.conf
rm /tmp/time
"""
"""Size and mtime are kept."""
CHANGES = (
    "echo more >> /etc/app/app.conf; echo new > /opt/new; mkdir /srv/folder; echo x > /srv/folder/x",
    EDIT_IN_PLACE,
    "chmod 600 /opt/new; chown 1000 /srv/folder/x",
    "mv /opt/new /opt/renamed; rm -rf /srv/folder; echo file > /srv/folder",
    "rm /opt/renamed /srv/folder",
)


@pytest.fixture
def place(engine, tmp_path) -> Iterator[tuple[Reader, Path]]:
    reader = Reader.open(tmp_path, engine.address)
    yield reader, tmp_path
    reader.close()


def read_later(reader: Reader, container: Container, route: Route | None = Route.HOST) -> Read:
    """A session of its own, as of another command some time later; what was read is kept, as a scan does."""
    known = Reader(replace(reader.session, now=datetime.now(UTC) + LATER, _engines={}), reader.engine)
    read = known.read(container.id, route)
    observed: Observation = read.observation("test", ServiceName("", "one"), known.session.now)
    scan = known.session.store.scans.begin("0", known.session.now)
    known.session.store.scans.observe(scan, observed, read.snapshot, read.documents)
    return read


def read_anew(reader: Reader, container: Container, folder: Path, route: Route | None) -> Read:
    other = Reader.open(folder, reader.engine.address)
    other.session.store.remember_key(reader.session.key.key_id)
    (folder / "drift.db.key").write_bytes((folder.parent / "drift.db.key").read_bytes())
    try:
        return other.read(container.id, route)
    finally:
        other.close()


@pytest.mark.parametrize("route", [Route.HOST, None], ids=["host", "api or export"])
def test_each_change_is_seen_and_each_quiet_rescan_is_the_same(engine, tiny, place, monkeypatch, route):
    reader, folder = place
    container = engine.run(tiny)
    taken: list[bool] = []

    def before(*asked, take_over=Rescan.before):
        found = take_over(*asked)
        taken.append(found is not None)
        return found

    monkeypatch.setattr(Rescan, "before", before)
    for number, change in enumerate(CHANGES):
        container.sh(change)
        first = read_later(reader, container, route)
        quiet = read_later(reader, container, route)
        assert first.snapshot.digest == quiet.snapshot.digest
        assert first.coverage == quiet.coverage
        assert taken[-2:] == [False, True]
        (folder / str(number)).mkdir()
        assert read_anew(reader, container, folder / str(number), route).snapshot.digest == quiet.snapshot.digest


def test_a_quiet_rescan_writes_an_observation_and_nothing_else(engine, tiny, place):
    reader, _ = place
    container = engine.run(tiny)
    container.sh(CHANGES[0])
    read_later(reader, container)
    read_later(reader, container)
    counted = "SELECT (SELECT count(*) FROM record), (SELECT count(*) FROM snapshot), (SELECT count(*) FROM host_file)"
    before = reader.session.store._connection.row(counted)
    pages = reader.session.store._connection.value("PRAGMA page_count")

    for _ in range(5):
        read_later(reader, container)

    assert reader.session.store._connection.row(counted) == before
    assert reader.session.store._connection.value("PRAGMA page_count") - pages <= 2
