"""The hooks, run by the real pre-commit at real commits, from this project's own repository."""

import os
import subprocess

import pytest

from tests.ci.checkout import GIT, ROOT, commit, git
from tests.cli.command import Command
from tests.cli.fleet import Fleet

HOOKS = ("drift-config-check", "drift-lock")


class Team:
    """A repository of a team that has the hooks installed."""

    def __init__(self, folder, pre_commit, hooks):
        self.folder = folder
        store = str(folder.parent / "pre-commit")
        self.environ = {**os.environ, **GIT, "PRE_COMMIT_HOME": store, "PIP_CONSTRAINT": os.devnull}
        revision = git(hooks, "rev-parse", "HEAD")
        lines = "".join(f"      - id: {name}\n" for name in HOOKS)
        config = f"repos:\n  - repo: {hooks}\n    rev: {revision}\n    hooks:\n{lines}"
        (folder / ".pre-commit-config.yaml").write_text(config)
        self.first = commit(folder)
        assert self.run(pre_commit, "install")[0] == 0

    def run(self, *words):
        done = subprocess.run(words, cwd=self.folder, env=self.environ, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    def change(self, name, old, new):
        """Begins with the last commit; what git says of the new one."""
        self.run("git", "reset", "-q", "--hard", self.first)
        file = self.folder / name
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new, 1))
        return self.run("git", "commit", "-qam", "changed")


@pytest.fixture(scope="module")
def team(tmp_path_factory, installed, released):
    """Its drift.lock is of a state that a machine with an engine has read; here there is none."""
    folder = tmp_path_factory.mktemp("team") / "shop"
    folder.mkdir()
    fleet = Fleet(folder)
    fleet.bundle("prod", "web", {"LOG_LEVEL": "info"})
    fleet.policy('[env]\nrequired = ["LOG_LEVEL"]\n')
    drift = Command(folder, {"DRIFT_DB": str(folder.parent / "drift.db")})
    drift("scan", code=0)
    drift("lock", code=0)
    return Team(folder, installed("pre-commit"), released)


def test_the_manifest_is_one(installed):
    done = subprocess.run([installed("pre-commit"), "validate-manifest", ROOT / ".pre-commit-hooks.yaml"], check=False)
    assert done.returncode == 0


def test_files_that_are_right_are_committed(team):
    code, said = team.change("drift.toml", "[env]\n", "[env]\nmay_differ = ['LOG_LEVEL']\n")
    assert code == 0, said
    assert said.count("Passed") == 2


def test_a_policy_that_is_wrong_is_not_committed(team):
    code, said = team.change("drift.toml", "[env]\n", "[env]\nmust_eqal = ['A']\n")
    assert code == 1
    assert "drift: drift.toml line 2" in said
    assert "did you mean 'must_equal'?" in said
    assert git(team.folder, "rev-parse", "HEAD") == team.first


def test_a_lock_that_no_longer_fits_the_policy_is_not_committed(team):
    code, said = team.change("drift.toml", '["LOG_LEVEL"]', '["LOG_LEVEL", "DB_URL"]')
    assert code == 1
    assert "drift.lock: prod/web: the policy requires DB_URL, and it is not set" in said
    assert "drift config check.......................................................Passed" in said


def test_a_lock_that_was_edited_is_not_committed(team):
    code, said = team.change("drift.lock", '"LOG_LEVEL", "info"', '"LOG_LEVEL", "debug"')
    assert code == 1
    assert "env:prod/web was edited or merged by hand" in said


def test_other_files_ask_nothing(team):
    (team.folder / "README").write_text("shop\n")
    team.run("git", "add", "README")
    code, said = team.run("git", "commit", "-qm", "readme")
    assert (code, said.count("Skipped")) == (0, 2), said
