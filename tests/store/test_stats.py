from drift.store import Scope, Store
from tests.store.fleets import OneScan, Seen, fill
from tests.store.things import hour


def test_an_empty_store_has_no_scan_and_no_row(store):
    found = store.stats()

    assert (found.oldest, found.newest, found.environments) == (None, None, ())
    assert {group.rows for group in found.groups} == {0}


def test_it_counts_what_is_there(store):
    seen = (Seen("web-1", 1), Seen("web-2", 2))
    fill(store, [OneScan(number, 0, "prod", Scope.RUNNING, True, True, seen, (1,)) for number in (1, 4)])

    found = store.stats()

    rows = {group.name: group.rows for group in found.groups}
    assert (rows["scans"], rows["observations"], rows["snapshots"], rows["sightings"]) == (2, 4, 3, 1)
    assert (found.oldest, found.newest) == (hour(1), hour(4))
    assert [(one.name, one.services, one.containers, one.observations) for one in found.environments] == [
        ("prod", 1, 2, 4)
    ]


def test_the_sizes_of_the_groups_are_the_file_but_for_the_schema(store):
    """And every table is in one of them."""
    found = store.stats()
    pages = store._connection.value("SELECT sum(pgsize) FROM dbstat WHERE name = 'sqlite_schema' AND aggregate = TRUE")

    assert sum(group.size for group in found.groups) + pages + migrations(store) + found.free == found.size


def migrations(store: Store) -> object:
    return store._connection.value(
        "SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE aggregate = TRUE AND "
        "name IN (SELECT name FROM sqlite_master WHERE tbl_name LIKE '\\_sqlite%' ESCAPE '\\')"
    )
