"""How a process ends when its reader goes, a signal comes, or we made a mistake."""

import os
import re
import signal
import stat
from pathlib import Path

import pytest

from tests.cli.command import Command, Done, ended
from tests.cli.fleet import Fleet

EDITED = b"[server]\nport = 9090\n"
MANY = 1000
"""Files that differ: their findings are far more than a pipe holds (64 KiB)."""


@pytest.fixture(scope="module")
def drifted(tmp_path_factory):
    fleet = Fleet(tmp_path_factory.mktemp("drifted"))
    path = fleet.service("dev", "web", etc__app__app_conf=EDITED)
    for number in range(MANY):
        (path / f"srv/page-{number}").write_bytes(b"new")
    fleet.policy()
    drift = Command(fleet.root)
    drift("scan", code=0)
    return drift


def test_a_reader_that_has_read_enough_does_not_change_the_verdict(drifted):
    whole = drifted("gate", "-v", "--format", "json", code=1)
    assert len(whole.out) > 200_000
    for command in ("gate -v --format json | head -1", "gate -v | head -1", "gate | true"):
        cut = drifted.shell(f"drift {command}")
        assert (cut.code, cut.err) == (1, ""), command


def test_a_reader_of_a_passing_gate_does_not_make_it_drift(drifted):
    cut = drifted.shell("drift gate -v --fail-on critical --format json | head -1")
    assert (cut.code, cut.err) == (0, "")


def closed_pipe() -> int:
    reading, writing = os.pipe()
    os.close(reading)
    return writing


@pytest.mark.parametrize("words", [("--help",), ("--version",), ("gate", "--help"), ("rules",)])
def test_help_that_nobody_reads_is_no_drift(drift, words):
    assert drift(*words, stdout=closed_pipe()) == Done(0, "", "")


def test_notes_that_nobody_reads_do_not_change_the_verdict(drifted):
    assert drifted("gate", "-o", "gate.json", stderr=closed_pipe(), code=1).out == ""
    assert drifted("scan", "--env", "nowhere", stderr=closed_pipe(), code=2).out == ""


def test_a_full_disk_behind_stdout_is_said(drifted):
    with Path("/dev/full").open("wb") as full:
        done = drifted("gate", stdout=full, code=2)
    assert done.err == "drift: stdout cannot be written: No space left on device; make room\n"


def test_a_closed_stdout_is_said(drifted):
    done = drifted.shell("drift gate >&-")
    assert (done.code, done.err) == (2, "drift: stdout is closed; name a file with -o\n")


@pytest.mark.parametrize(
    ("number", "code", "word"), [(signal.SIGINT, 130, "interrupted"), (signal.SIGTERM, 143, "terminated")]
)
def test_a_signal_ends_it_with_one_line_and_its_own_code(drift, silent_engine, number, code, word):
    with drift.unmeasured.start("scan", "-H", silent_engine.address) as process:
        assert silent_engine.asked.wait(30)
        process.send_signal(number)
        assert ended(process) == Done(code, "", f"drift: {word}\n")
    assert drift("status", code=0).answer == "CANNOT JUDGE: nothing to judge: no environment was scanned"


def test_a_signal_that_is_ignored_from_the_start_stays_ignored(drift, silent_engine):
    """As `nohup` has it."""
    with drift.unmeasured.start("doctor", "-H", silent_engine.address, preexec_fn=ignore_interrupts) as process:
        assert silent_engine.asked.wait(30)
        process.send_signal(signal.SIGINT)
        silent_engine.close()
        assert ended(process).code == 2


def ignore_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


FAILING = """
import sys
from drift.pipeline import judging
def broken(session):
    secret = "hunter2-the-value"
    try:
        return {}[secret]
    except KeyError as error:
        raise RuntimeError(f"broken by {secret}") from error
judging.fleet_status = broken
sys.argv = ["drift", "status"]
from drift.__main__ import main
main()
"""


@pytest.fixture
def failing(drift, fleet):
    """A function of ours that raises what nobody expects; its value stands in a variable and in two messages."""
    fleet.service("dev", "web")
    fleet.policy()
    drift("scan", code=0)
    return drift


def test_a_mistake_of_ours_is_one_line_a_trace_for_its_owner_alone_and_2(failing, tmp_path):
    done = failing.with_variables(TMPDIR=str(tmp_path)).python(FAILING)
    assert done.code == 2
    said = re.fullmatch(
        r"drift: internal error, RuntimeError; please report it with the trace in (.*/drift-trace-\w+\.txt)\n", done.err
    )
    assert said
    trace = Path(said[1])
    assert stat.S_IMODE(trace.stat().st_mode) == 0o600
    assert "in broken" in trace.read_text()
    assert "KeyError\nthen\n" in trace.read_text()
    assert "hunter2" not in trace.read_text()


def test_a_trace_that_cannot_be_written_is_still_one_line_and_2(failing):
    script = "import tempfile\ntempfile.tempdir = '/no/such/folder'\n" + FAILING
    done = failing.python(script)
    assert done.code == 2
    assert re.fullmatch(r"drift: internal error, RuntimeError; please report it with this: .*\n", done.err)
    assert "hunter2" not in done.err


@pytest.mark.parametrize(
    "words", [(), ("gat",), ("diff",), ("gate", "--fail-at", "high"), ("scan", "--env"), ("config",)]
)
def test_a_slip_of_the_pen_is_2_and_never_drift(drift, words):
    done = drift(*words, code=2)
    assert "Usage: drift" in done.out + done.err or done.err.startswith("Error: ")
