"""The exit code of `gate` and `diff --exit-code`, each as a process: 0 nothing, 1 drift, 2 could not judge."""

import time

import pytest

from drift.policy.rules import BY_ID

EDITED = b"[server]\nport = 9090\n"


@pytest.fixture
def pair(fleet):
    """One service in two environments, as the image has it."""
    fleet.service("dev", "web")
    fleet.service("prod", "web")
    return fleet


def test_two_equal_environments_pass(drift, pair):
    pair.policy()
    drift("scan", code=0)
    gate = drift("gate", code=0)
    assert gate.answer == "NO DRIFT: nothing at or above high in 2 environments"
    assert gate.judged == "dev → prod: 1 service, 2 containers; read less than a minute ago"
    assert gate.last == "Passed: nothing at or above high. More: drift status"
    assert gate.err == ""


def test_an_edited_file_is_drift(drift, pair):
    pair.service("prod", "web", etc__app__app_conf=EDITED)
    pair.policy()
    drift("scan", code=0)
    gate = drift("gate", code=1)
    assert gate.answer.startswith("DRIFT: ")
    assert gate.last.endswith("More: drift report -o drift.html")


def test_a_threshold_decides_what_is_drift(drift, pair):
    pair.service("prod", "web", srv__page=b"other\n")
    pair.policy()
    drift("scan", code=0)
    drift("gate", code=0)
    drift("gate", "--fail-on", "medium", code=1)
    drift("gate", "--fail-on", "critical", code=0)


def test_an_environment_has_a_threshold_of_its_own(drift, pair):
    pair.service("dev", "web", srv__page=b"other\n")
    pair.service("prod", "web", srv__page=b"other\n")
    pair.policy(of={"dev": 'fail_on = "medium"'})
    drift("scan", code=0)
    failing = [one for one in drift("gate", "--format", "json", code=1).json["findings"] if one["fails"]]
    assert {one["environments"][-1] for one in failing} == {"dev"}
    drift("gate", "--fail-on", "high", code=0)


def test_without_a_store_nothing_can_be_judged_and_none_is_made(drift):
    gate = drift("gate", code=2)
    assert (
        gate.err
        == f"drift: there is no store at {str(drift.store)!r}; make one with `drift scan`, or name another with --db\n"
    )
    assert list(drift.folder.iterdir()) == []


def test_an_environment_that_was_never_scanned_cannot_be_judged(drift, pair):
    pair.policy()
    drift("scan", "--env", "dev", code=0)
    gate = drift("gate", code=2)
    assert gate.answer.startswith("CANNOT JUDGE: ")
    assert "prod" in gate.answer
    assert gate.last.startswith("Not judged, for 1 reason.")


def test_an_engine_that_does_not_answer_cannot_be_judged(drift, pair):
    policy = pair.policy()
    policy.write_text(policy.read_text() + '[[environment]]\nname = "qa"\nhosts = ["unix:///no/such.sock"]\n')
    scan = drift("scan", code=2)
    assert scan.answer == "SCAN INCOMPLETE: 2 containers read in dev, prod, qa; 2 snapshots new; 1 target failed"
    assert "there is no such socket; start the engine, or name another with -H or -c" in scan.out
    gate = drift("gate", code=2)
    assert "unix:///no/such.sock" in gate.answer


def test_a_directory_that_is_gone_cannot_be_judged(drift, pair):
    path = pair.service("prod", "api")
    pair.policy()
    drift("scan", code=0)
    path.rename(path.with_name("elsewhere"))
    drift("scan", code=2)
    assert "prod/api" in drift("gate", code=2).out


def test_an_old_snapshot_cannot_be_judged(drift, pair):
    pair.policy(of={"prod": 'max_age = "1s"'})
    drift("scan", code=0)
    time.sleep(1.2)
    gate = drift("gate", code=2)
    assert gate.answer.startswith("CANNOT JUDGE: prod")
    assert "1 second is allowed" in gate.answer


def test_a_service_that_could_be_two_cannot_be_judged(drift, fleet):
    for environment, names in (("dev", ("a/web", "b/web")), ("prod", ("c/web", "d/web"))):
        for name in names:
            fleet.service(environment, name)
    fleet.policy()
    drift("scan", code=0)
    gate = drift("gate", code=2)
    assert gate.answer.startswith("CANNOT JUDGE: ")
    assert 'applications."c" = ["a", "c"]' in gate.out
    fleet.policy('[applications]\na = ["a", "c"]\nb = ["b", "d"]')
    drift("gate", code=0)


