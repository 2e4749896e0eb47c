import csv
from io import StringIO

import pytest

from drift.render.csv import COLUMNS, Csv, cell
from tests.render.builders import JUDGED, blind, shop
from tests.render.hostile import LONG, poisoned


@pytest.mark.parametrize("name", JUDGED)
def test_the_output_is_the_golden_one(is_golden, name):
    assert is_golden(f"{name}.csv", Csv().render(JUDGED[name]()))


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1+1", "－1"])
def test_a_formula_is_text(formula):
    assert not cell(formula).lstrip().startswith(("=", "+", "-", "@", "＝", "－", "\t", "\r"))


@pytest.mark.parametrize("hostile", ["=cmd|' /C calc'!A0", '",=1', "a,b", 'a"b', "a;=1", LONG])
def test_every_row_has_every_column_whatever_a_name_holds(hostile):
    rows = [*csv.reader(StringIO(Csv().render(poisoned(shop(), hostile))))]
    assert tuple(rows[0]) == COLUMNS
    assert [len(row) for row in rows] == [len(COLUMNS)] * (1 + len(shop().findings))


def test_a_cell_is_read_back_as_it_was():
    row = next(csv.DictReader(StringIO(Csv().render(shop()))))
    finding = shop().findings[0].finding
    assert (row["title"], row["subject"], row["fingerprint"]) == (finding.title, finding.key, finding.fingerprint)


def test_what_could_not_be_judged_comes_first():
    rows = [*csv.DictReader(StringIO(Csv().render(blind())))]
    assert [row["rule"] for row in rows[:3]] == ["not-judged", "not-judged", "mount-hides-image-files"]
    assert [row["title"] for row in rows[:2]] == [*blind().unjudged]
