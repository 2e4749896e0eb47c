"""Where the answer goes: stdout, a file, a device; beside it one line for people."""

import json
import os
import stat

import jsonschema_rs
import pytest

from drift.render.json import schema
from tests.cli.command import Command
from tests.cli.fleet import Fleet


@pytest.fixture(scope="module")
def fleet(tmp_path_factory):
    return Fleet(tmp_path_factory.mktemp("fleet"))


@pytest.fixture(scope="module")
def scanned(fleet):
    """A store that is only read here."""
    fleet.service("dev", "web", srv__page=b"other\n")
    fleet.policy()
    drift = Command(fleet.root)
    drift("scan", code=0)
    return drift


def test_json_on_stdout_is_json_alone_and_of_the_published_schema(scanned, fleet):
    validator = jsonschema_rs.Draft202012Validator(schema())
    web = f"dir:{fleet.root}/dev/web"
    for words in (
        ("scan",),
        ("gate",),
        ("status",),
        ("history", "web"),
        ("show", "env:dev/web"),
        ("diff", web, "--image", fleet.image),
        ("report", "-o", "-"),
    ):
        done = scanned(*words, "--format", "json", code=0)
        assert done.err == ""
        assert done.out.endswith("}\n")
        assert [str(error) for error in validator.iter_errors(done.json)] == []


def test_a_file_takes_its_format_from_its_suffix_and_one_line_says_so(scanned):
    for name, begins in (
        ("a.json", "{"),
        ("a.html", "<!doctype html>"),
        ("a.txt", "NO DRIFT: "),
        ("plain", "NO DRIFT: "),
    ):
        done = scanned("gate", "-o", name, code=0)
        assert done.out == ""
        assert done.err == (
            f"drift: NO DRIFT: nothing at or above high in dev (1 finding below it); written to {name}\n"
        )
        assert (scanned.folder / name).read_text().lower().startswith(begins.lower())
    assert scanned("gate", "-o", "b.json", "--quiet", code=0) == type(done)(0, "", "")


def test_a_format_by_name_wins_over_the_suffix(scanned):
    scanned("gate", "-o", "gate.log", "--format", "json", code=0)
    assert json.loads((scanned.folder / "gate.log").read_text())["report"] == "gate"


def test_a_suffix_or_a_format_that_is_none_lists_those_that_there_are(scanned):
    for words in (("-o", "gate.docx"), ("--format", "docx")):
        done = scanned("gate", *words, code=2)
        assert done.err.startswith("drift: ")
        assert "console" in done.err
        assert "json (.json)" in done.err
    before = scanned.store.read_bytes()
    assert scanned("scan", "--format", "docx", code=2).out == ""
    assert scanned.store.read_bytes() == before


def test_a_report_goes_into_a_page_where_nothing_else_is_said(scanned):
    scanned("report", code=0)
    assert (scanned.folder / "drift.html").read_text().startswith("<!doctype html>")
    scanned("report", "--format", "json", code=0)
    assert json.loads((scanned.folder / "drift.json").read_text())["report"] == "gate"


@pytest.mark.parametrize("device", ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
def test_stdout_by_any_name_is_stdout(scanned, device):
    assert scanned("status", "-o", device, code=0) == scanned("status", code=0)


def test_a_device_is_written_and_not_replaced(scanned):
    before = os.lstat("/dev/null")
    assert scanned("status", "-o", "/dev/null", code=0).out == ""
    assert os.lstat("/dev/null").st_ino == before.st_ino
    fifo = scanned.folder / "fifo"
    os.mkfifo(fifo)
    with scanned.start("status", "-o", fifo, "--format", "json") as process:
        assert json.loads(fifo.read_text())["report"] == "status"
        assert process.wait(30) == 0
    assert stat.S_ISFIFO(os.lstat(fifo).st_mode)


def test_a_link_stays_and_what_it_names_is_replaced(scanned):
    (scanned.folder / "now.json").symlink_to("of-today.json")
    scanned("gate", "-o", "now.json", code=0)
    assert (scanned.folder / "now.json").is_symlink()
    assert json.loads((scanned.folder / "of-today.json").read_text())["report"] == "gate"


def test_a_file_has_the_rights_of_any_other_file_and_nothing_is_left_beside_it(scanned):
    old = os.umask(0o027)
    try:
        scanned("gate", "-o", "gate.json", code=0)
    finally:
        os.umask(old)
    assert stat.S_IMODE((scanned.folder / "gate.json").stat().st_mode) == 0o640
    assert not list(scanned.folder.glob(".gate.json.*"))


def test_variables_stand_for_options(scanned):
    variables = {"DRIFT_FORMAT": "json", "DRIFT_OUTPUT": "gate.json", "DRIFT_QUIET": "1"}
    assert scanned.with_variables(**variables)("gate", code=0).err == ""
    assert json.loads((scanned.folder / "gate.json").read_text())["report"] == "gate"
    (scanned.folder / "other.toml").write_text('fail_on = "medium"\n')
    assert scanned.with_variables(DRIFT_CONFIG="other.toml")("gate").answer.startswith("DRIFT: ")
    assert "no store" in scanned.with_variables(DRIFT_DB="other.db")("gate", code=2).err


def test_colour_is_for_terminals_alone_and_can_be_switched_off(scanned):
    assert "\x1b" not in scanned("gate", code=0).out
    assert "\x1b" in scanned.with_variables(FORCE_COLOR="1", TERM="xterm")("gate", code=0).out
    assert "\x1b" not in scanned.with_variables(FORCE_COLOR="1", TERM="xterm", NO_COLOR="1")("gate", code=0).out


@pytest.mark.parametrize(
    "words", [("status",), ("gate",), ("history", "web"), ("show", "env:dev/web"), ("rules",), ("doctor",)]
)
def test_output_ends_with_one_line_end(scanned, words):
    out = scanned(*words).out
    assert out.endswith("\n")
    assert not out.endswith("\n\n")


def test_quiet_is_the_answer_and_why_verbose_is_everything(scanned, fleet):
    quiet, usual = scanned("gate", "-q", code=0).out, scanned("gate", code=0).out
    assert quiet.splitlines()[0] == usual.splitlines()[0]
    assert len(quiet) < len(usual)
    assert len(scanned("show", "env:dev/web", "-v", code=0).out) >= len(scanned("show", "env:dev/web", code=0).out)


def test_rules_and_one_rule_are_listed_and_written(drift):
    assert "package-version-changed" in drift("rules", code=0).out
    drift("rules", "file-added", "-o", "rule.txt", code=0)
    assert (drift.folder / "rule.txt").read_text().startswith("file-added: ")
    drift("rules", "-o", "rules.md", code=0)
    assert "## file-added" in (drift.folder / "rules.md").read_text()
    assert drift("rules", "file-added", "--format", "markdown", code=0).out.startswith("# file-added\n")
    assert "did you mean" in drift("rules", "file-addd", code=2).err
    for words in (("rules",), ("doctor",)):
        assert drift(*words, "--format", "json", code=2).err.startswith("drift: there is no json of this answer; ")
    for other in (("rules",), ("doctor",), ("config", "check"), ("explain", "/srv/page")):
        assert "there is no .html of" in drift(*other, "-o", "x.html", code=2).err
