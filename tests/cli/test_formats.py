"""What other tools read, from the command as a user runs it."""

import csv
import json
from io import StringIO
from xml.etree import ElementTree as ET

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.cli.command import Command
from tests.cli.fleet import Fleet


@pytest.fixture(scope="module")
def scanned(tmp_path_factory):
    """A checkout whose production was edited by hand."""
    fleet = Fleet(tmp_path_factory.mktemp("fleet"))
    fleet.service("prod", "web", etc__app__app_conf=b"[server]\nport = 9090\n")
    fleet.policy()
    (fleet.root / ".git").mkdir()
    (fleet.root / "compose.yaml").write_text("services:\n  db:\n    image: db\n  web:\n    image: app:1\n")
    drift = Command(fleet.root)
    drift("scan", code=0)
    return drift


def written(drift: Command, name: str) -> str:
    drift("gate", "-o", name, code=1)
    return (drift.folder / name).read_text("utf-8")


def test_the_suffix_chooses_the_format_and_each_tells_of_the_same_finding(scanned):
    assert written(scanned, "drift.md").startswith("## ✗ DRIFT: 1 finding")
    run = json.loads(written(scanned, "drift.sarif"))["runs"][0]
    assert [one["ruleId"] for one in run["results"]] == ["config-file-changed"]
    assert ET.fromstring(written(scanned, "drift.xml")).get("failures") == "1"
    assert [row["rule"] for row in csv.DictReader(StringIO(written(scanned, "drift.csv")))] == ["config-file-changed"]
    metrics = {one.name: one for one in text_string_to_metric_families(written(scanned, "drift.prom"))}
    assert [one.value for one in metrics["drift_failing_findings"].samples] == [1]
    assert [one.value >= 0 for one in metrics["drift_scan_duration_seconds"].samples] == [True]


def test_a_finding_is_at_the_line_of_the_compose_file(scanned):
    (issue,) = json.loads(written(scanned, "gl.codequality.json"))
    assert issue["location"] == {"path": "compose.yaml", "lines": {"begin": 4}}
    (result,) = json.loads(written(scanned, "drift.sarif.json"))["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]
    assert (place["artifactLocation"]["uri"], place["region"]["startLine"]) == ("compose.yaml", 4)


def test_report_and_diff_have_them_too(scanned):
    done = scanned("report", "--format", "codequality", "-o", "-", code=0)
    assert len(json.loads(done.out)) == 1
    done = scanned("diff", "env:prod", "--format", "csv", code=0)
    assert "config-file-changed" in done.out


def test_one_judgement_is_written_in_several_formats_and_shown(scanned):
    gate = scanned("gate", "-o", "all.html", "-o", "-", "-o", "all.codequality.json", code=1)
    assert gate.answer == "DRIFT: 1 finding at or above high in prod"
    assert gate.err == f"drift: {gate.answer}; written to all.html, all.codequality.json\n"
    assert (scanned.folder / "all.html").read_text("utf-8").startswith("<!doctype html>")
    assert len(json.loads((scanned.folder / "all.codequality.json").read_text())) == 1
    scanned("report", "-q", "-o", "report.md", "-o", "report.csv", code=0)
    assert (scanned.folder / "report.csv").read_text().count("config-file-changed") == 1


def test_one_format_for_several_outputs_is_refused_before_anything_is_done(scanned):
    gate = scanned("gate", "--format", "json", "-o", "refused.html", "-o", "refused.md", code=2)
    assert gate.err == (
        "drift: --format json is one format, and there are 2 outputs; "
        "leave it out: the suffix of each file says its format\n"
    )
    assert not list(scanned.folder.glob("refused.*"))


def test_an_answer_without_findings_is_refused_before_anything_is_done(scanned):
    done = scanned("scan", "-o", "drift.sarif", code=2)
    assert done.err == "drift: there is no sarif of this answer; drift gate, drift report and drift diff have it\n"
    assert done.out == ""


def test_annotations_are_written_once_in_a_job_of_github(scanned):
    job = Command(scanned.folder, {"GITHUB_ACTIONS": "true"})
    for words in ((), ("--format", "annotations")):
        done = job("gate", *words, code=1)
        assert (done.out + done.err).count("::error ") == 1
