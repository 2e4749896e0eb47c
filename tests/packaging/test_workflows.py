"""The workflows: pinned, with as few rights as their steps need, and nothing of a stranger's in a command."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".github/workflows"
WORKFLOWS = sorted(FOLDER.glob("*.y*ml"))
PINNED = re.compile(r"uses: [\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")
RIGHTS = {
    "build": {"contents": "read", "id-token": "write", "attestations": "write"},
    "publish": {"id-token": "write"},
    "page": {"contents": "write"},
    "image": {"contents": "read", "packages": "write", "id-token": "write", "attestations": "write"},
}


def loaded(path: Path) -> dict[Any, Any]:
    document: dict[Any, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return document


def steps(path: Path) -> Iterator[dict[str, Any]]:
    for job in loaded(path)["jobs"].values():
        yield from job["steps"]


def triggers(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = loaded(path)[True]  # YAML 1.1 takes the key `on` for true
    return found


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_every_action_is_pinned_to_a_commit_and_names_its_version(path):
    used = [line.strip().removeprefix("- ") for line in path.read_text().splitlines() if "uses:" in line]
    assert used
    assert [line for line in used if not PINNED.fullmatch(line) and not line.startswith("uses: ./")] == []


def test_an_action_has_one_commit_everywhere():
    pairs = {tuple(one.split("@")) for path in WORKFLOWS for one in re.findall(r"uses: (\S+@\w+)", path.read_text())}
    names = [name for name, _ in pairs]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_no_command_has_an_expression_in_it(path):
    """What an expression stands for would be read by the shell: it is given as a variable."""
    assert [step["run"] for step in steps(path) if "${{" in step.get("run", "")] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_stranger_s_change_runs_without_our_rights(path):
    assert not {"pull_request_target", "workflow_run", "issue_comment"} & triggers(path).keys()
    assert "secrets." not in path.read_text()
    assert loaded(path)["permissions"] in ({}, {"contents": "read"})
    checkouts = [step for step in steps(path) if step.get("uses", "").startswith("actions/checkout@")]
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)
    assert all("timeout-minutes" in job for job in loaded(path)["jobs"].values())


def test_each_job_of_a_release_has_the_rights_that_it_needs_and_no_more():
    release = loaded(FOLDER / "release.yml")
    assert {name: job["permissions"] for name, job in release["jobs"].items()} == RIGHTS
    assert triggers(FOLDER / "release.yml") == {"push": {"tags": ["v*"]}}
    assert {name for name, job in release["jobs"].items() if job.get("environment") == "release"} == {
        "publish",
        "image",
    }


def test_the_tests_are_those_of_the_makefile():
    commands = [step["run"] for step in steps(FOLDER / "ci.yml") if "run" in step]
    targets = {target for command in commands if command.startswith("make ") for target in command.split()[1:]}
    assert targets == {"test", "check", "unit"}
    makefile = (ROOT / "Makefile").read_text()
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in {*targets, "dist"})


def test_every_python_that_is_promised_is_tested():
    matrix = loaded(FOLDER / "ci.yml")["jobs"]["python"]["strategy"]["matrix"]["version"]
    promised = re.findall(r'"Programming Language :: Python :: (3\.\d+)"', (ROOT / "pyproject.toml").read_text())
    assert matrix == promised
