import json
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import jsonschema_rs
import pytest

from drift.model.canonical import Document
from drift.model.changes import ChangeType
from drift.model.findings import Finding, Member, Severity
from drift.model.records import Kind
from drift.render.json import SCHEMA, Json, schema
from drift.report import AnyReport, Report, report
from tests.render.builders import EVERY_REPORT, failure, frame, scan, shop, verdict
from tests.render.hostile import HOSTILE
from tests.render.shop import comparisons, file, finding, observations, secret, state

BAD_PATH = "/srv/caf\udce9\n\u202e"


@pytest.fixture(scope="module")
def validator():
    return jsonschema_rs.Draft202012Validator(schema(), validate_formats=True)


def decoded(made: AnyReport) -> Any:
    return json.loads(Json().render(made))


def errors(validator: jsonschema_rs.Draft202012Validator, document: Any) -> list[str]:
    return [f"{one.instance_path}: {one.message[:200]}" for one in validator.iter_errors(document)]


def of(*findings: Finding) -> Report:
    return report(verdict(findings), state(), comparisons(observations()), frame())


def test_the_schema_is_a_schema():
    jsonschema_rs.meta.validate(schema())


@pytest.mark.parametrize("name", EVERY_REPORT)
def test_every_report_is_of_the_published_schema(validator, name):
    assert errors(validator, decoded(EVERY_REPORT[name]())) == []


@pytest.mark.parametrize("name", EVERY_REPORT)
def test_the_output_is_the_golden_one(is_golden, name):
    assert is_golden(f"{name}.json", Json().render(EVERY_REPORT[name]()))


def test_an_incomplete_scan_is_of_the_schema_too(validator):
    assert errors(validator, decoded(scan([failure(), failure(engine=None)]))) == []


def objects(thing: Any) -> Iterator[Document]:
    match thing:
        case dict():
            if thing.get("type") == "object":
                yield thing
            for value in thing.values():
                yield from objects(value)
        case list():
            for value in thing:
                yield from objects(value)


def test_the_schema_allows_no_field_that_it_does_not_name():
    free = [one for one in objects(schema()) if one.get("additionalProperties") is not False and "properties" in one]
    assert free == []


def test_a_field_too_many_or_too_few_is_found(validator):
    document = decoded(shop())
    document["findings"][0]["surprise"] = 1
    assert errors(validator, document) != []
    document = decoded(shop())
    del document["findings"][0]["rule"]
    assert errors(validator, document) != []


def test_the_shape_of_a_side_follows_from_its_kind(validator):
    document = decoded(shop())
    environment = next(one for one in document["findings"] if one["kind"] == "env")
    environment["before"] = {"mode": "0644"}
    assert errors(validator, document) != []


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        (Kind.FILES, {"type": "absent"}, file() | {"sha256": None}),
        (Kind.FILES, {"path": "/old"}, None),
        (Kind.FILES, {"reason": "no rights"}, None),
        (Kind.FILES, {"type": "file", "hmac": "ab", "key_id": "8c1f02aa", "size": 3, "mode": "0600"}, None),
        (Kind.ENV, {"key_id": "8c1f02aa"}, secret("x")),
        (Kind.DOCUMENTS, {"format": "text", "lines": ["a"]}, {"format": "json", "document": {"a": [1, None]}}),
        (Kind.CONFIG, {"value": ["sh", "-c"]}, {"value": None}),
        (Kind.RUNTIME, {"value": {"nofile": [1, 2]}}, {"reason": "unknown"}),
        (Kind.MOUNTS, {"type": "tmpfs", "source": "", "rw": True}, None),
        (Kind.IDENTITY, {"value": "linux/amd64"}, {"identity": "ab"}),
        (Kind.COVERAGE, {"age_seconds": 1, "max_age_seconds": 1, "at": "2026-11-24T00:00:00Z"}, None),
        (Kind.LIBRARIES, {"soname": "a"}, None),
    ],
)
def test_every_content_that_a_collector_makes_is_of_the_schema(validator, kind, before, after):
    one = finding("rule", Severity.LOW, kind, "/a", before=before, after=after)
    assert errors(validator, decoded(of(one))) == []


