"""docs/stability.md says what is so, and what it calls stable has not gone."""

import json
from pathlib import Path

from drift.policy.lockfile import VERSION as LOCK
from drift.policy.rules import BY_ID
from drift.render.json import schema
from drift.store.bundle.rows import VERSION as BUNDLE
from tests.cli.command import Command

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/stability.md").read_text(encoding="utf-8")


def row(name: str) -> str:
    return next(line for line in PAGE.splitlines() if line.startswith(f"| **{name}**"))


def test_the_versions_of_the_formats_are_those_of_the_page():
    assert f"format {LOCK} " in row("The lock file")
    assert f"format {BUNDLE} " in row("The bundle")


def test_json_names_the_schema_that_the_page_names(tmp_path):
    (tmp_path / "side").mkdir()
    said = Command(tmp_path)("show", f"dir:{tmp_path / 'side'}", "--format", "json", code=0).json
    assert f'"schema": {json.dumps(said["schema"])}' in row("JSON")
    assert schema()["$id"] == f"urn:{said['schema'].replace('/', ':')}"


def test_a_rule_that_there_was_is_there():
    """The file has the ids of all releases: those of new rules are added with the next one."""
    released = (ROOT / "tests/golden/rule_ids.txt").read_text(encoding="utf-8").split()
    assert len(released) > 100
    assert [identifier for identifier in released if identifier not in BY_ID] == []


def test_the_exit_codes_have_their_rows():
    codes = [line.split("|")[1].strip() for line in PAGE.splitlines() if line[:3] in ("| 0", "| 1", "| 2")]
    assert codes == ["0", "1", "2", "130, 143"]
