import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drift.collectors.interface import Unreadable
from drift.collectors.locale_archive import MAGIC, MOST, parse

NAMES = b"de_DE.utf8\0en_US.utf8\0german\0"


def archive(order: str = "<", names: bytes = NAMES, used: int | None = None) -> bytes:
    head = struct.pack(f"{order}14I", MAGIC, 1, 56, 3, 907, 80, len(names) if used is None else used, 900, *[0] * 6)
    return head.ljust(80, b"\0") + names + b"data" * 9


def read(content: bytes):
    return parse(io.BytesIO(content), "locale-archive")


@pytest.mark.parametrize("order", "<>")
def test_the_names_are_found_in_either_byte_order(order):
    assert read(archive(order)) == ["de_DE.utf8", "en_US.utf8", "german"]


@pytest.mark.parametrize(
    "content", [b"", b"\0" * 100, archive()[:60], archive(used=MOST + 1), archive(used=500_000), archive("=")[:20]]
)
def test_what_is_no_archive_or_is_cut_off_is_unreadable(content):
    with pytest.raises(Unreadable):
        read(content)


@given(st.binary(max_size=60), st.integers(0, 60))
def test_any_header_gives_names_or_the_one_error(noise, at):
    content = archive()
    try:
        found = read(content[:at] + noise + content[at + len(noise) :])
    except Unreadable:
        return
    assert all(isinstance(name, str) for name in found)
