"""`gate --env` and `gate --baseline` as processes: some environments of the store, and a state that was good."""

import pytest

from tests.cli.command import Command
from tests.cli.fleet import Fleet

EDITED = b"[server]\nport = 9090\n"


@pytest.fixture
def three(drift, fleet):
    """dev, staging and prod, of which staging has been edited by hand."""
    for environment in ("dev", "staging", "prod"):
        fleet.service(environment, "web", **({"etc__app__app_conf": EDITED} if environment == "staging" else {}))
    fleet.policy()
    drift("scan", code=0)
    return fleet


def change(drift, fleet):
    """prod as it was, and as it is since somebody edited a file of web; db stayed."""
    for name in ("web", "db"):
        fleet.service("prod", name, srv__page=b"by hand, as ever\n")
    fleet.policy()
    drift("scan", code=0)
    fleet.service("prod", "web", srv__page=b"by hand, as ever\n", etc__app__app_conf=EDITED)
    drift("scan", code=0)
    return fleet


@pytest.fixture
def changed(drift, fleet):
    return change(drift, fleet)


@pytest.fixture(scope="module")
def settled(tmp_path_factory):
    """The same, for tests that scan nothing more."""
    folder = tmp_path_factory.mktemp("changed")
    drift = Command(folder)
    change(drift, Fleet(folder))
    return drift


def keys(gate):
    return [one["key"] for one in gate.json["findings"]]


def test_only_the_environments_that_are_named_are_judged(drift, three):
    drift("gate", code=1)
    assert drift("gate", "--env", "dev", code=0).judged.startswith("dev: 1 service, 1 container")
    assert drift("gate", "--env", "staging", code=1).answer.endswith("in staging")


def test_an_environment_is_held_against_the_one_before_it_of_those_that_are_named(drift, three):
    three.service("prod", "cron")
    three.policy()
    drift("scan", code=0)
    gate = drift("gate", "--env", "prod", "--env", "dev", "--fail-on", "medium", code=1)
    assert gate.judged.startswith("dev → prod: 2 services")
    assert "cron runs in prod, not in dev" in gate.out


def test_an_environment_that_is_named_and_was_never_scanned_cannot_be_judged(drift, fleet):
    fleet.service("dev", "web")
    drift("scan", f"dir:{fleet.root}/dev/web", "--env", "dev", "--image", fleet.image, code=0)
    gate = drift("gate", "--env", "dev", "--env", "prod", code=2)
    assert gate.answer == "CANNOT JUDGE: prod: no scan has read it"


def test_an_environment_that_the_policy_declares_and_is_not_named_is_not_missing(drift, three):
    three.service("qa", "web")
    three.policy()
    drift("gate", code=2)
    drift("gate", "--env", "dev", code=0)
    assert "declares no environment 'prd'; did you mean 'prod'?" in drift("gate", "--env", "prd", code=2).err


def test_a_waiver_for_an_environment_that_is_not_named_is_not_called_unused(drift, three):
    three.policy('[[waiver]]\nrule = "config-file-changed"\nenvironments = ["staging"]\nreason = "for the sale"\n')
    assert "unused" not in drift("gate", "--env", "dev", code=0).out


def test_a_baseline_says_what_changed_since_and_nothing_else(settled):
    assert "/srv/page" in settled("gate", "--env", "prod", code=1).out
    gate = settled("gate", "--baseline", "env:prod@~1", "--format", "json", code=1)
    assert keys(gate) == ["/etc/app/app.conf"]
    assert gate.json["findings"][0]["relation"] == "now-before"
    assert gate.json["title"] == "prod against env:prod@~1"


def test_a_baseline_that_is_equal_passes(drift, changed):
    changed.service("prod", "web", srv__page=b"by hand, as ever\n")
    drift("scan", code=0)
    drift("gate", "--env", "prod", "--baseline", "env:prod@~2", "--fail-on", "low", code=0)


