"""Whatever could not be judged ends with 2, by every way into the gate, each as a process; the first line says why, and names drift beside it."""

import fcntl
import shutil

import pytest

from tests.cli.command import Command
from tests.cli.fleet import Fleet

EDITED = b"[server]\nport = 9090\n"
BROKEN = b"Package: bash\n no colon here"
WAIVED = '[[waiver]]\nrule = "{0}"\nreason = "who cares"\n[severity]\n{0} = "{1}"\n'


@pytest.fixture(scope="module")
def past(tmp_path_factory):
    """All was well once, and locked. Now web's packages in staging cannot be read, api there and web in production are edited."""
    folder = tmp_path_factory.mktemp("past")
    fleet, drift = Fleet(folder), Command(folder)
    for environment, name in (("staging", "web"), ("staging", "api"), ("production", "web"), ("production", "api")):
        fleet.service(environment, name)
    fleet.policy()
    drift("scan", code=0)
    drift("lock", code=0)
    fleet.service("staging", "web", var__lib__dpkg__status=BROKEN)
    fleet.service("staging", "api", etc__app__app_conf=EDITED)
    fleet.service("production", "web", etc__app__app_conf=EDITED)
    drift("scan", code=0)
    return drift, fleet


@pytest.fixture(scope="module")
def gone(past, tmp_path_factory):
    """The same; and then web of staging could not be read at all."""
    folder = tmp_path_factory.mktemp("gone") / "copy"
    shutil.copytree(past[1].root, folder)
    fleet = Fleet(folder, dict(past[1].environments))
    fleet.policy()
    shutil.rmtree(folder / "staging/web")
    drift = Command(folder)
    drift("scan", code=2)
    return drift


WAYS = {
    "all": (),
    "environments": ("--env", "staging", "--env", "production"),
    "new only": ("--new-only",),
    "promotion": ("--promote", "staging:production"),
    "baseline": ("--env", "staging", "--env", "production", "--baseline", "env:production@~1"),
    "lock": ("--lock", "drift.lock"),
}
of_every_way = pytest.mark.parametrize("way", WAYS)


def gate(drift, way, *more):
    return drift("gate", *WAYS[way], *more, code=2)


def config(past, text="", of=None):
    """Another policy for the same environments."""
    drift, fleet = past
    file = fleet.policy(text, of)
    other = file.rename(drift.folder / "other.toml")
    fleet.policy()
    return ("--config", other)


@of_every_way
def test_a_collector_that_fails_wins_over_drift_and_the_first_line_names_both(past, way):
    answer = gate(past[0], way).answer
    assert answer.startswith("CANNOT JUDGE: staging/web: packages of ")
    assert "; DRIFT: " in answer


@of_every_way
def test_a_target_that_cannot_be_read(gone, way):
    assert gate(gone, way).answer.startswith("CANNOT JUDGE: staging/web")


@pytest.mark.parametrize("way", [way for way in WAYS if way != "lock"])
def test_a_snapshot_that_is_too_old(past, way):
    found = gate(past[0], way, *config(past, of={"production": 'max_age = "1s"'}))
    assert "production was read" in found.out
    assert "1 second is allowed" in found.out


@pytest.mark.parametrize("way", ["all", "lock", "promotion"])
@pytest.mark.parametrize("severity", ["off", "info"])
def test_neither_a_waiver_nor_a_severity_closes_it(past, way, severity):
    waived = config(past, WAIVED.format("collector-failed", severity))
    assert "packages of " in gate(past[0], way, *waived).answer


@pytest.mark.parametrize("way", ["promotion", "baseline", "lock"])
def test_a_policy_or_a_threshold_that_is_none(past, way):
    (past[0].folder / "bad.toml").write_text('fail_on = "hihg"\n')
    found = gate(past[0], way, "--config", "bad.toml")
    assert (found.out, found.err.count("\n")) == ("", 1)
    assert "bad.toml line 1" in found.err
    assert "is no severity" in gate(past[0], way, "--fail-on", "hihg").err


