"""`drift db check|stats|prune`."""

import shutil
import sqlite3
from contextlib import closing

import pytest

from tests.cli.command import Command


@pytest.fixture
def copy(stored, tmp_path) -> Command:
    shutil.copy(stored.store, tmp_path)
    return Command(tmp_path)


def test_a_store_that_is_whole_is_ok(stored):
    assert stored("db", "check", code=0).out == f"ok: {stored.store} is whole\n"


def test_each_problem_is_a_line_and_ends_with_2(copy):
    with closing(sqlite3.connect(copy.store, isolation_level=None)) as store:
        store.execute("UPDATE record SET content = '{\"forged\":1}' WHERE id IN (1, 2)")
    done = copy("db", "check", code=2)
    assert "record row 1 does not have what its digest says" in done.out.splitlines()
    assert "record row 2 does not have what its digest says" in done.out.splitlines()
    assert done.err == ""


def test_stats_are_aligned_text_or_json(stored):
    text = stored("db", "stats", code=0).out
    assert "unused; scans: 20" in text
    rows = {line.rpartition("  ")[0].rstrip() for line in text.splitlines()}
    assert {"scans             2", "observations      4"} <= {row[:19] for row in rows}
    document = stored("db", "stats", "--format", "json", code=0).json
    tables = {one["name"]: one["rows"] for one in document["tables"]}
    assert (tables["scans"], tables["observations"]) == (2, 4)
    assert [(one["name"], one["containers"]) for one in document["environments"]] == [("dev", 1), ("prod", 1)]
    assert document["oldest_scan"] < document["newest_scan"]


def test_stats_have_no_page(refused):
    assert refused("db", "stats", "--format", "html").startswith("there is no html of this answer")


def test_prune_says_what_it_would_free_and_then_frees_it(copy):
    before = copy("gate", "--format", "json").json["findings"]
    would = copy("db", "prune", "--keep", "1", "--dry-run", code=0)
    done = copy("db", "prune", "--keep", "1", code=0)
    assert would.answer.removeprefix("WOULD PRUNE") == done.answer.removeprefix("PRUNED")
    assert done.answer.startswith("PRUNED: 2 observations, 1 scan")
    assert done.last.endswith("KiB")
    assert " freed: the file had " in done.last
    copy("db", "check", code=0)
    after = copy("gate", "--format", "json").json["findings"]
    assert [one["fingerprint"] for one in after] == [one["fingerprint"] for one in before]
    assert copy("db", "prune", "--keep", "1", code=0).answer == "NOTHING TO PRUNE: 2 observations of 1 scan kept"


def test_prune_wants_to_know_how_many(stored):
    assert "--keep" in stored("db", "prune", code=2).err
    assert "--keep" in stored("db", "prune", "--keep", "0", code=2).err


@pytest.mark.parametrize("words", [("check",), ("stats",), ("prune", "--keep", "1")])
def test_no_store_is_made_for_that(drift, words):
    assert drift("db", *words, code=2).err.startswith("drift: there is no store at ")
    assert list(drift.folder.iterdir()) == []
