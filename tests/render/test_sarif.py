import json
from typing import Any

import jsonschema_rs
import pytest

from drift.policy.rules import BY_ID
from drift.render.sarif import SCHEMA, Sarif
from drift.report import Report
from drift.report.parts import Declared, SourceLine
from tests.engines.cache import Unavailable
from tests.render.builders import JUDGED, blind, calm, crowd, shop
from tests.render.hostile import LONG, poisoned
from tests.render.sarif_schema import official_schema


def exactly(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    properties = required | optional
    return {"type": "object", "properties": properties, "required": [*required], "additionalProperties": False}


def several(items: dict[str, Any], **limits: int) -> dict[str, Any]:
    return {"type": "array", "items": items, **limits}


TEXT = {"type": "string"}
BAG = {"type": "object", "properties": {"tags": several(TEXT, maxItems=10)}}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
RANK = {"type": "number", "minimum": 0, "maximum": 100}
MESSAGE = exactly({"text": {"type": "string", "minLength": 1}})
LOGICAL = exactly({"name": TEXT, "fullyQualifiedName": TEXT, "kind": TEXT})
PHYSICAL = exactly(
    {
        "artifactLocation": exactly(
            {"uri": {"type": "string", "format": "uri-reference", "pattern": "^[^/:]"}, "uriBaseId": TEXT}
        ),
        "region": exactly({"startLine": {"type": "integer", "minimum": 1}}),
    }
)
RULE = exactly(
    {"id": TEXT},
    shortDescription=exactly({"text": {"type": "string", "maxLength": 1024}}),
    fullDescription=exactly({"text": {"type": "string", "maxLength": 1024}}),
    help=exactly({"text": TEXT, "markdown": TEXT}),
    defaultConfiguration=exactly({"level": LEVEL, "rank": RANK}),
    properties=BAG,
)
RESULT = exactly(
    {
        "ruleId": TEXT,
        "ruleIndex": {"type": "integer", "minimum": 0},
        "level": LEVEL,
        "rank": RANK,
        "message": MESSAGE,
        "locations": several(
            exactly({"physicalLocation": PHYSICAL, "logicalLocations": several(LOGICAL, minItems=1)}), minItems=1
        ),
        "partialFingerprints": exactly({"containerDrift/v1": TEXT, "primaryLocationLineHash": TEXT}),
        "properties": BAG,
    },
    relatedLocations=several(exactly({"physicalLocation": PHYSICAL})),
    baselineState={"enum": ["new", "unchanged", "updated", "absent"]},
)
INVOCATION = exactly(
    {
        "executionSuccessful": {"type": "boolean"},
        "endTimeUtc": {"type": "string", "format": "date-time"},
        "toolExecutionNotifications": several(exactly({"level": LEVEL, "message": MESSAGE})),
    }
)
RUN = exactly(
    {
        "tool": exactly(
            {"driver": exactly({"name": TEXT, "version": TEXT, "informationUri": TEXT, "rules": several(RULE)})}
        ),
        "automationDetails": exactly({"id": TEXT}),
        "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
        "invocations": several(INVOCATION),
        "results": several(RESULT, maxItems=5_000),
        "properties": BAG,
    }
)
OURS = exactly(
    {"$schema": {"const": SCHEMA}, "version": {"const": "2.1.0"}, "runs": several(RUN, minItems=1, maxItems=1)}
)
"""What of SARIF 2.1.0 is written here, and GitHub's rules. The members and their types are the standard's (sections 3.13 to 3.58)."""

SARIF = Sarif()
VALID = jsonschema_rs.validator_for(OURS, validate_formats=True)


def run_of(report: Report, sarif: Sarif = SARIF) -> dict[str, Any]:
    document = json.loads(sarif.render(report))
    assert [str(error) for error in VALID.iter_errors(document)] == []
    run: dict[str, Any] = document["runs"][0]
    return run


@pytest.mark.parametrize("name", JUDGED)
def test_the_output_is_the_golden_one(is_golden, name):
    assert is_golden(f"{name}.sarif", Sarif().render(JUDGED[name]()))


@pytest.mark.parametrize("name", JUDGED)
def test_the_output_is_sarif_as_github_takes_it(name):
    for made in (JUDGED[name](), poisoned(JUDGED[name](), LONG)):
        run = run_of(made)
        rules = run["tool"]["driver"]["rules"]
        assert all(rules[one["ruleIndex"]]["id"] == one["ruleId"] for one in run["results"])


@pytest.fixture(scope="module")
def official() -> jsonschema_rs.Validator:
    try:
        schema = official_schema()
    except Unavailable as reason:
        pytest.skip(f"no official schema of SARIF: {reason}")
    return jsonschema_rs.validator_for(schema, validate_formats=True)


@pytest.mark.parametrize("name", JUDGED)
def test_the_output_is_valid_by_the_official_schema(official, name):
    for made in (JUDGED[name](), poisoned(JUDGED[name](), LONG)):
        assert [str(error) for error in official.iter_errors(json.loads(SARIF.render(made)))] == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"level": "fatal"},
        {"rank": 101.0},
        {"locations": [{"line": 1}]},
        {"partialFingerprints": {"containerDrift/v1": 1}},
        {"locations": [{"physicalLocation": {"region": {"endLine": 1}}}]},
    ],
)
def test_the_official_schema_finds_what_is_wrong(official, wrong):
    document = SARIF.document(shop())
    document["runs"][0]["results"][0] |= wrong
    assert not official.is_valid(document)


