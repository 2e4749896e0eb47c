import pytest

from drift.joins.bytecode import explained_bytecode, source_of
from drift.model.entries import Entry, FileType
from drift.tree.delta import Delta
from tests.joins.trees import directory, link, regular, tree_of

IMAGE = tree_of(regular("app/main.py", b"x"), regular("app/other.py", b"x"))
CACHED = "app/__pycache__/main.cpython-311.pyc"


def explained(*changed: Entry, removed: frozenset[str] = frozenset()) -> frozenset[str]:
    return explained_bytecode(Delta({entry.path: entry for entry in changed}, removed), IMAGE)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        (CACHED, "app/main.py"),
        ("app/__pycache__/main.cpython-312.opt-1.pyc", "app/main.py"),
        ("app/__pycache__/main.pypy39.pyc", "app/main.py"),
        ("app/__pycache__/main.cpython-311.pyc.140234", "app/main.py"),
        ("__pycache__/a.b.cpython-311.pyc", "a.b.py"),
        ("app/main.pyc", "app/main.py"),
        ("app/__pycache__/main.pyc", None),
        ("app/main.py", None),
        ("app/__pycache__/main.so", None),
    ],
)
def test_a_compiled_file_names_its_source(path, source):
    assert source_of(path) == source


def test_bytecode_of_an_unchanged_source_is_no_drift():
    found = explained(directory("app/__pycache__"), regular(CACHED, b"compiled"))
    assert found == {"app/__pycache__", CACHED}


def test_bytecode_of_a_changed_source_is_drift():
    assert explained(regular(CACHED, b"compiled"), regular("app/main.py", b"changed")) == frozenset()


def test_bytecode_of_a_source_that_is_gone_is_drift():
    assert explained(regular(CACHED, b"compiled"), removed=frozenset({"app/main.py"})) == frozenset()


def test_bytecode_without_a_source_is_drift():
    assert explained(regular("app/__pycache__/evil.cpython-311.pyc", b"x")) == frozenset()


def test_a_directory_of_bytecode_with_nothing_explained_in_it_is_drift():
    assert explained(directory("app/__pycache__"), regular("app/__pycache__/evil", b"x")) == frozenset()


def test_what_is_no_regular_file_is_drift():
    assert explained(link(CACHED, "/bin/sh")) == frozenset()
    assert explained(Entry(CACHED, FileType.FIFO, 0o644, 0, 0)) == frozenset()


def test_bytecode_that_is_gone_is_no_drift():
    assert explained(removed=frozenset({CACHED})) == {CACHED}
