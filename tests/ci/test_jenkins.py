"""The stage of a Jenkinsfile that the page gives a reader to copy: its shell line, and the files that it hands on."""

import re
from xml.etree import ElementTree as ET

from tests.ci.checkout import ROOT
from tests.docs.blocks import blocks

(STAGE,) = blocks(ROOT / "docs/pipelines.md", "groovy")
LINE, TESTS, ARTIFACT = re.findall(r"(?:sh|junit|archiveArtifacts) '([^']+)'", STAGE)


def test_the_stage_ends_as_the_gate_does_and_leaves_what_it_names(drift, fleet):
    drift = drift.with_variables(BUILD_NUMBER="7", JENKINS_URL="https://ci.example/", WORKSPACE=str(fleet.root))
    fleet.service("prod", "web")
    fleet.policy()
    drift("scan", code=0)
    drift("lock", code=0)
    assert drift.shell(LINE).code == 0
    assert ET.parse(fleet.root / TESTS).getroot().get("failures") == "0"
    fleet.service("prod", "web", etc__app__app_conf=b"[server]\nport = 9090\n")
    done = drift.shell(LINE)
    assert (done.code, done.answer) == (1, "DRIFT: 1 finding at or above high in prod")
    assert ET.parse(fleet.root / TESTS).getroot().get("failures") == "1"
    assert (fleet.root / ARTIFACT).read_text().startswith("<!doctype html>")