@pytest.mark.parametrize(
    ("reference", "line"),
    [
        ("dir:/no/such/folder", "CANNOT JUDGE: "),
        ("image:web:1.4", "is nothing that runs; name container:NAME or dir:PATH"),
        ("container:web@~1", "is nothing that runs"),
    ],
)
@pytest.mark.parametrize("words", [(), ("--lock", "drift.lock"), ("--baseline", "env:production")])
def test_a_reference_that_cannot_be_read_now(past, reference, line, words):
    found = past[0]("gate", reference, "--env", "staging", *words, code=2)
    assert line in found.out + found.err


def test_a_reference_that_another_scan_reads_right_now(past):
    drift, fleet = past
    handles = [lock.open("rb+") for lock in drift.folder.glob("drift.db*.lock")]
    for handle in handles:
        fcntl.flock(handle, fcntl.LOCK_EX)
    found = drift("gate", f"dir:{fleet.root}/staging/web", "--env", "staging", code=2)
    for handle in handles:
        handle.close()
    assert "another scan reads" in found.err


def test_a_baseline_for_an_environment_that_was_never_scanned(past):
    drift, fleet = past
    other = Fleet(fleet.root, {**fleet.environments, "qa": ["web"]}).policy().rename(drift.folder / "more.toml")
    fleet.policy()
    found = drift("gate", "--config", other, "--env", "qa", "--baseline", "env:production", code=2)
    assert found.answer.startswith("CANNOT JUDGE: qa: it is declared in drift.toml and was never scanned")


def test_a_lock_that_has_no_environment(past):
    drift, _ = past
    lines = (drift.folder / "drift.lock").read_text().splitlines(keepends=True)
    (drift.folder / "empty.lock").write_text("".join(line for line in lines if "env" not in line[:14]))
    answer = drift("gate", "--lock", "empty.lock", code=2).answer
    assert answer == "CANNOT JUDGE: nothing to judge: no environment was scanned"


def test_an_answer_that_cannot_be_written(past):
    assert "cannot be written" in past[0]("gate", "-o", "/no/such/folder/drift.json", code=2).err


def test_a_policy_that_says_nothing_is_the_built_in_one(drift, fleet):
    (drift.folder / "drift.toml").write_text("")
    path = fleet.service("prod", "web", etc__app__app_conf=EDITED)
    drift("scan", f"dir:{path}", "--env", "prod", "--image", fleet.image, code=0)
    drift("gate", code=1)


def test_a_store_in_which_nothing_was_scanned(drift, fleet):
    path = fleet.service("prod", "web")
    drift("diff", f"dir:{path}", "--image", fleet.image, code=0)
    assert drift("gate", code=2).answer == "CANNOT JUDGE: nothing to judge: no environment was scanned"
    assert "no scan has read it" in drift("gate", "--env", "prod", code=2).answer
    assert "CANNOT JUDGE: " in drift("gate", "--promote", "prod:live", code=2).answer


def test_a_named_environment_whose_only_engine_never_answered(drift, fleet):
    fleet.service("production", "web")
    policy = fleet.policy()
    policy.write_text(policy.read_text() + '[[environment]]\nname = "qa"\nhosts = ["unix:///no/such.sock"]\n')
    drift("scan", code=2)
    assert "unix:///no/such.sock" in drift("gate", "--env", "qa", code=2).answer
    assert "unix:///no/such.sock" in drift("gate", "--promote", "qa:production", code=2).answer
    drift("gate", "--env", "production", code=0)


def test_gaps_that_a_strict_policy_does_not_let_pass(drift, fleet):
    for environment, key in (("dev", "a"), ("prod", "b")):
        fleet.bundle(environment, "web", {"DB_PASSWORD": "correct-horse-battery-9"})
        fleet.policy()
        drift.with_variables(DRIFT_KEY=key * 32)("scan", "--env", environment, code=0)
    drift("gate", code=0)
    fleet.policy("strict_coverage = true")
    assert "DB_PASSWORD cannot be compared" in drift("gate", code=2).answer