def test_a_result_is_where_its_service_is_declared():
    places = {
        one["properties"]["service"]: (
            one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
            one["locations"][0]["physicalLocation"]["region"]["startLine"],
        )
        for one in run_of(shop())["results"]
    }
    assert places == {
        "api": ("deploy/compose.yaml", 11), "web": ("deploy/compose.yaml", 4), "worker": ("deploy/drift.toml", 1),
    }  # fmt: skip


def test_the_container_and_the_path_are_logical_locations():
    edited = next(one for one in run_of(shop())["results"] if one["ruleId"] == "config-file-changed")
    names = [(one["kind"], one["fullyQualifiedName"]) for one in edited["locations"][0]["logicalLocations"]]
    assert names == [
        ("container", "production/shop-web-1"),
        ("resource", "production/web/files:/etc/nginx/nginx.conf"),
    ]
    related = edited["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert related == "web/Dockerfile"


def test_a_fingerprint_stays_while_the_value_moves_and_no_two_are_alike():
    prints = [one["partialFingerprints"] for one in run_of(shop())["results"]]
    assert [one["containerDrift/v1"] for one in prints] == [one.finding.fingerprint for one in shop().findings]
    assert len({one["primaryLocationLineHash"] for one in prints}) == len(prints)


def test_a_rule_comes_with_its_help():
    rules = {one["id"]: one for one in run_of(shop())["tool"]["driver"]["rules"]}
    for identifier, rule in rules.items():
        for text in (BY_ID[identifier].why, BY_ID[identifier].fix, BY_ID[identifier].bad, BY_ID[identifier].good):
            assert text in rule["help"]["text"]
            assert text in rule["help"]["markdown"]


def test_what_could_not_be_judged_is_an_error_of_the_run():
    (invocation,) = run_of(blind())["invocations"]
    assert not invocation["executionSuccessful"]
    assert [one["level"] for one in invocation["toolExecutionNotifications"]] == ["error", "error"]
    assert run_of(calm())["invocations"][0]["executionSuccessful"]


def test_of_more_results_than_are_taken_the_least_severe_go_and_it_is_said():
    run = run_of(crowd(50), Sarif(results=10))
    assert [one["properties"]["number"] for one in run["results"]] == list(range(1, 11))
    (said,) = run["invocations"][0]["toolExecutionNotifications"]
    assert said["message"]["text"].startswith("40 findings more, the least severe")


@pytest.mark.parametrize("report", [crowd(300), poisoned(crowd(20), LONG)], ids=["many", "long"])
def test_a_file_is_never_larger_than_is_taken(report):
    text = Sarif(size=450_000).render(report)
    assert 400_000 < len(text) <= 450_000
    assert "the least severe" in text


def test_github_s_limits_are_kept():
    assert (Sarif().results, Sarif().size) == (5_000, 10_000_000)


def test_a_name_is_neither_a_link_nor_an_argument():
    hostile = poisoned(shop(), "[x](http://example.invalid) {0} \\")
    for one in run_of(hostile)["results"]:
        text = one["message"]["text"].replace("\\\\", "").replace("{{", "").replace("}}", "")
        assert "[" not in text.replace("\\[", "")
        assert "{" not in text


def test_a_service_is_found_by_its_last_name():
    declared = Declared(services={"web": SourceLine("compose.yaml", 3)})
    assert declared.of("shop/web") == declared.of("web") == SourceLine("compose.yaml", 3)
    assert declared.of("api") == SourceLine("drift.toml")
