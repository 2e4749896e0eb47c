from drift.source.known_files import HashedFile
from drift.store.host_files import HostRoot, Outcome
from tests.store.things import hour, sha

FILE = HashedFile(7, 5, 1_000, 2_000, sha("hello"), None)
OTHER = FILE._replace(inode=8, capability=b"\1\0")
ROOT = HostRoot("ENGINE", "c" * 64, "readers")
OUTCOME = Outcome(sha("inputs"), sha("snapshot"), 3)


def test_what_was_kept_comes_back_by_path(store):
    store.host_files.keep_files(ROOT, {"etc/a": FILE, "a\udcff": OTHER}, set())

    assert store.host_files.files(ROOT) == {"etc/a": FILE, "a\udcff": OTHER}
    assert store.host_files.files(ROOT._replace(container_uid="d" * 64)) == {}


def test_only_news_and_what_is_gone_are_written(store):
    store.host_files.keep_files(ROOT, {"a": FILE, "b": FILE, "c": FILE}, set())
    store.host_files.keep_files(ROOT, {"a": OTHER}, {"b"})

    assert store.host_files.files(ROOT) == {"a": OTHER, "c": FILE}


def test_an_outcome_holds_until_the_next_one(store):
    assert store.host_files.outcome(ROOT) is None
    store.host_files.keep_outcome(ROOT, OUTCOME)
    store.host_files.keep_files(ROOT, {"a": FILE}, set())
    assert store.host_files.outcome(ROOT) == OUTCOME

    store.host_files.keep_outcome(ROOT, OUTCOME._replace(inputs=sha("others")))

    assert store.host_files.outcome(ROOT) == OUTCOME._replace(inputs=sha("others"))


def test_no_news_write_nothing(store):
    store.host_files.keep_outcome(ROOT, OUTCOME)
    before = store._connection.raw.total_changes
    store.host_files.keep_files(ROOT, {}, set())
    store.host_files.keep_outcome(ROOT, OUTCOME)
    assert store._connection.raw.total_changes == before


def test_other_readers_have_to_see_the_files_again(store):
    store.host_files.keep_files(ROOT, {"a": FILE, "b": FILE}, set())
    store.host_files.keep_outcome(ROOT, OUTCOME)
    new = ROOT._replace(readers="others")
    assert store.host_files.files(new) == {}
    assert store.host_files.outcome(new) is None

    store.host_files.keep_files(new, {"a": OTHER}, set())

    assert store.host_files.files(ROOT) == {}
    assert store.host_files.files(new) == {"a": OTHER}
    assert store.host_files.outcome(new) is None


def test_prune_forgets_them_with_the_facts_that_they_stand_for(store):
    store.host_files.keep_files(ROOT, {"a": FILE}, set())
    store.host_files.keep_outcome(ROOT, OUTCOME)
    store.prune(1, hour(1))
    assert store.host_files.files(ROOT) == {}
    assert store.host_files.outcome(ROOT) is None
