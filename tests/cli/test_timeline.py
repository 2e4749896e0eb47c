"""`drift report` as a user runs it after scans in which something came and went."""

import sqlite3
from contextlib import closing

import pytest

EDITED = b"[server]\nport = 9090\n"


@pytest.fixture
def changing(drift, fleet):
    """Three scans: as the image says, edited, and repaired with another edit."""
    fleet.service("prod", "web")
    fleet.policy()
    drift("scan", code=0)
    fleet.service("prod", "web", etc__app__app_conf=EDITED)
    drift("scan", code=0)
    fleet.service("prod", "web", srv__page=b"other\n")
    drift("scan", code=0)
    return drift


def test_the_page_says_what_is_there_and_what_went(changing):
    changing("report", "-o", "drift.html", code=0)
    page = (changing.folder / "drift.html").read_text()
    assert "1 finding there, 1 gone" in page
    assert "config-file-changed: /etc/app/app.conf" in page
    assert '<svg class="track"' in page


def test_after_one_scan_the_page_says_so(drift, fleet):
    fleet.service("prod", "web", etc__app__app_conf=EDITED)
    fleet.policy()
    drift("scan", code=0)
    drift("report", "-o", "drift.html", code=0)
    page = (drift.folder / "drift.html").read_text()
    assert "This is the first scan" in page


def test_only_the_report_has_a_timeline(changing):
    changing("gate", "-o", "gate.html")
    changing("status", "-o", "status.html", code=0)
    for name in ("gate.html", "status.html"):
        assert '<section class="timeline"' not in (changing.folder / name).read_text()


def test_scans_that_find_the_same_write_no_episode(changing):
    def episodes() -> int:
        with closing(sqlite3.connect(changing.store)) as store:
            (number,) = store.execute("SELECT count(*) FROM episode").fetchone()
            return int(number)

    before = episodes()
    changing("scan", code=0)
    changing("gate")
    assert episodes() == before == 2
