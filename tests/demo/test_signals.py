"""Ctrl-C in the middle of a step, and SIGTERM."""

import signal

import pytest

from drift.demo.signals import unwound_by_sigterm, whole_steps


def test_a_step_is_done_before_ctrl_c_unwinds():
    done = []
    with pytest.raises(KeyboardInterrupt), whole_steps():  # noqa: PT012
        signal.raise_signal(signal.SIGINT)
        done.append("step")
    assert done == ["step"]


def test_the_second_ctrl_c_does_not_wait():
    done = []
    with pytest.raises(KeyboardInterrupt), whole_steps():  # noqa: PT012
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        done.append("step")
    assert done == []


def test_sigterm_leaves_as_a_program_that_it_ended_does():
    with pytest.raises(SystemExit) as left, unwound_by_sigterm():
        signal.raise_signal(signal.SIGTERM)
    assert left.value.code == 128 + signal.SIGTERM
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_a_sigterm_that_somebody_handles_is_theirs():
    came = []
    before = signal.signal(signal.SIGTERM, lambda number, _frame: came.append(number))
    try:
        with unwound_by_sigterm(), whole_steps():
            signal.raise_signal(signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert came == [signal.SIGTERM]


def test_afterwards_the_handlers_are_what_they_were():
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    with unwound_by_sigterm(), whole_steps():
        pass
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before
