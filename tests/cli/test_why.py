"""`drift why` as a process: on root file systems, and with a history."""

import pytest

from tests.cli.command import Command
from tests.cli.fleet import Fleet


@pytest.fixture(scope="module")
def failing(tmp_path_factory) -> Command:
    """web in dev, staging and prod. Prod's configuration has another port, a log and a page more; staging's page is prod's."""
    folder = tmp_path_factory.mktemp("failing")
    fleet, drift = Fleet(folder), Command(folder)
    for environment in ("dev", "staging", "prod"):
        fleet.service(environment, "web")
    fleet.policy()
    drift("scan", code=0)
    fleet.service("staging", "web", srv__page=b"other\n")
    fleet.service(
        "prod", "web", etc__app__app_conf=b"[server]\nport = none\n", srv__page=b"other\n", var__log__app=b"started\n"
    )
    drift("scan", code=0)
    return drift


def keys(done) -> list[str]:
    return [one["finding"]["key"] for one in done.json["causes"]]


def test_the_first_line_names_the_likeliest_cause(failing):
    done = failing("why", "web", "--works", "dev", "--fails", "prod", code=0)
    assert done.answer == "LIKELIEST CAUSE: /etc/app/app.conf: server.port"
    assert "+18 a value in a configuration file differs" in done.out
    assert done.last == "More: drift diff env:dev/web env:prod/web"


def test_all_that_differs_is_ranked_with_points_that_add_up(failing):
    done = failing("why", "web", "--works", "dev", "--fails", "prod", "--format", "json", code=0)
    assert keys(done)[0] == "/etc/app/app.conf"
    assert {"/etc/app/app.conf", "/srv/page", "/var/log"} <= set(keys(done))
    assert all(one["points"] == sum(each["points"] for each in one["reasons"]) for one in done.json["causes"])
    assert {one["kind"] for one in done.json["equal"]} >= {"files"}


def test_a_second_environment_that_works_clears_what_it_has_as_well(failing):
    sides = ("--works", "dev", "--works", "staging", "--fails", "prod")
    done = failing("why", "web", *sides, "--format", "json", code=0)
    page = next(one for one in done.json["causes"] if one["finding"]["key"] == "/srv/page")
    assert "env:staging/web works and has it, too" in [one["reason"] for one in page["reasons"]]


def test_references_stand_for_themselves(failing):
    done = failing("why", "--works", "env:dev/web", "--fails", "env:prod/web", code=0)
    assert done.answer == "LIKELIEST CAUSE: /etc/app/app.conf: server.port"


def test_what_worked_before_is_compared_with_what_was_then(failing):
    for sides in (("--env", "prod"), ("--fails", "prod")):
        done = failing("why", "web", *sides, "--since", "~1", code=0)
        assert done.answer == "LIKELIEST CAUSE: /etc/app/app.conf: server.port"
        assert "works in prod@~1, fails in prod" in done.out


def test_two_sides_that_are_alike_differ_in_nothing(failing):
    done = failing("why", "web", "--works", "dev", "--fails", "staging@~1", code=0)
    assert done.answer == "NOTHING DIFFERS: in all that a snapshot can see"
    assert "No snapshot can see remote services" in done.out


def test_the_policy_hides_a_cause_and_says_by_which_line(failing):
    hiding = failing.folder / "hiding.toml"
    hiding.write_text((failing.folder / "drift.toml").read_text() + '[ignore]\nfiles = ["etc/app/*"]\n')
    done = failing("why", "web", "--works", "dev", "--fails", "prod", "--config", hiding, code=0)
    assert "app.conf" not in done.answer
    assert "hidden        1 by ignore files" in done.out


def test_a_page_has_the_reasons(failing):
    failing("why", "web", "--works", "dev", "--fails", "prod", "-o", "why.html", code=0)
    page = (failing.folder / "why.html").read_text()
    assert "a value in a configuration file differs" in page
    assert "No snapshot can see remote services" in page


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("web", "--works", "dev"), "nothing says where it fails: web was seen in dev, prod, staging"),
        (("web", "--fails", "prod"), "nothing says where it works"),
        (("web", "--since", "~1"), "nothing says where it fails"),
        (("--works", "env:dev/web"), "nothing says where it fails"),
        (("web", "--works", "devv", "--fails", "prod"), "did you mean 'dev'?"),
        (("wep", "--works", "dev", "--fails", "prod"), "did you mean 'web'?"),
        (("web", "--works", "env:dev/web", "--fails", "prod"), "name the environment alone"),
        (("--fails", "image:web", "--since", "~1"), "has no history"),
        (("web", "--env", "prod", "--since", "1999-01-01"), "no scan is as old"),
        (("web", "--works", "dev", "--fails", "prod", "--format", "pdf"), "no output format"),
    ],
)
def test_a_question_that_cannot_be_answered_ends_with_one_line(failing, words, said):
    assert said in failing.refusal(*failing.words("why", *words))