def test_what_is_scanned_now_is_held_against_the_state_before(drift, changed):
    changed.service("prod", "web", srv__page=b"by hand, as ever\n")
    web = f"dir:{changed.root}/prod/web"
    gate = drift("gate", web, "--baseline", "env:prod", "--format", "json", code=1)
    assert keys(gate) == ["/etc/app/app.conf"]
    drift("gate", web, "--baseline", "env:prod/web", code=0)


@pytest.mark.parametrize("scheme", ["snapshot", "docker-archive"])
def test_a_snapshot_or_an_image_is_a_baseline_for_one_service(drift, fleet, scheme):
    fleet.service("prod", "web", srv__page=b"by hand, as ever\n")
    fleet.policy()
    drift("scan", code=0)
    history = drift("history", "web", "--format", "json", code=0).json
    baseline = f"snapshot:{history['containers'][0]['snapshot']}" if scheme == "snapshot" else fleet.image
    fleet.service("prod", "web", srv__page=b"by hand, as ever\n", etc__app__app_conf=EDITED)
    drift("scan", code=0)
    found = keys(drift("gate", "--env", "prod", "--baseline", baseline, "--format", "json", code=1))
    assert found == ["/etc/app/app.conf"] + (["/srv/page"] if scheme == "docker-archive" else [])


def test_a_service_that_came_since_the_baseline_is_found_and_judged_by_its_image(drift, changed):
    changed.service("prod", "cron", etc__app__app_conf=EDITED)
    changed.policy()
    drift("scan", code=0)
    gate = drift("gate", "--env", "prod", "--baseline", "env:prod@~1", code=1)
    assert "cron runs in the later state, not in the earlier state" in gate.out
    assert "/etc/app/app.conf" in gate.out


def test_another_environment_is_a_baseline_too_and_a_service_that_only_it_has_is_missing(drift, changed):
    changed.service("dev", "web", srv__page=b"by hand, as ever\n")
    changed.policy()
    drift("scan", code=0)
    gate = drift("gate", "--env", "dev", "--baseline", "env:prod@~1", code=1)
    assert "db is missing in dev: prod has it" in gate.out


@pytest.mark.parametrize(
    ("baseline", "line"),
    [
        ("env:prod", "is the state that is judged; give it a time"),
        ("env:qa@~1", "no scan has seen that environment"),
        ("env:prod@~9", "only 2 states of it are known"),
        ("env:prod@2020-01-31", "no scan is as old"),
        ("snapshot:0123456789", "is no snapshot in the store"),
        ("docker-archive:/no/such.tar", "/no/such.tar"),
        ("env:prod/web@~1", "is one thing, and several services are judged: db, web"),
    ],
)
def test_a_baseline_that_is_not_to_be_had_ends_with_one_line(settled, baseline, line):
    gate = settled("gate", "--env", "prod", "--baseline", baseline, code=2)
    assert (gate.out, gate.err.count("\n")) == ("", 1)
    assert line in gate.err


def test_a_baseline_with_a_collector_that_failed_cannot_be_judged(drift, fleet):
    fleet.service("prod", "web", var__lib__dpkg__status=b"Package: bash\n no colon here")
    fleet.policy()
    drift("scan", code=0)
    fleet.service("prod", "web")
    drift("scan", code=0)
    assert "packages" in drift("gate", "--env", "prod", "--baseline", "env:prod@~1", code=2).answer


def test_two_things_that_each_say_what_counts_are_a_slip(settled):
    for words in (("--new-only",), ("--lock", "drift.lock"), ("--promote", "dev:prod")):
        done = settled("gate", *words, "--baseline", "env:prod@~1", code=2)
        assert "give one of them" in done.err


def test_a_variable_that_the_policy_requires_is_missing_whatever_the_baseline_has(drift, fleet):
    fleet.bundle("prod", "web", {})
    fleet.policy('[env]\nrequired = ["SITE"]\n')
    drift("scan", code=0)
    fleet.bundle("prod", "web", {"A": "1"})
    drift("scan", code=0)
    found = drift("gate", "--env", "prod", "--baseline", "env:prod@~1", "--format", "json", code=1).json["findings"]
    assert [(one["rule"], one["key"]) for one in found if one["fails"]] == [("env-required-missing", "SITE")]
