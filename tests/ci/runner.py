"""Runs a composite action as GitHub's runner does: the steps of action.yml, one bash each, with the runner's variables and files.

What is done of the syntax: inputs with their defaults, `env`, `if`, `id`, and the expressions that our action has (inputs, outputs of earlier
steps, github.token). Anything else is refused, so that a step which needs more is not thought to be tested. See docs.github.com, "Metadata syntax
for GitHub Actions" and "Default environment variables".
"""

import json
import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

EXPRESSION = re.compile(r"\$\{\{\s*(.+?)\s*\}\}")
EQUALS = re.compile(r"([\w.-]+) == '([^']*)'")
BASH = ("bash", "--noprofile", "--norc", "-eo", "pipefail")
"""What `shell: bash` stands for."""
OF_OTHERS = ("DRIFT_", "DOCKER_", "GITHUB_", "GITLAB_", "INPUT_", "RUNNER_", "PYTHON")


@dataclass
class Job:
    """A job of a workflow in the team's checkout. Its variables and files are those of the last action that ran."""

    action: Path
    """The checkout of the action."""
    workspace: Path
    """The team's checkout."""
    folder: Path
    """The runner's own."""
    token: str = "ghs_0123456789abcdef0123456789abcdef0123"
    variables: Mapping[str, str] = field(default_factory=dict)
    event: Mapping[str, Any] = field(default_factory=dict)
    log: str = ""
    outputs: dict[str, str] = field(default_factory=dict)
    summary: str = ""

    def uses(self, **inputs: str) -> int:
        """`uses:` this action `with:` these inputs (fail_on for fail-on); the exit code of the step that failed, else 0."""
        definition = yaml.safe_load((self.action / "action.yml").read_text())
        given = {name.replace("_", "-"): value for name, value in inputs.items()}
        assert given.keys() <= definition["inputs"].keys()
        known = {f"inputs.{name}": one.get("default", "") for name, one in definition["inputs"].items()}
        known = {
            "github.token": self.token,
            **{name: resolved(value, {"github.token": self.token}) for name, value in known.items()},
        }
        known |= {f"inputs.{name}": value for name, value in given.items()}
        self.log, self.summary = "", ""
        assert definition["runs"]["using"] == "composite"
        code = self._steps(definition["runs"]["steps"], known)
        self.outputs = {name: resolved(one["value"], known) for name, one in definition["outputs"].items()}
        return code

    def _steps(self, steps: list[dict[str, Any]], known: dict[str, str]) -> int:
        for step in steps:
            assert step.keys() <= {"name", "id", "if", "shell", "env", "run"}, step
            assert step["shell"] == "bash"
            assert not EXPRESSION.search(step["run"]), "what is put into a script is code there"
            if not holds(step.get("if"), known):
                continue
            code, outputs = self._step(
                step["run"], {name: resolved(value, known) for name, value in step.get("env", {}).items()}
            )
            known |= {f"steps.{step.get('id')}.outputs.{name}": value for name, value in outputs.items()}
            if code:
                return code
        return 0

    def _step(self, script: str, env: Mapping[str, str]) -> tuple[int, dict[str, str]]:
        temp = self.folder / "_temp"
        files = {
            name: temp / "_runner_file_commands" / f"{name.lower()}_1"
            for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_ENV", "GITHUB_PATH")
        }
        for file in files.values():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("")
        path = temp / "script.sh"
        path.write_text(script)
        environ = {**self._environ(), **env, **{name: str(file) for name, file in files.items()}}
        done = subprocess.run(
            [*BASH, path], cwd=self.workspace, env=environ, capture_output=True, text=True, check=False
        )
        self.log += done.stdout + done.stderr
        self.summary += files["GITHUB_STEP_SUMMARY"].read_text()
        return done.returncode, said(files["GITHUB_OUTPUT"].read_text())

    def _environ(self) -> dict[str, str]:
        event = self.folder / "_temp/_github_workflow/event.json"
        event.parent.mkdir(parents=True, exist_ok=True)
        event.write_text(json.dumps(dict(self.event)))
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OF_OTHERS)}
        return {
            **kept,
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(self.action),
            "GITHUB_API_URL": "https://api.github.invalid",
            "GITHUB_EVENT_NAME": "pull_request" if "pull_request" in self.event else "push",
            "GITHUB_EVENT_PATH": str(event),
            "GITHUB_JOB": "drift",
            "GITHUB_REF": "refs/pull/7/merge",
            "GITHUB_REPOSITORY": "team/shop",
            "GITHUB_RUN_ID": "1658821493",
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_SHA": "ffac537e6cbbf934b08745a378932722df287a53",
            "GITHUB_WORKFLOW": "CI",
            "GITHUB_WORKSPACE": str(self.workspace),
            "RUNNER_ARCH": "X64",
            "RUNNER_OS": "Linux",
            "RUNNER_TEMP": str(self.folder / "_temp"),
            "RUNNER_TOOL_CACHE": str(self.folder / "_tool"),
            **self.variables,
        }


def resolved(text: Any, known: Mapping[str, str]) -> str:
    """What an output that was never said is, is the empty string."""

    def value(match: re.Match[str]) -> str:
        name = match[1]
        assert name in known or re.fullmatch(r"steps\.\w+\.outputs\.[\w-]+", name), name
        return known.get(name, "")

    return EXPRESSION.sub(value, str(text))


def holds(condition: str | None, known: Mapping[str, str]) -> bool:
    if condition is None:
        return True
    inner = EXPRESSION.fullmatch(condition)
    comparison = EQUALS.fullmatch(inner[1] if inner else condition)
    assert comparison, condition
    return known[comparison[1]] == comparison[2]


def said(text: str) -> dict[str, str]:
    """GITHUB_OUTPUT: NAME=VALUE, or NAME<<END, lines, END."""
    outputs: dict[str, str] = {}
    lines = iter(text.splitlines())
    for line in lines:
        name, marked, end = line.partition("<<")
        if marked and "=" not in name:
            value = []
            for one in lines:
                if one == end:
                    break
                value.append(one)
            outputs[name] = "\n".join(value)
        else:
            name, _, value_of = line.partition("=")
            outputs[name] = value_of
    return outputs
