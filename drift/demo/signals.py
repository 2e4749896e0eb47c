"""Ctrl-C and SIGTERM while something is made that must be removed again."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_ENDING = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def unwound_by_sigterm() -> Iterator[None]:
    """SIGTERM leaves through every `finally`, as Ctrl-C does; where somebody handles it already, it is left to them."""
    mine = _in_main_thread() and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    if mine:
        signal.signal(signal.SIGTERM, _leave)
    try:
        yield
    finally:
        if mine:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)


@contextmanager
def whole_steps() -> Iterator[None]:
    """The first signal waits until the step is done: a container that is just being created would be in no list of those to remove.

    The second one does not wait: the engine may be stuck.
    """
    if not _in_main_thread():
        yield
        return
    came: list[int] = []

    def wait(number: int, frame: FrameType | None) -> None:
        came.append(number)
        if len(came) > 1:
            _pass_on(before[signal.Signals(number)], number, frame)

    before = {number: signal.getsignal(number) for number in _ENDING}
    for number in _ENDING:
        signal.signal(number, wait)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if len(came) == 1:
        _pass_on(before[signal.Signals(came[0])], came[0], None)


def _pass_on(handler: object, number: int, frame: FrameType | None) -> None:
    if callable(handler):
        handler(number, frame)


def _leave(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def _in_main_thread() -> bool:
    return threading.current_thread() is threading.main_thread()
