import json
import tomllib
from datetime import date
from pathlib import Path

import jsonschema_rs
import pytest

from drift.policy import config
from drift.policy.config import json_schema
from drift.policy.template import template
from tests.policy.examples import SMALL, WHOLE

PUBLISHED = Path(config.__file__).with_name("drift-toml.schema.json")


def as_json(source: str):
    """TOML's dates as JSON has them."""
    return json.loads(json.dumps(tomllib.loads(source), default=date.isoformat))


def test_the_published_schema_is_that_of_the_code():
    assert json.loads(PUBLISHED.read_text()) == json_schema()


@pytest.mark.parametrize("source", [WHOLE, *SMALL, template((), {})])
def test_a_policy_that_is_right_is_valid(source):
    jsonschema_rs.validator_for(json_schema()).validate(as_json(source))


@pytest.mark.parametrize(
    "source",
    [
        "fail_onn = 1",
        'fail_on = "hihg"',
        'max_age = "24 h"',
        "[[environment]]\nhosts = []",
        '[[environment]]\nname = "a/b"',
        '[[waiver]]\nrule = "file-changed"',
        '[[waiver]]\nrule = "file-chnged"\nreason = "x"',
        '[severity]\nfile-aded = "low"',
        "[ignore]\nfils = []",
        "[ignore]\ncoverage = ['*']",
    ],
)
def test_a_policy_that_is_wrong_is_not(source):
    assert not jsonschema_rs.validator_for(json_schema()).is_valid(as_json(source))


def test_every_key_is_described():
    schema = json_schema()
    tables = [schema, *schema["$defs"].values()]
    bare = [
        f"{table.get('title')}.{key}"
        for table in tables
        for key, shape in table["properties"].items()
        if "description" not in shape and not str(shape).count("$ref") and key not in ("before", "after")
    ]
    assert bare == []
