"""One judgement in a job of GitHub: the reports, the job's summary, the annotations, and the outputs of the action.

The inputs come as variables (INPUT_…), which no shell reads. The verdict's exit code is an output: the action's last step ends with it.
"""

import json
import os
import secrets
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NoReturn

COMMANDS = ("gate", "report", "scan")
CODES = (0, 1, 2)
SUFFIXES = {"html": ".html", "sarif": ".sarif", "markdown": ".md", "json": ".json"}
"""Output of the action → suffix of its file, which says the format."""
LOG = ".annotations"
"""What `drift report` tells the job's log; `drift gate` does so by itself."""


def main() -> None:
    given = {name.removeprefix("INPUT_"): value for name, value in os.environ.items() if name.startswith("INPUT_")}
    command = given.get("COMMAND", "")
    if command not in COMMANDS:
        fail(f'The input "command" is one of {", ".join(COMMANDS)}.')
    try:
        words = [command, *options(given)]
    except ValueError as error:
        fail(f'The input "args" is no command line: {error}.')
    try:
        files = {} if command == "scan" else outputs(given)
    except OSError as error:
        fail(f"The reports cannot be written: {error.strerror}.")
    shown = ["-o", "-"] if command == "gate" else []
    code = run([*words, *shown, *(f"-o{file}" for file in files.values()), "--", *references(given)])
    if command == "report":
        sys.stdout.write(text(files.pop("log")))
    summarise(files)
    there = {name: str(file) for name, file in files.items() if file.exists()}
    say({"exit-code": str(code), "verdict": verdict(files), **there})
    sys.exit(0 if code in CODES else code)


def options(given: Mapping[str, str]) -> Iterator[str]:
    """ValueError for a quotation that does not end."""
    yield from shlex.split(given.get("ARGS", ""))
    for option, name in (("--config", "CONFIG"), ("--fail-on", "FAIL_ON")):
        if given.get(name):
            yield f"{option}={given[name]}"


def references(given: Mapping[str, str]) -> Iterator[str]:
    lines = (line.strip() for line in given.get("REFERENCES", "").splitlines())
    return (line for line in lines if line)


def outputs(given: Mapping[str, str]) -> dict[str, Path]:
    """Absolute paths by the names of the outputs; what an earlier run left there is gone."""
    folder = Path(given.get("DIRECTORY") or Path(os.environ["RUNNER_TEMP"], "container-drift")).absolute()
    files = {name: folder / f"drift{suffix}" for name, suffix in SUFFIXES.items()}
    if given.get("SARIF"):
        files["sarif"] = Path(given["SARIF"]).absolute()
    if given["COMMAND"] == "report":
        files["log"] = folder / f"drift{LOG}"
    for file in files.values():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.unlink(missing_ok=True)
    return files


def run(words: list[str]) -> int:
    """drift, as it is installed beside this Python; -P: not a folder of this name in the team's checkout."""
    sys.stdout.flush()
    environ = {name: value for name, value in os.environ.items() if not name.startswith("INPUT_")}
    return subprocess.run([sys.executable, "-P", "-m", "drift", *words], check=False, env=environ).returncode


def verdict(files: Mapping[str, Path]) -> str:
    """Nothing written is nothing judged, whatever the reason; after a scan there is none."""
    if not files:
        return ""
    return str(json.loads(text(files["json"]) or "{}").get("verdict", "unjudged"))


def summarise(files: Mapping[str, Path]) -> None:
    """The page of the job shows it; steps before this one may have written there, too."""
    if "GITHUB_STEP_SUMMARY" in os.environ and "markdown" in files:
        with Path(os.environ["GITHUB_STEP_SUMMARY"]).open("a", encoding="utf-8") as summary:
            summary.write(text(files["markdown"]))


def say(values: Mapping[str, str]) -> None:
    """Outputs of the step. The mark that ends a value is one that no value can have guessed."""
    with Path(os.environ["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as file:
        for name, value in values.items():
            end = secrets.token_hex(16)
            file.write(f"{name}<<{end}\n{value}\n{end}\n")


def text(file: Path) -> str:
    return file.read_text("utf-8") if file.exists() else ""


def fail(message: str) -> NoReturn:
    print(f"::error title=drift::{message}")
    sys.exit(2)


if __name__ == "__main__":
    main()
