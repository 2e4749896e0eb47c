"""docs/reference/outputs.md names every format, with its suffixes, its columns and its metrics."""

import re
from pathlib import Path

import pytest

from drift.render import RENDERERS
from drift.render.codequality import SEVERITY
from drift.render.csv import COLUMNS
from drift.render.prometheus import Prometheus
from drift.render.sarif import LEVEL
from tests.render.builders import shop

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "outputs.md").read_text("utf-8")


@pytest.mark.parametrize("renderer", RENDERERS, ids=lambda one: one.name)
def test_a_format_is_in_the_table_with_its_suffixes(renderer):
    suffixes = " ".join(f"`{suffix}`" for suffix in renderer.suffixes)
    of = "findings" if renderer.judged_only else "everything"
    assert f"| `{renderer.name}` | {suffixes} | {of} |" in PAGE


def test_every_metric_and_every_column_is_named():
    metrics = re.findall(r"^# TYPE (\w+) ", Prometheus().render(shop()), re.MULTILINE)
    assert [name for name in (*metrics, *COLUMNS) if f"`{name}`" not in PAGE] == []


def test_the_severities_are_those_of_the_formats():
    for severity, level in LEVEL.items():
        assert re.search(rf"\| [^|]*\b{severity}\b[^|]* \| {level} \|", PAGE)
    for severity, name in SEVERITY.items():
        assert f"| {severity} | {name} |" in PAGE
