"""What `report` shows side by side, from real root file systems and a real store."""

from collections.abc import Iterator

import pytest

from drift.model.changes import ChangeType
from drift.model.records import Kind
from drift.pipeline.judging import fleet_report, judged, newest
from drift.pipeline.session import Session
from drift.pipeline.side_by_side import deployed
from drift.policy.config import load_settings
from drift.report import Report
from drift.report.side_by_side import ServiceSides, side_by_side
from drift.store import Store
from tests.cli.command import Command
from tests.cli.fleet import Fleet


@pytest.fixture(scope="module")
def session(tmp_path_factory) -> Iterator[Session]:
    """Of three environments: production has another port, a file more and another secret; job is the same in both that have it."""
    folder = tmp_path_factory.mktemp("beside")
    fleet, drift = Fleet(folder), Command(folder)
    fleet.bundle("dev", "web", {"LEVEL": "debug", "API_TOKEN": "hunter2-of-dev"})
    fleet.bundle("staging", "web", {"LEVEL": "info", "API_TOKEN": "hunter2-of-dev"})
    root = fleet.bundle("production", "web", {"LEVEL": "info", "API_TOKEN": "hunter2-of-production"}) / "rootfs"
    fleet.change(root, "etc__app__app_conf", b"[server]\nport = 9090\n")
    fleet.change(root, "srv__more", b"x" * 2048)
    fleet.bundle("staging", "job", {"TZ": "UTC"})
    fleet.bundle("production", "job", {"TZ": "UTC"})
    policy = fleet.policy()
    drift("scan", code=0)
    with (
        Store.open(drift.store, create=False) as store,
        Session(load_settings(policy), store, drift.environ) as session,
    ):
        yield session


@pytest.fixture(scope="module")
def report(session) -> Report:
    return fleet_report(session)


@pytest.fixture(scope="module")
def web(report: Report) -> ServiceSides:
    assert report.side_by_side
    (found,) = report.side_by_side.services
    return found


def said(web: ServiceSides, kind: Kind) -> dict[str, list[str]]:
    (rows,) = [one for one in web.kinds if one.kind is kind]
    return {
        row.name: ["".join(mark.text for mark in cell.marks) or cell.state for cell in row.cells] for row in rows.rows
    }


def test_environments_stand_in_their_order_with_what_differs(report, web):
    assert report.side_by_side.environments == ("dev", "staging", "production")
    assert said(web, Kind.ENV)["LEVEL"] == ["debug", "info", "info"]


def test_a_secret_is_the_same_or_another_one(web):
    assert said(web, Kind.ENV)["API_TOKEN"] == ["secret A", "secret A", "secret B"]


def test_services_that_are_equal_are_named(report):
    assert [one.service for one in report.side_by_side.equal] == ["job"]


def test_a_changed_file_is_compared_with_the_one_that_the_image_has(web):
    (document,) = web.documents
    assert document.path == "/etc/app/app.conf"
    (pair,) = document.pairs
    assert (pair.before_in, pair.after_in) == (("dev", "staging"), ("production",))
    assert [(part.place, len(part.lines)) for part in pair.parts] == [("server.port", 1)]


def test_files_are_a_tree_of_the_container_and_of_the_step(report):
    found = {
        (tree.before_is, tree.environment): tree.root.counts for tree in report.changed_files if tree.service == "web"
    }
    counts = {ChangeType.ADDED: 1, ChangeType.CHANGED: 1}
    assert found == {("image", "production"): counts, ("staging", "production"): counts}


def test_record_sets_that_are_equal_everywhere_stay_unread(session):
    state = newest(session)
    found = list(deployed(session, state, judged(session, state).names))
    side_by_side(state.environments, found, {})
    (one,) = [each for each in found if each.service == "web"]
    sets = {
        kind: {
            section.set.digest
            for held in one.held.values()
            if (section := held.snapshot.sections[kind]).set is not None
        }
        for kind in one.held["dev"].snapshot.sections
    }
    read = {
        kind
        for held in one.held.values()
        for kind, section in held.snapshot.sections.items()
        if section.set is not None and "records" in vars(section.set)
    }
    assert Kind.ENV in read
    assert Kind.PACKAGES not in read
    assert all(len(sets[kind]) > 1 for kind in read - {Kind.FILES, Kind.DOCUMENTS})


def test_a_gate_gathers_none_of_it(session):
    found = judged(session, newest(session)).report
    assert found.side_by_side is None
    assert found.changed_files == ()


def test_no_value_of_a_secret_is_on_the_page(report):
    from drift.render.html import Html

    html = Html().render(report)
    assert 'id="sides"' in html
    assert "hunter2" not in html
