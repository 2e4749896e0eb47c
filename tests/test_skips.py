"""A run in CI that skipped something has not passed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ALLOWED = "mmdebstrap could not make forky: no such suite"


@pytest.fixture
def run(tmp_path):
    """Run pytest on one test with this project's conftest; (exit code, output)."""

    def run(test: str, ci: str) -> tuple[int, str]:
        (tmp_path / "test_one.py").write_text(f"import pytest\n\n{test}\n")
        (tmp_path / "pytest.ini").write_text("[pytest]\n")
        command = (
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "tests.conftest",
            "-p",
            "no:cacheprovider",
            "-c",
            "pytest.ini",
            ".",
        )
        environment = os.environ | {"PYTHONPATH": str(ROOT), "CI": ci}
        done = subprocess.run(command, check=False, cwd=tmp_path, env=environment, capture_output=True, text=True)
        return done.returncode, done.stdout

    return run


@pytest.mark.parametrize(("ci", "code"), [("true", 1), ("", 0)])
def test_a_skip_fails_the_run_in_ci_only(run, ci, code):
    got, output = run("def test_one():\n    pytest.skip('no engine')", ci)
    assert got == code
    assert ("skipped, which CI does not allow" in output) == bool(ci)


def test_a_module_that_is_skipped_as_a_whole_counts_too(run):
    module = "pytest.skip('no browser', allow_module_level=True)\n\ndef test_one():\n    pass"
    assert run(module, "true")[0] != 0


def test_a_listed_reason_an_expected_failure_and_a_pass_are_fine(run):
    tests = f"""
def test_one():
    pytest.skip({ALLOWED!r})

@pytest.mark.xfail
def test_two():
    raise AssertionError

def test_three():
    pass
"""
    code, output = run(tests, "true")
    assert code == 0
    assert "1 passed, 1 skipped, 1 xfailed" in output
    assert output.index("docker-20.10: ") < output.index("test_one.py"), "the engines found come first"
