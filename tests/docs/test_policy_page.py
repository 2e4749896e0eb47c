"""The page of drift.toml is the one that the schema makes by now, and says all that there is."""

import json
from pathlib import Path

import pytest

from drift.policy.config import json_schema, load_settings
from drift.policy.presets import PRESETS
from drift.render import policy_markdown
from tests.cli.command import Command
from tests.docs.blocks import blocks

PAGE = Path(__file__).parents[2] / "docs/reference/policy.md"


def test_the_page_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == policy_markdown(), "drift config reference -o docs/reference/policy.md"


def test_it_names_every_key_and_every_line_of_a_preset():
    page = policy_markdown()
    schema = json_schema()
    keys = {key for table in (schema, *schema["$defs"].values()) for key in table["properties"]}
    assert [
        key for key in sorted(keys) if f"`{key}`" not in page and f"{key}]" not in page and f"{key}." not in page
    ] == []
    assert [
        line for preset in PRESETS for line in preset.lines if f"| `{line.pattern}` | {line.reason} |" not in page
    ] == []


@pytest.mark.parametrize("number", range(2))
def test_its_examples_are_policies(tmp_path, number):
    path = tmp_path / "drift.toml"
    path.write_text(blocks(PAGE, "toml")[number])
    assert load_settings(path).digest


def test_the_commands_write_the_page_and_the_schema(tmp_path):
    drift = Command(tmp_path)
    assert drift("config", "reference", code=0).out == policy_markdown()
    assert json.loads(drift("config", "schema", code=0).out) == json_schema()
