"""The action, run step by step as GitHub's runner does, from an archive of this project as the runner unpacks it."""

import io
import json
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from tests.ci.checkout import ROOT, commit
from tests.ci.github_api import Comments
from tests.ci.runner import Job
from tests.cli.fleet import Fleet
from tests.docs.blocks import blocks

PASSWORD = "correct-horse-battery-9"
KEY = "0123456789abcdef0123456789abcdef"
PULL_REQUEST = {"pull_request": {"number": 7}}
PYTHONS = ("python3", "python3.11", "python3.12", "python3.13", "python3.14")
PAGE = ROOT / "docs/pipelines.md"


@pytest.fixture(scope="module")
def first(tmp_path_factory, released):
    """A team's checkout, of which production was edited by hand; its folder called drift is not ours."""
    folder = tmp_path_factory.mktemp("runner")
    action = folder / "_actions/container-drift/container-drift/v1"
    archive = subprocess.run(["git", "-C", released, "archive", "HEAD"], capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        tar.extractall(action, filter="data")
    workspace = folder / "_work/shop/shop"
    (workspace / "drift").mkdir(parents=True)
    (workspace / "drift/__init__.py").write_text("raise SystemExit('this is not drift')\n")
    fleet = Fleet(workspace)
    web = fleet.bundle("prod", "web", {"DB_PASSWORD": PASSWORD})
    (web / "rootfs/etc/app/app.conf").write_bytes(b"[server]\nport = 9090\n")
    fleet.policy()
    (workspace / "compose.yaml").write_text("services:\n  web:\n    image: app:1\n")
    commit(workspace)
    made = Job(action, workspace, folder, variables={"DRIFT_KEY": KEY, "DRIFT_DB": str(folder / "store/drift.db")})
    assert made.uses(command="scan") == 0, made.log
    assert made.outputs["verdict"] == ""
    assert made.outputs["exit-code"] == "0"
    return made


@pytest.fixture
def job(first, tmp_path):
    """A job after that one, with what it has scanned."""
    shutil.copytree(first.folder / "store", tmp_path / "store")
    variables = {"DRIFT_KEY": KEY, "DRIFT_DB": str(tmp_path / "store/drift.db")}
    return Job(first.action, first.workspace, first.folder, variables=variables)


@pytest.fixture
def api():
    with Comments() as server:
        yield server
        server.shutdown()


def test_drift_fails_the_job_and_leaves_every_report(job):
    assert job.uses(sarif="code scanning/drift.sarif") == 1
    assert (job.outputs["verdict"], job.outputs["exit-code"]) == ("drift", "1")
    assert job.outputs["sarif"] == str(job.workspace / "code scanning/drift.sarif")
    (result,) = json.loads(Path(job.outputs["sarif"]).read_text())["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "compose.yaml"
    assert Path(job.outputs["html"]).read_text().startswith("<!doctype html>")
    assert job.summary == Path(job.outputs["markdown"]).read_text()
    assert job.summary.startswith("## ✗ DRIFT: 1 finding")
    assert job.log.count("::error title=drift%3A config-file-changed::high: prod/web: /etc/app/app.conf") == 1
    left = job.log + "".join(Path(path).read_text() for path in job.outputs.values() if "/" in path)
    assert [secret for secret in (PASSWORD, KEY, job.token) if secret in left] == []


def test_a_report_of_the_same_does_not_fail_the_job(job):
    assert job.uses(command="report") == 0
    assert (job.outputs["verdict"], job.outputs["exit-code"]) == ("drift", "0")
    assert job.log.count("::error title=drift%3A config-file-changed::") == 1
    assert job.summary.startswith("## ✗ DRIFT: 1 finding")


def test_what_passes_passes(job):
    assert job.uses(fail_on="critical", config="drift.toml", args="--env 'prod'") == 0
    assert (job.outputs["verdict"], job.outputs["exit-code"]) == ("pass", "0")


def test_references_are_read_now_one_a_line(job):
    web = f"dir:{job.workspace}/prod/web"
    image = f"docker-archive:{job.workspace}/image.tar"
    assert job.uses(references=f"\n  {web}\n\n", args=f"--env prod --image '{image}'") == 1
    assert job.outputs["verdict"] == "drift"


def test_what_cannot_be_judged_ends_with_2_and_leaves_no_older_report(job):
    assert job.uses(references="dir:/no/such/folder", args="--env prod") == 2
    assert (job.outputs["verdict"], job.outputs["exit-code"]) == ("unjudged", "2")
    assert job.uses(args="--env nowhere") == 2
    assert (job.outputs["verdict"], job.outputs["html"], job.summary) == ("unjudged", "", "")


@pytest.mark.parametrize(
    ("inputs", "line"),
    [
        ({"args": "--env 'prod"}, '::error title=drift::The input "args" is no command line: No closing quotation.'),
        ({"command": "demo"}, '::error title=drift::The input "command" is one of gate, report, scan.'),
        ({"directory": "drift.toml"}, "::error title=drift::The reports cannot be written: File exists."),
        ({"version": "1; touch pwned"}, '::error title=drift::The input "version" is no version, such as 1.2.0.'),
    ],
)
def test_an_input_that_is_none_is_said_and_2(job, inputs, line):
    assert job.uses(**inputs) == 2
    assert job.log == f"{line}\n"


def test_no_input_is_code(job):
    code = "$(touch pwned) `touch pwned`; touch pwned\n'; touch pwned #"
    names = ("references", "config", "fail_on", "directory", "sarif", "comment", "token")
    assert job.uses(**dict.fromkeys(names, code)) == 2
    assert job.uses(command=code) == 2
    assert job.uses(args="$(touch pwned) ; touch pwned | touch pwned") == 2
    assert not list(job.folder.rglob("pwned"))


def test_the_pull_request_has_one_comment_that_is_replaced(job, api):
    job.event, job.variables = PULL_REQUEST, {**job.variables, "GITHUB_API_URL": api.address}
    api.comments = dict.fromkeys(range(1, 104), "of a colleague")
    for _ in range(2):
        assert job.uses(comment="true") == 1
    assert job.uses(comment="true", fail_on="critical") == 0
    assert len(api.comments) == 104
    assert api.comments[104].startswith("<!-- container-drift ")
    assert "\n## ✓ NO DRIFT" in api.comments[104]
    job.uses(comment="true", args="--env prod")
    assert len(api.comments) == 105
    assert api.tokens == {f"Bearer {job.token}"}
    assert job.token not in job.log


def test_a_comment_that_is_refused_does_not_change_the_verdict(job, api):
    job.event, job.variables = PULL_REQUEST, {**job.variables, "GITHUB_API_URL": api.address}
    api.refuses = True
    assert job.uses(comment="true") == 1
    assert "::warning title=drift::The pull request got no comment: 403 " in job.log
    job.variables = {**job.variables, "GITHUB_API_URL": "http://127.0.0.1:9"}
    assert job.uses(comment="true") == 1
    assert "::warning title=drift::The pull request got no comment: " in job.log


def test_where_there_is_no_pull_request_there_is_no_comment(job):
    assert job.uses(comment="true") == 1
    assert "There is no pull request to comment on." in job.log


def test_a_runner_without_a_python_that_will_do_is_told_what_helps(job, tmp_path):
    for name in PYTHONS:
        (tmp_path / name).write_text("#!/bin/sh\nexit 1\n")
        (tmp_path / name).chmod(0o755)
    job = Job(job.action, job.workspace, tmp_path, variables={"PATH": f"{tmp_path}:/usr/bin:/bin"})
    assert job.uses() == 2
    assert "no Python 3.11 or newer with venv: let actions/setup-python run before." in job.log


def test_on_windows_it_says_where_it_runs(job, tmp_path):
    job = Job(job.action, job.workspace, tmp_path, variables={"RUNNER_OS": "Windows"})
    assert job.uses() == 2
    assert job.log == "::error title=drift::drift runs on Linux and macOS: let the job run on one of them.\n"


def test_it_is_an_action_by_the_published_schema(installed):
    check = [installed("check-jsonschema"), "--builtin-schema", "vendor.github-actions", ROOT / "action.yml"]
    assert subprocess.run(check, check=False).returncode == 0


def test_the_workflow_of_the_page_is_one_by_the_published_schema(installed, tmp_path):
    for number, workflow in enumerate(block for block in blocks(PAGE, "yaml") if "runs-on:" in block):
        (tmp_path / f"{number}.yml").write_text(workflow)
    check = [installed("check-jsonschema"), "--builtin-schema", "vendor.github-workflows", *tmp_path.glob("*.yml")]
    assert len(check) > 3
    assert subprocess.run(check, check=False).returncode == 0
