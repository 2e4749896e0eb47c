import pytest
from hypothesis import given
from hypothesis import strategies as st

from drift.collectors.interface import Unreadable
from drift.collectors.packages.filelist import Listed, digest_of, file_list, listed_files, owned_paths

MD5, SHA256 = "md5:" + "0a" * 16, "sha256:" + "0b" * 32
PATHS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1)
FILES = st.builds(
    Listed,
    st.sampled_from(["a", "b", "c"]),
    PATHS,
    st.sampled_from(["", MD5, SHA256]),
    st.none() | st.integers(0, 0o7777),
    st.none() | st.integers(0, 1 << 60),
    st.sampled_from(["", "c", "gd"]),
)


@given(st.lists(FILES))
def test_what_is_put_into_a_fact_comes_out_of_it(files):
    fact = file_list(files)
    assert list(listed_files(fact)) == files
    assert list(owned_paths(fact)) == [(one.package, one.path) for one in files]


def test_paths_alone_take_no_room_for_anything_else():
    assert set(file_list([Listed("a", "usr/bin/x")])) == {"packages", "paths"}


def test_a_path_that_no_file_system_has_is_left_out():
    assert list(listed_files(file_list([Listed("a", "x\0y"), Listed("a", "z")]))) == [Listed("a", "z")]


def test_paths_without_an_end_are_refused():
    with pytest.raises(Unreadable, match="more files"):
        file_list(Listed("a", "x" * (1 << 20)) for _ in range(1_000))


@pytest.mark.parametrize("value", ["", "0a", "0g" * 16, "0a" * 17])
def test_a_digest_of_another_length_is_none(value):
    assert digest_of("md5", value) == ""


def test_a_digest_of_an_unknown_algorithm_is_none():
    assert digest_of("crc32", "00000000") == ""
