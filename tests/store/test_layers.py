from collections.abc import Callable, Mapping, Sequence

import pytest

from drift.errors import DigestMismatch, StoreError
from drift.model.entries import Entry, FileType
from drift.model.facts import Fact, Status, fact_key
from drift.store import Store
from tests.store.things import START, Layer, fact, file, no_facts, sha

EVERYTHING = (
    file("etc/passwd", "root"),
    Entry("etc/link", FileType.SYMLINK, 0o777, 0, 0, linkname="passwd"),
    Entry("etc/hard", FileType.HARDLINK, 0o644, 0, 0, linkname="etc/\udcff"),
    Entry("", FileType.DIRECTORY, 0o755, 0, 0),
    Entry("dev/null", FileType.CHARACTER, 0o666, 0, 0, rdev="1:3"),
    Entry("dev/sda", FileType.BLOCK, 0o660, 0, 6, rdev="8:0"),
    Entry("run/fifo", FileType.FIFO, 0o600, 2**31, 2**31, mtime=-1),
    Entry("bin/ping", FileType.REGULAR, 0o755, 0, 0, 3, 0, sha("x"), capability=b"\x01\x00\x00\x02"),
    Entry("lib", FileType.OPAQUE, 0, 0, 0),
    Entry("old", FileType.WHITEOUT, 0, 0, 0),
    Entry("torn", FileType.REGULAR, 0o644, 0, 0, 3, 0, None),
    file("név/\udcff\n\x1b[31m", "bad UTF-8"),
    file("etc/passwd", "root twice"),
)


def add(
    store: Store,
    layer: Layer,
    collectors: Mapping[str, int] | None = None,
    facts: Callable[[], Sequence[Fact]] = no_facts,
) -> str:
    return store.layers.add(layer, facts, collectors or {"dpkg": 1})


def test_a_layer_comes_back_entry_by_entry_in_the_order_of_the_archive(store):
    diff_id = add(store, Layer(*EVERYTHING))

    assert tuple(store.layers.entries(diff_id)) == EVERYTHING


def test_types_come_back_as_the_enum_not_as_text(store):
    diff_id = add(store, Layer(*EVERYTHING))

    assert all(isinstance(entry.type, FileType) for entry in store.layers.entries(diff_id))


def test_an_empty_layer_is_a_layer(store):
    diff_id = add(store, Layer(name="empty"))

    assert store.layers.has(diff_id, {"dpkg": 1})
    assert list(store.layers.entries(diff_id)) == []


def test_two_layers_do_not_mix(store):
    one = add(store, Layer(file("a"), file("b"), name="one"))
    other = add(store, Layer(file("c"), name="other"))

    assert [entry.path for entry in store.layers.entries(one)] == ["a", "b"]
    assert [entry.path for entry in store.layers.entries(other)] == ["c"]


def test_an_unknown_layer_is_a_key_error_at_once(store):
    with pytest.raises(KeyError):
        store.layers.entries("sha256:00")


def test_a_layer_is_known_only_to_the_collectors_that_looked_at_it(store):
    diff_id = add(store, Layer(file("a")), {"dpkg": 1, "python": 3})

    assert store.layers.has(diff_id, {"dpkg": 1})
    assert store.layers.has(diff_id, {})
    assert not store.layers.has(diff_id, {"dpkg": 2})
    assert not store.layers.has(diff_id, {"dpkg": 1, "rpm": 1})
    assert not store.layers.has("sha256:00", {})


def test_a_known_layer_keeps_its_entries_and_learns_what_new_collectors_found(store):
    diff_id = add(store, Layer(file("a")), {"dpkg": 1})
    found = fact("RECORD", "RECORD", "python")

    add(store, Layer(file("something else")), {"dpkg": 1, "python": 1}, lambda: [found])

    assert [entry.path for entry in store.layers.entries(diff_id)] == ["a"]
    assert store.layers.has(diff_id, {"dpkg": 1, "python": 1})
    assert store.facts.get([fact_key(found)]) == {fact_key(found): found}


def test_facts_are_asked_for_after_the_last_entry(store):
    layer = Layer(file("a"))

    add(store, layer, facts=lambda: [fact(layer.diff_id)])

    assert store.facts.get([fact_key(fact(layer.diff_id))])


@pytest.mark.parametrize("after", [0, 1, 5000])
def test_a_layer_that_breaks_off_leaves_nothing(store, after):
    class Broken(Layer):
        def __iter__(self):
            yield from super().__iter__()
            raise DigestMismatch("another digest was expected")

    with pytest.raises(DigestMismatch):
        add(store, Broken(*(file(f"f{number}") for number in range(after))))

    diff_id = add(store, Layer(file("whole"), name="next"))
    assert [entry.path for entry in store.layers.entries(diff_id)] == ["whole"]
    assert store._connection.value("SELECT count(*) FROM layer_entry") == 1


def test_facts_that_fail_to_come_leave_no_layer(store):
    def facts():
        raise RuntimeError

    with pytest.raises(RuntimeError):
        add(store, Layer(file("a")), facts=facts)

    assert store._connection.value("SELECT count(*) FROM layer") == 0


def test_a_number_beyond_64_bits_is_one_line_and_leaves_nothing(store):
    with pytest.raises(StoreError, match="64 bits"):
        add(store, Layer(file("a"), Entry("b", FileType.FIFO, 0o644, 2**80, 0)))

    assert store._connection.value("SELECT count(*) FROM layer") == 0


def test_what_a_collector_came_to_is_a_status_of_its_own(store):
    broken = Fact(sha("x"), "status", "dpkg", 1, Status.FAILED, "line 3 has no colon", "")
    collectors = {"dpkg": 1, "python": 1, "rpm": 1}

    add(store, Layer(file("a")), collectors, lambda: [broken, fact("y"), fact("z", "METADATA", "python")])

    rows = store._connection.rows("SELECT collector, status, reason FROM layer_collected ORDER BY collector")
    assert list(rows) == [
        ("dpkg", "failed", "status: line 3 has no colon"),
        ("python", "ok", ""),
        ("rpm", "absent", ""),
    ]


def test_others_can_write_while_a_layer_streams(store, path):
    class Slow(Layer):
        def __iter__(self):
            for number in range(5000):
                yield file(f"f{number}")
            with Store.open(path, timeout=0.1) as other:
                other.scans.begin("0.1.0", START)
            yield from super().__iter__()

    add(store, Slow())

    assert store._connection.value("SELECT entries FROM layer") == 5000
