"""The component for GitLab, run line by line as GitLab's runner does, in a team's checkout."""

import json
import subprocess
from xml.etree import ElementTree as ET

import pytest
import yaml

from tests.ci.checkout import ROOT, commit
from tests.ci.gitlab_runner import INPUT, Job, included
from tests.cli.command import Command
from tests.cli.fleet import Fleet
from tests.docs.blocks import blocks

COMPONENT = ROOT / "templates/drift.yml"
PAGE = ROOT / "docs/pipelines.md"
PASSWORD = "correct-horse-battery-9"


@pytest.fixture(scope="module")
def job(tmp_path_factory, released):
    """Production was scanned and then edited by hand. Its package is the released repository, its pip the machine's."""
    folder = tmp_path_factory.mktemp("builds")
    fleet = Fleet(folder / "team/shop")
    fleet.root.mkdir(parents=True)
    web = fleet.bundle("prod", "web", {"DB_PASSWORD": PASSWORD})
    (web / "rootfs/etc/app/app.conf").write_bytes(b"[server]\nport = 9090\n")
    fleet.policy()
    (fleet.root / "compose.yaml").write_text("services:\n  web:\n    image: app:1\n")
    commit(fleet.root)
    drift = Command(fleet.root, {"DRIFT_DB": str(folder / "drift.db")})
    drift("scan", code=0)
    made = Job(fleet.root, folder, {"DRIFT_DB": str(folder / "drift.db"), "PIP_CONSTRAINT": "/dev/null"})
    assert made.run(COMPONENT, "before_script", package=str(released)) == 0, made.log
    yield made
    assert made.run(COMPONENT, "after_script") == 0
    assert not list(folder.glob(".drift-*"))


def test_the_gate_s_exit_code_is_the_job_s_and_the_artifacts_are_there(job):
    assert job.run(COMPONENT, "script") == 1, job.log
    artifacts = included(COMPONENT, {})["drift"]["artifacts"]
    (page,), reports = artifacts["paths"], artifacts["reports"]
    assert (job.project / page).read_text().startswith("<!doctype html>")
    assert ET.parse(job.project / reports["junit"]).getroot().get("failures") == "1"
    (issue,) = json.loads((job.project / reports["codequality"]).read_text())
    assert issue["location"] == {"path": "compose.yaml", "lines": {"begin": 2}}
    assert "\nERROR config-file-changed: high: prod/web: /etc/app/app.conf: server.port\n" in job.log
    assert job.log.count("section_start:") == 1
    assert PASSWORD not in job.log


@pytest.mark.parametrize(
    ("inputs", "code"),
    [
        ({"fail_on": "critical", "config": "drift.toml"}, 0),
        ({"args": "--env prod --fail-on critical"}, 0),
        ({"args": "--env nowhere"}, 2),
        ({"args": "container:no --env prod", "config": "no.toml"}, 2),
    ],
)
def test_inputs_become_options(job, inputs, code):
    assert job.run(COMPONENT, "script", **inputs) == code, job.log


def test_no_input_is_code(job):
    code = "$(touch pwned) `touch pwned`; touch pwned * ' \" "
    assert job.run(COMPONENT, "script", args=code, config=code, fail_on=code) == 2
    assert not list(job.builds.rglob("pwned"))
    (definition,) = included(COMPONENT, {}).values()
    text = COMPONENT.read_text()
    assert {"before_script", "script", "after_script"} < definition.keys()
    assert not INPUT.search(text[text.index("before_script:") :])


def test_it_is_a_job_by_the_published_schema(installed, tmp_path):
    (tmp_path / "component.yml").write_text(yaml.safe_dump(included(COMPONENT, {})))
    (tmp_path / "page.yml").write_text(next(block for block in blocks(PAGE, "yaml") if "component:" in block))
    check = [installed("check-jsonschema"), "--builtin-schema", "vendor.gitlab-ci", *tmp_path.glob("*.yml")]
    assert subprocess.run(check, check=False).returncode == 0


def test_the_page_names_inputs_that_there_are():
    for block in blocks(PAGE, "yaml"):
        for include in yaml.safe_load(block).get("include", ()) if "include:" in block else ():
            header = next(yaml.safe_load_all(COMPONENT.read_text()))
            assert include["inputs"].keys() <= header["spec"]["inputs"].keys()
