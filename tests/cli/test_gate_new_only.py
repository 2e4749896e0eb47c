"""`gate --new-only` as a process: what stands since before is said and does not count; nothing turns green by being asked again."""

from datetime import UTC, datetime

import pytest

EDITED = b"[server]\nport = 9090\n"
PAGE = ("--fail-on", "medium", "--new-only")


@pytest.fixture
def known(drift, fleet):
    """A service with a finding that two scans saw."""
    fleet.service("prod", "web", etc__app__app_conf=EDITED)
    fleet.policy()
    drift("scan", code=0)
    drift("scan", code=0)
    return fleet


def change(fleet, **changed):
    """Beside the finding that is known."""
    fleet.service("prod", "web", etc__app__app_conf=EDITED, **changed)


def test_what_an_earlier_scan_saw_is_counted_and_lets_pass(drift, known):
    drift("gate", code=1)
    gate = drift("gate", "--new-only", code=0)
    assert gate.answer == "NO DRIFT: nothing new at or above high in prod (1 known finding)"
    assert gate.last == "Passed: nothing new at or above high. More: drift status"
    assert "known since" in gate.out


def test_what_only_the_newest_scan_saw_is_new(drift, fleet):
    fleet.service("prod", "web", etc__app__app_conf=EDITED)
    fleet.policy()
    drift("scan", code=0)
    gate = drift("gate", "--new-only", code=1)
    assert gate.answer == "DRIFT: 1 new finding at or above high in prod"


def test_new_findings_come_first_and_known_ones_are_marked(drift, known):
    change(known, srv__page=b"other\n")
    drift("scan", code=0)
    gate = drift("gate", *PAGE, code=1)
    assert gate.answer == "DRIFT: 1 new finding at or above medium in prod (1 known)"
    assert gate.last.startswith("Failed: 1 new finding at or above medium, beside 1 known.")
    report = drift("gate", *PAGE, "--format", "json", code=1).json
    assert [(one["key"], one["known"], one["fails"]) for one in report["findings"]] == [
        ("/srv/page", False, True),
        ("/etc/app/app.conf", True, False),
    ]
    assert report["summary"]["known"] == 1


def test_asked_again_it_is_still_new(drift, known):
    change(known, srv__page=b"other\n")
    drift("scan", code=0)
    drift("gate", *PAGE, code=1)
    drift("gate", *PAGE, code=1)


def test_a_job_that_scans_again_and_asks_again_does_not_turn_green(drift, known):
    change(known, srv__page=b"other\n")
    for _ in range(3):
        drift("scan", code=0)
        drift("gate", *PAGE, code=1)


def test_what_is_scanned_now_does_not_turn_green_either(drift, known):
    change(known, srv__page=b"other\n")
    web = f"dir:{known.root}/prod/web"
    drift("gate", web, *PAGE, code=1)
    drift("gate", web, *PAGE, code=1)
    change(known)
    drift("gate", web, *PAGE, code=0)


def test_what_was_repaired_and_comes_back_is_new(drift, known):
    known.service("prod", "web")
    drift("scan", code=0)
    known.service("prod", "web", etc__app__app_conf=EDITED)
    drift("scan", code=0)
    drift("gate", "--new-only", code=1)


def test_a_moment_says_what_is_known_however_often_it_was_seen_since(drift, known):
    assert "1 new finding" in drift("gate", "--new-only", "--since", "1d", code=1).answer
    drift("gate", "--new-only", "--since", "2020-01-31", code=1)
    now = datetime.now(UTC).isoformat()
    assert "(1 known finding)" in drift("gate", "--new-only", "--since", now, code=0).answer


def test_what_cannot_be_judged_is_never_known(drift, known):
    (known.root / "prod" / "web").rename(known.root / "elsewhere")
    for _ in range(2):
        drift("scan", code=2)
        assert drift("gate", "--new-only", code=2).answer.startswith("CANNOT JUDGE: prod")


@pytest.mark.parametrize(
    "words",
    [
        ("--since", "7d"),
        ("--new-only", "--since", "soon"),
        ("--new-only", "--since", "9y"),
        ("--new-only", "--since", "2999-01-01"),
    ],
)
def test_a_moment_that_is_none_or_has_no_use_is_a_slip(drift, known, words):
    gate = drift("gate", *words, code=2)
    assert "--since" in gate.err
