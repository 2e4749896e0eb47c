"""Real files, cut and twisted: a parser gives packages, None or the one named error, and what it gives makes a purl."""

import io
import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drift.collectors import COLLECTORS
from drift.collectors.interface import Unreadable
from drift.joins.packages import package_key
from drift.model.canonical import canonical
from drift.model.records import Kind
from tests.collectors.samples import SAMPLES

TWISTS = (b"", b"\0", b"\xff", b'"', b"\\ud800", b"null", b"[", b"]", b"{", b"}", b"/", b"\n", b"'", b"\x7f", b" ")
RUNS = (
    b" ",
    b"\n",
    b'"',
    b"'",
    b"\\",
    b'\\"',
    b"a",
    b"(",
    b"[",
    b"]]",
    b": ",
    b"/",
    b"- ",
    b"=",
    b"@a/",
    b"a@",
    b"\n a",
    b"\n\n",
)
MANY = 100_000


def parsed(name: str, content: bytes) -> object:
    collector = next(one for one in COLLECTORS if one.name == name)
    base_name, _ = SAMPLES[name]
    found = collector.parse(io.BytesIO(content), base_name)
    for one in found or [] if collector.kind in (Kind.PACKAGES, Kind.DECLARED) else []:
        assert package_key(one["type"], one["name"], one.get("namespace") or "", "x").startswith("pkg:")
    return found


@given(
    st.sampled_from(sorted(SAMPLES)), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 3), st.sampled_from(TWISTS)))
)
def test_a_twisted_file_gives_packages_or_the_named_error(name, twists):
    _, content = SAMPLES[name]
    for place, dropped, put in twists:
        at = int(place * len(content))
        content = content[:at] + put + content[at + dropped :]
    with suppress(Unreadable):
        found = parsed(name, content)
        assert json.loads(canonical(found)) == found


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_is_read(name):
    assert parsed(name, SAMPLES[name][1])


@pytest.mark.parametrize("name", SAMPLES)
def test_lines_may_end_as_on_windows(name):
    """A checkout there is copied into the image as it is."""
    _, content = SAMPLES[name]
    assert parsed(name, content.replace(b"\n", b"\r\n")) == parsed(name, content)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_run_of_one_thing_costs_no_more_than_its_length(name):
    """An expression that tries each start of a run to its end takes minutes for one of these, and the test's own limit ends it."""
    _, content = SAMPLES[name]
    for run in RUNS:
        for at in (0, len(content) // 2, len(content)):
            with suppress(Unreadable):
                parsed(name, content[:at] + run * MANY + content[at:])
