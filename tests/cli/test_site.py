"""`drift report --site DIR` as a process."""

import pytest

from tests.cli.command import Command
from tests.cli.fleet import Fleet


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """A store of two scans; each test writes into a folder of its own."""
    root = tmp_path_factory.mktemp("seen")
    drift, fleet = Command(root), Fleet(root)
    for environment in ("staging", "prod"):
        for service in ("web", "shop/API"):
            fleet.service(environment, service)
    fleet.policy()
    drift("scan", code=0)
    fleet.service("prod", "web", etc__app__app_conf=b"[server]\nport = 9090\n")
    drift("scan", code=0)
    return drift


@pytest.fixture
def public(tmp_path):
    return tmp_path / "public"


def contents(folder):
    return {one.name: one.read_bytes() for one in folder.iterdir()}


def test_a_site_is_written_and_said_in_one_line(seen, public):
    done = seen("report", "--site", public, code=0)
    line = f"drift: DRIFT: 1 finding at or above high in prod; 9 pages in {public}, 9 written\n"
    assert (done.out, done.err) == ("", line)
    assert {one.name for one in public.iterdir()} >= {
        "index.html",
        "service-web.html",
        "history-_41_50_49.html",
        "environment-prod.html",
    }
    assert seen("report", "--site", public, "--quiet", code=0).err == ""


def test_a_scan_that_finds_the_same_writes_only_the_pages_that_say_when(seen, public):
    seen("report", "--site", public, code=0)
    before = {one.name: one.stat().st_ino for one in public.iterdir()}
    seen("scan", code=0)
    seen("report", "--site", public, code=0)
    written = {one.name for one in public.iterdir() if one.stat().st_ino != before[one.name]}
    assert written >= {"index.html", "report.html"}
    assert not written & {"service-_41_50_49.html", "environment-staging.html"}


def test_the_same_state_makes_the_same_pages(seen, public, tmp_path):
    fixed = seen.with_variables(SOURCE_DATE_EPOCH="4102444800")
    fixed("report", "--site", public, code=0)
    fixed("report", "--site", tmp_path / "again", code=0)
    assert contents(public) == contents(tmp_path / "again")
    assert b"2100-01-01 00:00 UTC" in contents(public)["index.html"]
    assert fixed("report", "--site", public, code=0).err.endswith(", 0 written\n")


def test_a_time_before_the_snapshots_is_not_taken(seen, public):
    seen.with_variables(SOURCE_DATE_EPOCH="1")("report", "--site", public, code=0)
    assert b"1970-01-01" not in contents(public)["index.html"]


def test_a_folder_of_somebody_else_is_refused_in_one_line(seen, public):
    public.mkdir()
    (public / "notes.txt").write_text("mine")
    line = seen.refusal(*seen.words("report", "--site", public))
    assert line == f"{str(public)!r} is not empty and has no site of drift's; name a folder that is new or empty"


@pytest.mark.parametrize("words", [("-o", "drift.html"), ("--format", "json")])
def test_a_site_and_a_file_exclude_each_other(seen, public, words):
    done = seen("report", "--site", public, *words, code=2)
    assert "--site writes pages into a folder" in done.err
    assert not public.exists()
