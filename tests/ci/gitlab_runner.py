"""Runs a job of a GitLab CI/CD component as GitLab and its runner do: inputs put into the text, variables into the job, script lines into one shell.

See docs.gitlab.com, "CI/CD inputs" and "Predefined CI/CD variables". In a job's variables `$NAME` is another variable, and so GitLab itself expands
those; ours have none.
"""

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

INPUT = re.compile(r"\$\[\[ inputs\.(\w+) \]\]")
OF_OTHERS = ("CI_", "DRIFT_", "DOCKER_", "GITHUB_", "GITLAB_", "PYTHON")
SHELL = "set -eo pipefail\nset +o noclobber\n"
"""What the runner's script begins with."""


@dataclass
class Job:
    project: Path
    """The team's checkout."""
    builds: Path
    variables: Mapping[str, str] = field(default_factory=dict)
    log: str = ""

    def run(self, component: Path, part: str, **inputs: str) -> int:
        """The lines of before_script, script or after_script of the component's one job; the exit code."""
        (definition,) = included(component, inputs).values()
        script = SHELL + "\n".join(definition[part]) + "\n"
        environ = {**self._environ(), **definition["variables"]}
        done = subprocess.run(
            ["bash"], input=script, cwd=self.project, env=environ, capture_output=True, text=True, check=False
        )
        self.log = done.stdout + done.stderr
        return done.returncode

    def _environ(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OF_OTHERS)}
        return {
            **kept,
            "CI": "true",
            "CI_BUILDS_DIR": str(self.builds),
            "CI_COMMIT_REF_NAME": "main",
            "CI_COMMIT_SHA": "ffac537e6cbbf934b08745a378932722df287a53",
            "CI_JOB_ID": "4711",
            "CI_JOB_NAME": "drift",
            "CI_JOB_STAGE": "test",
            "CI_JOB_TOKEN": "glcbt-64_0123456789abcdef",
            "CI_JOB_URL": "https://gitlab.com/team/shop/-/jobs/4711",
            "CI_PIPELINE_SOURCE": "merge_request_event",
            "CI_PROJECT_DIR": str(self.project),
            "CI_PROJECT_PATH": "team/shop",
            "CI_SERVER": "yes",
            "CI_SERVER_URL": "https://gitlab.com",
            "GITLAB_CI": "true",
            **self.variables,
        }


def included(component: Path, inputs: Mapping[str, str]) -> dict[str, Any]:
    """The jobs, with these inputs."""
    header, jobs = yaml.safe_load_all(component.read_text())
    known = {name: one.get("default") for name, one in header["spec"]["inputs"].items()}
    assert inputs.keys() <= known.keys()
    known |= inputs
    assert None not in known.values(), "an input without a default is mandatory"
    made: dict[str, Any] = interpolated(jobs, known)
    return made


def interpolated(value: Any, known: Mapping[str, str]) -> Any:
    match value:
        case dict():
            return {interpolated(key, known): interpolated(one, known) for key, one in value.items()}
        case list():
            return [interpolated(one, known) for one in value]
        case str():
            return INPUT.sub(lambda found: known[found[1]], value)
        case _:
            return value
