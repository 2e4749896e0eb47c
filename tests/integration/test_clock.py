"""An engine whose clock is off: said to a person, and in no snapshot."""

from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from drift.pipeline.containers import CLOCK_SKEW, _clock
from drift.source.docker import connect
from tests.integration.answering import Answering, document


def notes(tmp_path, time: str) -> tuple[str, ...]:
    with (
        Answering(tmp_path, {"/info": document({"ID": "x", "SystemTime": time})}) as server,
        closing(connect(server.address, timeout=9)) as engine,
    ):
        assert _clock(engine) == ()
        assert engine.info
        return _clock(engine)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, None), (-3_600, "some 3,600 s behind"), (7_200, "some 7,200 s ahead of")],
)
def test_a_clock_that_is_off_is_told_in_tens_of_seconds(tmp_path, seconds, said):
    time = (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()
    found = notes(tmp_path, time)
    assert found == ((f"the engine's clock is {said} the clock here",) if said else ())


@pytest.mark.parametrize("time", ["", "soon", "2026-11-24T08:00:00", "None"])
def test_a_time_that_is_none_says_nothing(tmp_path, time):
    assert notes(tmp_path, time) == ()


def test_a_clock_may_be_off_by_as_much_as_an_answer_takes():
    assert CLOCK_SKEW >= 5
