from drift.source.known_files import HashedFile
from tests.store.things import hour, sha

FILE = HashedFile(7, 5, 1_000, 2_000, sha("hello"), None)
OTHER = FILE._replace(inode=8, capability=b"\1\0")


def test_what_was_kept_comes_back_by_path(store):
    store.host_files.keep("ENGINE", "c" * 64, "readers", {"etc/a": FILE, "a\udcff": OTHER}, set())

    assert store.host_files.get("ENGINE", "c" * 64, "readers") == {"etc/a": FILE, "a\udcff": OTHER}
    assert store.host_files.get("ENGINE", "d" * 64, "readers") == {}


def test_only_news_and_what_is_gone_are_written(store):
    store.host_files.keep("ENGINE", "c", "readers", {"a": FILE, "b": FILE, "c": FILE}, set())
    store.host_files.keep("ENGINE", "c", "readers", {"a": OTHER}, {"b"})

    assert store.host_files.get("ENGINE", "c", "readers") == {"a": OTHER, "c": FILE}


def test_no_news_write_nothing(store):
    before = store._connection.raw.total_changes
    store.host_files.keep("ENGINE", "c", "readers", {}, set())
    assert store._connection.raw.total_changes == before


def test_other_readers_have_to_see_the_files_again(store):
    store.host_files.keep("ENGINE", "c", "old", {"a": FILE, "b": FILE}, set())
    assert store.host_files.get("ENGINE", "c", "new") == {}

    store.host_files.keep("ENGINE", "c", "new", {"a": OTHER}, set())

    assert store.host_files.get("ENGINE", "c", "old") == {}
    assert store.host_files.get("ENGINE", "c", "new") == {"a": OTHER}


def test_prune_forgets_them_with_the_facts_that_they_stand_for(store):
    store.host_files.keep("ENGINE", "c", "readers", {"a": FILE}, set())
    store.prune(1, hour(1))
    assert store.host_files.get("ENGINE", "c", "readers") == {}
