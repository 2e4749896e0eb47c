"""Every reader of what others wrote on its stored inputs and on changes of them: a result or its one error, soon and in little memory."""

import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.readers import CORPUS, READERS, inputs, try_one

LONGEST = 10
"""Seconds: what hangs, not what is slow."""
MOST = 64 << 20
"""Bytes of memory; the inputs have some KiB."""
EXAMPLES = settings().max_examples


def test_each_reader_has_stored_inputs():
    assert {folder.name for folder in CORPUS.iterdir()} == READERS.keys()
    assert all(inputs(name) for name in READERS)


@pytest.mark.parametrize("name", READERS)
def test_stored_inputs_are_read_or_refused(name):
    for raw in [b"", b"\0", *inputs(name)]:
        tracemalloc.start()
        started = time.monotonic()
        try_one(name, raw)
        assert time.monotonic() - started < LONGEST
        assert tracemalloc.get_traced_memory()[1] < MOST
        tracemalloc.stop()


changes = st.lists(
    st.tuples(st.floats(0, 0.9999), st.sampled_from(("replace", "insert", "delete", "repeat")), st.binary(max_size=8)),
    max_size=6,
)


def changed(raw: bytes, how: list[tuple[float, str, bytes]]) -> bytes:
    for place, what, piece in how:
        at = int(place * len(raw))
        match what:
            case "replace":
                raw = raw[:at] + piece + raw[at + len(piece) :]
            case "insert":
                raw = raw[:at] + piece + raw[at:]
            case "delete":
                raw = raw[:at] + raw[at + len(piece) :]
            case _:
                raw = raw[:at] + raw[at // 2 : at] + raw[at:]
    return raw


@pytest.mark.parametrize("name", READERS)
def test_changed_inputs_are_read_or_refused(name):
    stored = inputs(name)

    @settings(max_examples=EXAMPLES // (5 if "bundle" in name else 1))
    @given(st.sampled_from(stored), changes)
    def try_changed(raw, how):
        started = time.monotonic()
        try_one(name, changed(raw, how))
        assert time.monotonic() - started < LONGEST

    try_changed()
