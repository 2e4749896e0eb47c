"""`drift explain` and `drift config check` for programs: in the shape of their published schemas, and as the console says it."""

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from drift.render.json import schema
from tests.cli.command import Command
from tests.cli.test_config import checked  # noqa: F401 - a fixture
from tests.cli.test_explain import explained  # noqa: F401 - a fixture


def of_schema(name: str, document: Any) -> Any:
    validator = jsonschema_rs.Draft202012Validator(schema(name))
    assert [f"{one.instance_path}: {one.message}" for one in validator.iter_errors(document)] == []
    return document


@pytest.fixture
def explain(explained):  # noqa: F811 - the fixture
    def explain(*words: str) -> Any:
        return of_schema("explanation-v1", explained("explain", *words, "--format", "json", code=0).json)

    return explain


@pytest.mark.parametrize("name", ["explanation-v1", "policy-check-v1"])
def test_a_schema_is_one_and_allows_no_field_that_it_does_not_name(name):
    jsonschema_rs.meta.validate(schema(name))
    text = json.dumps(schema(name))
    assert text.count('"properties"') == text.count('"additionalProperties": false')


def test_what_is_hidden_names_its_line_and_reason(explain):
    document = explain("/srv/page")
    assert document["answer"] == "/srv/page: hidden in 1 place, equal in 1 place"
    (hidden,) = document["places"][0]["said"]
    assert (hidden["is"], document["places"][0]["names"]) == ("hidden", ["prod/web"])
    found = hidden["finding"]
    assert (found["hidden_by"], found["reason"]) == ("waiver 1 (drift.toml line 6)", "why not")
    assert (found["rule"], found["number"], found["fails"]) == ("file-changed", None, False)
    assert document["places"][1]["said"][0] == {
        "is": "equal",
        "text": "as the image has it",
        "finding": None,
        "more": [],
    }


def test_a_finding_has_its_number_its_severity_and_the_threshold_with_their_lines(explain):
    (said,) = explain("/etc/app/app.conf", "--env", "prod")["places"][0]["said"]
    found = said["finding"]
    assert (said["is"], found["number"], found["severity"]) == ("finding", 1, "high")
    assert (found["severity_by"], found["fails"]) == ("high, as the rule has it", False)
    assert found["threshold"] == "fail_on of prod (line 19) is critical"
    assert [one["label"] for one in said["more"]] == ["severity", "gate", "fingerprint"]
    assert explain(found["fingerprint"][:8])["places"][0]["said"] == [said]


@pytest.mark.parametrize("what", ["/etc/passwd", "/srv/cache/a", "/var/log/nginx/access", "/opt/app/run"])
def test_every_answer_is_of_the_schema(explain, what):
    assert explain(what)["places"]


def test_a_checked_policy_says_what_each_line_does(checked):  # noqa: F811 - the fixture
    document = of_schema("policy-check-v1", checked("config", "check", "--format", "json", code=0).json)
    (one,) = document["policies"]
    assert (Path(one["file"]).name, one["ok"]) == ("drift.toml", True)
    assert {line["line"]: line["count"] for line in one["hides"]} == {
        "ignore files line 3: srv/cache/": 2,
        "ignore files line 3: srv/none/": 0,
        "ignore identity line 4: image": 0,
        "waiver 1 (drift.toml line 7)": 1,
    }
    assert [(line["line"], line["count"]) for line in one["rates"]] == [("severity line 6: file-removed is low", 1)]
    assert [(preset["name"], preset["lines"], len(preset["hides"])) for preset in one["presets"]] == [
        ("nginx", 9, 1),
        ("node", 4, 0),
    ]
    assert [warning["line"] for warning in one["warnings"]] == ["ignore identity line 4: image"]
    checked("config", "check", "-o", "check.json", code=0)
    written = of_schema("policy-check-v1", json.loads((checked.folder / "check.json").read_text()))
    assert written["policies"][0]["hides"] == one["hides"]
    (checked.folder / "check.json").unlink()


def test_of_several_files_the_wrong_one_is_there_too_and_the_code_says_it(drift):
    (drift.folder / "right.toml").write_text('fail_on = "low"\n')
    (drift.folder / "wrong.toml").write_text('fail_no = "low"\n')
    done = drift("config", "check", "right.toml", "wrong.toml", "--format", "json", code=2)
    right, wrong = of_schema("policy-check-v1", done.json)["policies"]
    assert (right["file"], right["ok"], right["state"]) == ("right.toml", True, "")
    assert (wrong["file"], wrong["ok"]) == ("wrong.toml", False)
    assert f"drift: {wrong['error']}" in done.err


def test_without_a_file_it_is_the_built_in_policy(drift):
    (one,) = of_schema("policy-check-v1", drift("config", "check", "--format", "json", code=0).json)["policies"]
    assert (one["file"], one["ok"], one["hides"]) == ("", True, [])


def test_another_format_is_refused_before_anything_is_done(drift):
    for words in (("explain", "/a"), ("config", "check")):
        line = drift(*words, "--format", "csv", code=2).err
        assert line == "drift: there is no csv of this answer; --format json, or a .json or .txt file\n"
    assert not drift.store.exists()


def test_hostile_names_are_written_out(drift: Command):
    (drift.folder / "a\u202eb\x1b.toml").write_text("x = 1\n")
    done = drift("config", "check", "a\u202eb\x1b.toml", "--format", "json", code=2)
    assert done.out.isascii()
    assert "\x1b" not in done.out
    assert done.json["policies"][0]["file"] == "a\u202eb\x1b.toml"
