import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drift.errors import StoreError
from drift.model.facts import Status
from drift.model.records import Kind, RecordSet, record
from drift.model.snapshot import Section, Snapshot
from drift.store import Store
from tests.store.things import env, file_record, files, sha

contents = st.dictionaries(st.text(max_size=4).map("/{}".format), st.integers(0, 3), max_size=8)


def keep(store: Store, *sets: RecordSet) -> None:
    """The store keeps sets as parts of snapshots."""
    for number, one in enumerate(sets):
        store.snapshots.add(Snapshot(sha(f"{number} {one.digest.hex()}"), {one.kind: Section.ok(one)}))


def by_hand(before: RecordSet, after: RecordSet) -> tuple[set[object], ...]:
    old, new = ({one.key: one for one in side.records} for side in (before, after))
    return (
        {new[key] for key in new.keys() - old.keys()},
        {old[key] for key in old.keys() - new.keys()},
        {(old[key], new[key]) for key in new.keys() & old.keys() if new[key] != old[key]},
    )


def test_a_set_comes_back_as_it_was_in_the_order_of_its_keys_bytes(store):
    keys = ["/b", "/a", "/é", "/\udcff", "/z", "/\U0001f600", "/a/\x00b"]
    one = RecordSet.of(Kind.FILES, [record(Kind.FILES, key, {"target": f"of {key}"}) for key in keys])
    keep(store, one)

    again = store.sets.get(one.digest)

    assert again == one
    assert again.digest == one.digest


def test_an_empty_set_is_a_set(store):
    keep(store, RecordSet.of(Kind.MOUNTS, []))

    empty = store.sets.get(RecordSet.of(Kind.MOUNTS, []).digest)

    assert (empty.kind, len(empty)) == (Kind.MOUNTS, 0)


def test_a_set_that_is_not_there_is_said_so(store):
    with pytest.raises(StoreError, match=sha("x").hex()):
        store.sets.get(sha("x"))


def test_sets_share_the_records_that_they_have_in_common(store):
    keep(store, env(A="1", B="2"), env(A="1", B="3"))

    assert store._connection.value("SELECT count(*) FROM record") == 3
    assert store.sets.count(env(A="1", B="3").digest) == 2


def test_a_difference_says_what_was_added_removed_and_changed(store):
    before, after = env(GONE="1", SAME="2", MOVED="3", B="1"), env(SAME="2", MOVED="4", NEW="5", A="1", B="2")
    keep(store, before, after)

    found = store.sets.difference(before.digest, after.digest)

    assert [one.key for one in found.added] == ["A", "NEW"]
    assert [one.key for one in found.removed] == ["GONE"]
    assert [(old.value["value"], new.value["value"]) for old, new in found.changed] == [("1", "2"), ("3", "4")]


def test_nothing_is_the_empty_set_on_either_side(store):
    one = env(A="1", B="2")
    keep(store, one)

    assert store.sets.difference(None, one.digest).added == one.records
    assert store.sets.difference(one.digest, None).removed == one.records
    assert store.sets.difference(None, None) == ((), (), ())


@pytest.mark.parametrize("sides", [(sha("x"), None), (None, sha("x"))])
def test_a_set_that_is_not_there_is_never_taken_for_an_empty_one(store, sides):
    with pytest.raises(StoreError, match=sha("x").hex()):
        store.sets.difference(*sides)


def test_equal_sets_are_not_even_looked_up(store):
    asked: list[str] = []
    store._connection.raw.set_trace_callback(asked.append)

    assert store.sets.difference(sha("x"), sha("x")) == ((), (), ())
    assert asked == []


def test_a_difference_keeps_keys_that_are_not_utf8(store):
    before = RecordSet.of(Kind.FILES, [file_record("/\udcff"), file_record("/\udcfe")])
    after = RecordSet.of(Kind.FILES, [file_record("/\udcff", 1), file_record("/a")])
    keep(store, before, after)

    found = store.sets.difference(before.digest, after.digest)

    assert [one.key for one in found.added] == ["/a"]
    assert [one.key for one in found.removed] == ["/\udcfe"]
    assert found.changed == ((before.records[1], after.records[1]),)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(contents, contents)
def test_sql_finds_the_difference_that_dictionaries_find(store, before, after):
    one, other = (
        RecordSet.of(Kind.FILES, [file_record(key, size) for key, size in side.items()]) for side in (before, after)
    )
    keep(store, one, other)

    found = store.sets.difference(one.digest, other.digest)

    assert tuple(map(set, found)) == by_hand(one, other)


