import sqlite3
from contextlib import closing

import pytest

from drift.model.records import Kind
from drift.model.snapshot import Section, Snapshot
from drift.store import Scope
from drift.store.views import VIEWS
from tests.store.things import env, hour, records, scan, seen, sha, snapshot


@pytest.fixture
def ask(store, path):
    """A person with plain sqlite3."""
    with closing(sqlite3.connect(path)) as plain:
        yield lambda question: plain.execute(question).fetchall()


def whole(bash: str = "5.2-1", **variables: str) -> Snapshot:
    packages = {
        "pkg:deb/debian/bash": {"versions": [bash], "architectures": ["amd64"], "evidence": ["/var/\udcff"]},
        "pkg:pypi/requests#/usr/lib": {"versions": ["2.31", "2.32"], "architectures": [], "evidence": []},
    }
    return Snapshot(
        sha("image"),
        {Kind.ENV: Section.ok(env(**variables)), Kind.PACKAGES: Section.ok(records(Kind.PACKAGES, **packages))},
    )


def test_every_view_can_be_asked_in_an_empty_store(ask):
    assert [ask(f"SELECT * FROM {name}") for name in VIEWS] == [[]] * len(VIEWS)


def test_packages_are_those_of_the_newest_observation(store, ask):
    scan(store, hour(0), seen(whole("5.1-1"), hour(0)))
    scan(store, hour(1), seen(whole("5.2-1"), hour(1)))

    assert ask("SELECT environment, service, container_name, package, versions FROM packages ORDER BY package") == [
        ("prod", "shop/web", "web-1", "pkg:deb/debian/bash", '["5.2-1"]'),
        ("prod", "shop/web", "web-1", "pkg:pypi/requests#/usr/lib", '["2.31","2.32"]'),
    ]


def test_variables_have_a_value_or_a_fingerprint(store, ask):
    secret = records(Kind.ENV, A={"value": "1"}, TOKEN={"hmac": "ab" * 32, "key_id": "01234567"})
    one = Snapshot(None, {Kind.ENV: Section.ok(secret)})
    scan(store, hour(0), seen(one, hour(0)))

    assert ask("SELECT name, value, fingerprint FROM env ORDER BY name") == [
        ("A", "1", None),
        ("TOKEN", None, "ab" * 32),
    ]


def test_a_container_that_is_gone_is_in_no_view_of_now(store, ask):
    scan(store, hour(0), seen(whole(A="1"), hour(0)), seen(whole(A="2"), hour(0), container="web-2"))
    scan(store, hour(1), seen(whole(A="1"), hour(1)))
    scan(store, hour(2), seen(whole(A="3"), hour(2)), scope=Scope.PARTIAL)

    assert ask("SELECT container_name, value FROM env") == [("web-1", "3")]


def test_the_timeline_says_when_something_changed(store, ask):
    for count, value in enumerate("aab"):
        scan(store, hour(count), seen(snapshot(A=value), hour(count)))

    rows = ask("SELECT at, environment, service, container_name, changed, snapshot, image FROM timeline ORDER BY at")

    assert [(row[0], row[4]) for row in rows] == [
        ("2026-11-01T12:00:00.000000Z", 1),
        ("2026-11-01T13:00:00.000000Z", 0),
        ("2026-11-01T14:00:00.000000Z", 1),
    ]
    assert rows[0][1:4] == ("prod", "shop/web", "web-1")
    assert rows[0][5:] == (snapshot(A="a").digest.hex(), sha("image").hex())


def test_people_and_programs_see_the_same_containers(store, ask):
    scan(store, hour(0), seen(whole(A="1"), hour(0)), seen(whole(A="2"), hour(0), container="web-2"))
    scan(store, hour(1), seen(whole(A="4"), hour(1), container="web-2", uid="anew"), scope=Scope.PARTIAL)

    state = store.history.state(lambda names: tuple(sorted(names)))

    assert ask("SELECT container_name, at FROM newest ORDER BY container_name") == [
        (one.container_name, one.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")) for one in state.observations
    ]
