"""`gate --promote` as a process: is what would be deployed what was tested?"""

import time

import pytest

from tests.cli.fleet import FILES

EDITED = b"[server]\nport = 9090\n"
PROMOTE = ("gate", "--promote", "staging:production")


def found(gate):
    """(rule, key) of what is more than information."""
    return {(one["rule"], one["key"]) for one in gate.json["findings"] if one["severity"] != "info"}


@pytest.fixture
def ready(drift, fleet):
    """What staging runs is its image; production runs the release before with settings of its own."""
    given = {"DATABASE_URL": "postgres://db/shop", "LOG_LEVEL": "info"}
    fleet.bundle("staging", "web", given | {"FEATURE": "on"}, memory=1 << 29, mounts={"/data": "/srv/data"})
    fleet.bundle("production", "web", given | {"OLD": "1"}, memory=1 << 29, mounts={"/data": "/srv/data"})
    fleet.other_image("staging", "web", FILES, {"FEATURE": "on"})
    fleet.other_image("production", "web", FILES | {"srv/page": b"before\n"}, {"OLD": "1"})
    (fleet.root / "production/web/rootfs/srv/page").write_bytes(b"before\n")
    fleet.policy()
    return fleet


def test_what_was_tested_can_be_promoted_though_the_images_differ(drift, ready):
    drift("scan", code=0)
    gate = drift(*PROMOTE, code=0)
    assert gate.answer == "NO DRIFT: what staging runs can go to production: nothing at or above high"
    assert gate.judged.startswith("staging to be promoted to production: 1 service, 2 containers")
    assert found(drift(*PROMOTE, "--format", "json")) == set()
    assert ("image-differs", "image") in found(drift("gate", "--format", "json"))


def test_what_staging_has_and_production_lacks_is_named(drift, ready):
    ready.bundle("production", "web", {"LOG_LEVEL": "info", "OLD": "1"})
    (ready.root / "production/web/rootfs/srv/page").write_bytes(b"before\n")
    drift("scan", code=0)
    gate = drift(*PROMOTE, "--format", "json", code=1)
    assert found(gate) == {("env-missing", "DATABASE_URL"), ("mount-differs", "/data"), ("limit-changed", "memory")}
    [variable] = [one for one in gate.json["findings"] if one["key"] == "DATABASE_URL"]
    assert variable["consequence"] == "it was tested in staging with this variable; in production it would run without"
    assert variable["remedy"].startswith("Give production this variable before you promote")
    answer = drift(*PROMOTE, code=1).answer
    assert answer == "DRIFT: what staging runs is not ready for production: 1 finding at or above high"


def test_a_variable_that_only_the_image_of_before_brought_is_missing_after_the_promotion(drift, ready):
    ready.bundle("staging", "web", {"DATABASE_URL": "postgres://db/shop", "LOG_LEVEL": "info", "OLD": "1"})
    drift("scan", code=0)
    missing = found(drift(*PROMOTE, "--format", "json", code=1))
    assert ("env-missing", "OLD") in missing


def test_what_was_changed_by_hand_where_it_was_tested_is_not_what_would_be_deployed(drift, ready):
    (ready.root / "staging/web/rootfs/etc/app/app.conf").write_bytes(EDITED)
    (ready.root / "production/web/rootfs/etc/app/app.conf").write_bytes(b"whatever\n")
    drift("scan", code=0)
    gate = drift(*PROMOTE, "--format", "json", code=1)
    [finding] = [one for one in gate.json["findings"] if one["severity"] != "info"]
    assert (finding["rule"], finding["environments"]) == ("config-file-changed", ["staging"])
    assert finding["consequence"].endswith("production would get the image, which does not have it so")


def test_a_service_that_production_does_not_have_yet_is_said(drift, ready):
    ready.service("staging", "api")
    ready.policy()
    drift("scan", code=0)
    assert "api is missing in production: staging has it" in drift(*PROMOTE, code=1).out


@pytest.mark.parametrize("environment", ["staging", "production"])
def test_a_side_that_was_never_scanned_leaves_it_open(drift, ready, environment):
    drift("scan", "--env", "staging" if environment == "production" else "production", code=0)
    gate = drift(*PROMOTE, code=2)
    assert gate.answer.startswith(f"CANNOT JUDGE: {environment}: it is declared in drift.toml and was never scanned")


def test_a_side_that_could_not_be_read_or_is_old_leaves_it_open(drift, ready):
    drift("scan", code=0)
    ready.policy(of={"production": 'max_age = "1s"'})
    time.sleep(1.2)
    assert drift(*PROMOTE, code=2).answer.startswith("CANNOT JUDGE: production")
    ready.policy()
    (ready.root / "staging/web/config.json").write_text("no JSON")
    drift("scan", code=2)
    assert drift(*PROMOTE, code=2).answer.startswith("CANNOT JUDGE: staging")


def test_a_side_whose_image_is_not_known_leaves_it_open(drift, fleet):
    paths = {name: fleet.bundle(name, "web", {}) for name in ("staging", "production")}
    for unknown, known in (("staging", "production"), ("production", "staging")):
        drift("scan", f"dir:{paths[unknown]}", "--env", unknown, code=0)
        drift("scan", f"dir:{paths[known]}", "--env", known, "--image", fleet.image, code=0)
        assert "image" in drift(*PROMOTE, code=2).answer


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("--promote", "staging"), "is no promotion; write it as staging:production"),
        (("--promote", "staging:staging"), "is no promotion"),
        (("--promote", "dev:live"), "declares no environment 'live'; it declares dev, prod"),
        (("--promote", "staging:production", "--env", "staging"), "give no REF and no --env"),
        (("--promote", "staging:production", "--new-only"), "give one of them"),
    ],
)
def test_what_is_no_promotion_is_a_slip(stored, words, line):
    gate = stored("gate", "--config", "two.toml", *words, code=2)
    assert (gate.out, line in gate.err) == ("", True), gate.err


def test_without_a_policy_an_environment_that_nobody_knows_was_never_scanned(drift, fleet):
    path = fleet.service("staging", "web")
    drift("scan", f"dir:{path}", "--env", "staging", "--image", fleet.image, code=0)
    assert drift(*PROMOTE, code=2).answer.startswith("CANNOT JUDGE: production: no scan has read it")
