from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest

from drift.render.junit import Junit
from drift.report import Report
from tests.render.builders import JUDGED, blind, calm, shop
from tests.render.hostile import LONG, poisoned


def suites(report: Report) -> dict[str, ET.Element]:
    return {one.get("name", ""): one for one in ET.fromstring(Junit().render(report))}


def problems(suite: ET.Element) -> list[tuple[str, str]]:
    """Tag and name of each test that did not pass."""
    return [
        (one[0].tag, case.get("name", ""))
        for case in suite
        for one in [case]
        if len(one) and one[0].tag != "system-out"
    ]


@pytest.mark.parametrize("name", JUDGED)
def test_the_output_is_the_golden_one(is_golden, name):
    assert is_golden(f"{name}.xml", Junit().render(JUDGED[name]()))


def test_a_service_in_an_environment_is_a_suite_and_an_empty_drift_a_test_that_passed():
    found = suites(shop())
    assert len(found) == 1 + 3 * 4
    assert [case.get("name") for case in found["web · dev"]] == ["no drift"]
    assert problems(found["web · dev"]) == []


def test_a_finding_at_or_above_the_threshold_failed_and_another_passed():
    found = suites(shop())["web · production"]
    assert problems(found) == [("failure", "config-file-changed: /etc/nginx/nginx.conf")]
    assert [case.get("name") for case in found][1] == "env-differs: LOG_LEVEL"


def test_what_could_not_be_judged_is_an_error_where_it_is_and_of_the_verdict():
    found = suites(blind())
    assert problems(found["api · production"]) == [("error", "judged")]
    assert problems(found["verdict"]) == [("error", "judged"), ("error", "judged")]
    assert problems(suites(calm())["verdict"]) == []


@pytest.mark.parametrize("make", JUDGED.values(), ids=JUDGED)
def test_a_file_without_a_failure_or_an_error_is_a_gate_that_passed(make: Callable[[], Report]):
    root = ET.fromstring(Junit().render(make()))
    clean = (root.get("failures"), root.get("errors")) == ("0", "0")
    assert clean == (make().outcome == "pass")


@pytest.mark.parametrize("make", JUDGED.values(), ids=JUDGED)
def test_the_numbers_are_those_of_the_tests(make: Callable[[], Report]):
    root = ET.fromstring(Junit().render(poisoned(make(), LONG)))
    for one in (root, *root):
        cases = [*one.iter("testcase")]
        tags = [child.tag for case in cases for child in case]
        counted = [one.get(name) for name in ("tests", "failures", "errors", "skipped")]
        assert counted == [str(len(cases)), *(str(tags.count(tag)) for tag in ("failure", "error", "skipped"))]