def test_a_large_set_that_changed_in_one_record_gains_one_record(store):
    many = files(3000)
    fewer = RecordSet.of(Kind.FILES, [*many.records[1:], file_record("/new")])
    keep(store, many, fewer)

    found = store.sets.difference(many.digest, fewer.digest)

    assert store._connection.value("SELECT count(*) FROM record") == 3001
    assert (found.added, found.removed) == ((file_record("/new"),), (many.records[0],))


def test_a_snapshot_comes_back_with_every_status(store):
    whole = Snapshot(
        sha("image"),
        {
            Kind.ENV: Section.ok(env(A="1")),
            Kind.MOUNTS: Section.ok(RecordSet.of(Kind.MOUNTS, [])),
            Kind.HOST: Section.absent(),
            Kind.FILES: Section.failed("the image was deleted: \udcff"),
        },
    )

    digest = store.snapshots.add(whole)
    again = store.snapshots.get(digest)

    assert again == whole
    assert again.digest == digest == whole.digest


def test_a_snapshot_without_an_image_has_none(store):
    directory = Snapshot(None, {Kind.FILES: Section.ok(files(1))})

    assert store.snapshots.get(store.snapshots.add(directory)) == directory
    assert store.snapshots.image(directory.digest) is None


def test_sections_are_told_without_their_records(store):
    one = Snapshot(None, {Kind.ENV: Section.ok(env(A="1", B="2")), Kind.FILES: Section.failed("no rights")})
    store.snapshots.add(one)

    told = store.snapshots.sections(one.digest)

    assert (told[Kind.ENV].status, told[Kind.ENV].set, told[Kind.ENV].count) == (Status.OK, env(A="1", B="2").digest, 2)
    assert (told[Kind.FILES].status, told[Kind.FILES].set, told[Kind.FILES].reason) == (
        Status.FAILED,
        None,
        "no rights",
    )
    assert store.snapshots.sections(sha("x")) == {}


def test_a_known_snapshot_writes_nothing(store):
    one = Snapshot(None, {Kind.ENV: Section.ok(env(A="1"))})
    store.snapshots.add(one)
    before = store._connection.raw.total_changes

    store.snapshots.add(one)

    assert store._connection.raw.total_changes == before
    assert store.snapshots.has(one.digest)
    assert not store.snapshots.has(sha("x"))
    assert store.snapshots.get(sha("x")) is None


def test_a_snapshot_is_found_by_the_first_digits_of_its_digest(store):
    digests = sorted(
        store.snapshots.add(Snapshot(None, {Kind.ENV: Section.ok(env(N=str(number)))})) for number in range(40)
    )

    assert store.snapshots.find(digests[7].hex()) == [digests[7]]
    assert store.snapshots.find(digests[7].hex()[:9]) == [digests[7]]
    assert store.snapshots.find("", limit=100) == digests
    assert store.snapshots.find(digests[0].hex()[:1]) == [one for one in digests if one.hex()[0] == digests[0].hex()[0]]
    assert store.snapshots.find("0" * 64) == []


def test_a_lazy_snapshot_is_the_same_and_reads_its_records_when_they_are_asked_for(store):
    kept = Snapshot(sha("image"), {Kind.ENV: Section.ok(env(A="1", B="2")), Kind.FILES: Section.failed("unreadable")})
    found = store.snapshots.lazy(store.snapshots.add(kept))
    variables = found.sections[Kind.ENV].set
    assert (found.digest, found.image, len(variables)) == (kept.digest, kept.image, 2)
    assert found.sections[Kind.FILES] == kept.sections[Kind.FILES]
    assert variables.records == env(A="1", B="2").records
    assert store.snapshots.lazy(sha("x")) is None


def test_damage_in_a_lazy_set_shows_when_its_records_are_read(tmp_path):
    with Store.open(tmp_path / "drift.db") as store:
        digest = store.snapshots.add(Snapshot(sha("image"), {Kind.ENV: Section.ok(env(A="1"))}))
        store._connection.run("""UPDATE record SET content = '{"value":"2"}'""")
        found = store.snapshots.lazy(digest)
        variables = found.sections[Kind.ENV].set if found else None
        assert variables is not None
        with pytest.raises(StoreError, match="does not have what its digest says"):
            variables.records  # noqa: B018
