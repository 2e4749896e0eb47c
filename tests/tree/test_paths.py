import time

import pytest

from drift.model.entries import Entry, FileType
from drift.tree.fold import fold
from drift.tree.paths import resolve
from tests.tree.made import directory, file, symlink

TREE = fold([
    [
        directory("usr/bin"),
        file("usr/bin/python3.11"),
        symlink("usr/bin/python3", "python3.11"),
        symlink("usr/bin/python", "/usr/bin/python3"),
        symlink("bin", "usr/bin"),
        symlink("usr/lib64", "../lib64"),
        symlink("lib64", "/usr/bin/../bin/."),
        symlink("outside", "../../../../usr/../../bin"),
        symlink("dangling", "nowhere"),
        symlink("empty", ""),
        symlink("self", "self"),
        symlink("ping", "pong"),
        symlink("pong", "/ping"),
        symlink("root", "/"),
        symlink("trailing", "usr/bin/"),
        symlink("file-as-directory", "usr/bin/python3.11/"),
    ]
])  # fmt: skip


@pytest.mark.parametrize(
    ("path", "real"),
    [
        ("usr/bin/python3.11", "usr/bin/python3.11"),
        ("/usr/bin/python3.11", "usr/bin/python3.11"),
        ("usr/bin/python", "usr/bin/python3.11"),
        ("bin/python3", "usr/bin/python3.11"),
        ("/bin", "usr/bin"),
        ("usr/lib64/python", "usr/bin/python3.11"),
        ("outside/python", "usr/bin/python3.11"),
        ("../../bin/../bin/./python", "usr/bin/python3.11"),
        ("root/root/bin", "usr/bin"),
        ("trailing/python", "usr/bin/python3.11"),
        ("bin/..", "usr"),
        ("", ""),
        ("/", ""),
        ("..", ""),
    ],
)
def test_a_path_leads_through_links_inside_the_root(path: str, real: str):
    assert resolve(TREE, path) == real


@pytest.mark.parametrize(
    "path",
    [
        "nowhere",
        "dangling",
        "empty",
        "self",
        "ping",
        "pong/x",
        "usr/bin/python3.11/x",
        "usr/bin/python3.11/..",
        "usr/bin/python3.11/",
        "file-as-directory",
        "nowhere/../bin",
    ],
)
def test_a_path_that_leads_nowhere_is_none(path: str):
    assert resolve(TREE, path) is None


def test_forty_links_are_followed_and_no_more():
    chain = [symlink(f"l{number}", f"l{number + 1}") for number in range(41)]
    tree = fold([[*chain, file("l41")]])
    assert resolve(tree, "l1") == "l41"
    assert resolve(tree, "l0") is None


def test_a_link_with_a_target_that_no_system_allows_is_not_followed():
    endless = Entry("a", FileType.SYMLINK, 0o777, 0, 0, linkname="./" * 500_000 + "a")
    started = time.monotonic()
    assert resolve(fold([[endless]]), "a") is None
    assert time.monotonic() - started < 30