def test_a_collector_that_fails_cannot_be_judged(drift, pair):
    pair.service("prod", "web", var__lib__dpkg__status=b"Package: bash\n no colon here")
    pair.policy()
    drift("scan", code=0)
    gate = drift("gate", code=2)
    assert "packages" in gate.answer


def test_with_every_rule_off_nothing_can_be_judged(drift, pair):
    pair.policy("[severity]\n" + "\n".join(f'{rule} = "off"' for rule in BY_ID))
    drift("scan", code=0)
    assert drift("gate", code=2).answer == "CANNOT JUDGE: nothing to judge by: the policy switches every rule off"


def test_a_waiver_lets_pass_what_it_names(drift, pair):
    pair.service("prod", "web", etc__app__app_conf=EDITED)
    waiver = '[[waiver]]\nrule = "config-file-changed"\nreason = "for the sale"\nsubject = "/etc/app/*"\n'
    pair.policy(waiver)
    drift("scan", code=0)
    gate = drift("gate", code=0)
    assert "by waiver 1 (drift.toml line 1): for the sale" in gate.out


def test_a_waiver_without_use_is_reported_and_passes(drift, pair):
    pair.policy('[[waiver]]\nrule = "config-file-changed"\nreason = "for the sale"\n')
    drift("scan", code=0)
    assert "unused        waiver 1 (drift.toml line 1)" in drift("gate", code=0).out


def test_an_expired_waiver_is_a_finding_and_hides_nothing(drift, pair):
    pair.service("prod", "web", etc__app__app_conf=EDITED)
    pair.policy('[[waiver]]\nrule = "config-file-changed"\nreason = "for the sale"\nexpires = 2020-01-31\n')
    drift("scan", code=0)
    found = [one["rule"] for one in drift("gate", "--format", "json", code=1).json["findings"]]
    assert {"waiver-expired", "config-file-changed"} <= set(found)


def test_what_cannot_be_judged_wins_over_drift_and_the_first_line_names_both(drift, pair):
    pair.service("dev", "web", etc__app__app_conf=EDITED)
    pair.policy()
    drift("scan", "--env", "dev", code=0)
    gate = drift("gate", code=2)
    assert gate.answer.startswith("CANNOT JUDGE: ")
    assert "; DRIFT: " in gate.answer


def test_a_reference_is_scanned_now_and_judged_alone(drift, pair):
    pair.service("dev", "web", etc__app__app_conf=EDITED)
    pair.policy()
    drift("gate", f"dir:{pair.root}/prod/web", code=0)
    gate = drift("gate", f"dir:{pair.root}/dev/web", code=1)
    assert gate.judged.startswith(f"dir:{pair.root}/dev/web: 1 service, 1 container")
    assert drift("status", "--format", "json").json["matrix"]["environments"] == ["dev", "prod"]


def test_a_directory_whose_image_nobody_names_cannot_be_judged(drift, fleet):
    path = fleet.service("dev", "web")
    assert drift("gate", f"dir:{path}", code=2).answer.startswith("CANNOT JUDGE: ")
    drift("gate", f"dir:{path}", "--image", fleet.image, code=0)


@pytest.mark.parametrize("words", [("--verify",), ("-H", "unix:///no/such.sock"), ("--image", "oci-dir:x")])
def test_options_of_a_scan_without_a_reference_are_a_slip(drift, pair, words):
    pair.policy()
    drift("scan", code=0)
    assert "are for what is scanned now" in drift("gate", *words, code=2).err


def test_what_is_scanned_now_is_of_one_environment(drift, pair):
    gate = drift("gate", f"dir:{pair.root}/dev/web", "--env", "dev", "--env", "prod", code=2)
    assert "give one --env" in gate.err


def test_diff_says_drift_by_its_exit_code_only_when_it_is_asked_to(drift, fleet):
    path = fleet.service("dev", "web", etc__app__app_conf=EDITED)
    reference = (f"dir:{path}", "--image", fleet.image)
    assert drift("diff", *reference, code=0).answer.startswith("DIFFERENT: ")
    drift("diff", *reference, "--exit-code", code=1)
    fleet.service("dev", "web")
    assert drift("diff", *reference, "--exit-code", code=0).answer.startswith("EQUAL: ")


def test_diff_ends_with_2_where_it_cannot_compare(drift, fleet):
    path = fleet.service("dev", "web", var__lib__dpkg__status=b"Package: bash\n no colon here")
    for words in ((), ("--exit-code",)):
        done = drift("diff", f"dir:{path}", "--image", fleet.image, *words, code=2)
        assert done.answer.startswith("CANNOT COMPARE: ")
