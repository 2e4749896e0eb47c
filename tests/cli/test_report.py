"""`drift report` as a process: of some environments, and what of it is new."""

import re
from datetime import UTC, datetime

import pytest

EDITED = b"[server]\nport = 9090\n"


@pytest.fixture
def two(drift, fleet):
    """dev and prod, of which prod was edited by hand before the last scan."""
    fleet.service("dev", "web")
    fleet.service("prod", "web")
    fleet.policy()
    drift("scan", code=0)
    fleet.service("prod", "web", etc__app__app_conf=EDITED)
    drift("scan", code=0)
    return fleet


def report(drift, *words):
    return drift("report", *words, "--format", "json", "-o", "-", code=0).json


def test_only_the_environments_that_are_named_are_judged(drift, two):
    assert report(drift)["verdict"] == "drift"
    dev = report(drift, "--env", "dev")
    assert (dev["verdict"], dev["matrix"]["environments"]) == ("pass", ["dev"])
    assert report(drift, "--env", "dev", "--env", "prod")["matrix"]["environments"] == ["dev", "prod"]


def test_the_timeline_is_of_those_environments_alone(drift, two):
    drift("report", "-o", "all.html", code=0)
    drift("report", "--env", "dev", "-o", "dev.html", code=0)
    pages = [(drift.folder / name).read_text() for name in ("all.html", "dev.html")]
    assert ["/etc/app/app.conf" in page for page in pages] == [True, False]


def test_an_environment_that_nobody_declared_is_refused(drift, two):
    assert "declares no environment 'prodd'; did you mean 'prod'?" in drift.refusal(
        *drift.words("report", "--env", "prodd")
    )


def test_what_is_known_since_before_a_time_is_marked_and_does_not_count(drift, two):
    old = report(drift, "--since", datetime.now(UTC).isoformat())
    assert (old["verdict"], {one["known"] for one in old["findings"]}) == ("pass", {True})
    new = report(drift, "--since", "1d")
    assert (new["verdict"], {one["known"] for one in new["findings"]}) == ("drift", {False})


def test_the_page_says_what_is_known_and_can_leave_it_out(drift, two):
    drift("report", "--since", datetime.now(UTC).isoformat(), "-o", "drift.html", code=0)
    page = (drift.folder / "drift.html").read_text()
    assert "known since" in page
    assert re.search('<input type="checkbox" name="new">', page)


def test_a_time_that_is_none_is_refused(drift, two):
    assert "--since 'soon' is no time" in drift.refusal(*drift.words("report", "--since", "soon"))


def test_a_report_is_no_gate_and_keeps_nothing(drift, two):
    for _ in range(2):
        assert report(drift, "--since", "1d")["verdict"] == "drift"