def test_a_finding_has_what_a_program_asks_for():
    first = decoded(shop())["findings"][0]
    assert first["rule"] == "set-uid-added"
    assert (first["severity"], first["service"], first["environments"]) == ("critical", "api", ["production"])
    assert (first["kind"], first["key"], first["change"]) == ("files", "/usr/local/bin/nethelper", "added")
    assert (first["before"], first["after"]["mode"]) == (None, "4755")
    assert first["fingerprint"] == shop().findings[0].finding.fingerprint
    assert first["first_seen"] == "2026-11-24T06:30:00Z"


def test_the_top_says_what_it_is_and_what_was_found():
    document = decoded(shop())
    assert (document["schema"], document["report"], document["verdict"]) == (SCHEMA, "gate", "drift")
    assert document["summary"]["counts"] == {"critical": 1, "high": 6, "medium": 3, "low": 1, "info": 1}
    assert (document["summary"]["findings"], document["summary"]["failing"], document["summary"]["hidden"]) == (
        12,
        7,
        19,
    )


def test_a_name_that_is_not_utf_8_is_escaped_and_its_bytes_stand_beside_it(validator):
    moved = finding(
        "file-moved", Severity.LOW, Kind.FILES, BAD_PATH, change=ChangeType.MOVED,
        before=file() | {"path": "/old\udcff"}, members=(Member(BAD_PATH, ChangeType.ADDED),),
    )  # fmt: skip
    document = decoded(of(moved))
    assert errors(validator, document) == []
    one = document["findings"][0]
    assert one["key"] == "/srv/caf\\xe9\n\u202e"
    assert b64decode(one["path_b64"]) == b"/srv/caf" + b"\xe9\n" + "\u202e".encode()
    assert b64decode(one["before"]["path_b64"]) == b"/old\xff"
    assert b64decode(one["members"][0]["path_b64"]) == b64decode(one["path_b64"])


def test_a_name_that_is_utf_8_has_no_bytes_beside_it():
    assert all("path_b64" not in one for one in decoded(shop())["findings"])


def test_the_output_is_ascii_without_control_characters():
    text = Json().render(of(finding("rule", Severity.LOW, Kind.ENV, HOSTILE, before={"value": HOSTILE}, title=HOSTILE)))
    assert text.isascii()
    assert {one for one in text if not one.isprintable()} == {"\n"}
    assert text.endswith("}\n")


def test_keys_are_sorted():
    pairs = json.loads(Json().render(shop()), object_pairs_hook=list)
    assert [key for key, _ in pairs] == sorted(key for key, _ in pairs)


def test_a_diff_has_no_matrix_and_says_what_was_compared():
    document = decoded(EVERY_REPORT["diff"]())
    assert document["matrix"] is None
    assert document["comparisons"] == [
        {
            "relation": "container-image",
            "service": "web",
            "before": "image:registry.example/shop/web:1.4.2",
            "after": "container:shop-web-1",
            "equal": 1204,
            "changes": {"changed": 1},
            "explained": 0,
        }
    ]


def test_hidden_findings_are_named_by_the_line_that_hides_them():
    hidden = decoded(shop())["hidden"]
    assert [(one["by"], one["count"], len(one["findings"])) for one in hidden] == [
        ("waiver 1 (drift.toml line 31)", 1, 1),
        ("ignore files line 12: app/cache/", 18, 18),
    ]


def test_what_could_not_be_judged_is_said():
    document = decoded(EVERY_REPORT["blind"]())
    assert document["verdict"] == "unjudged"
    assert len(document["unjudged"]) == 2
    states = {cell["state"] for row in document["matrix"]["rows"] for cell in row["cells"]}
    assert states == {"ok", "minor", "drift", "missing", "unjudged"}


def test_an_empty_report_is_of_the_schema(validator):
    empty = of()
    assert errors(validator, decoded(replace(empty, sides=(), notes=(), compared=()))) == []
