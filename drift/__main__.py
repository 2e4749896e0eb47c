"""The command: one place that turns whatever happens into one line and an exit code."""

import signal
import sys
from collections.abc import Iterator
from types import FrameType

from drift.errors import DriftError

COULD_NOT = 2
ENDED_BY = {signal.SIGINT: "interrupted", signal.SIGTERM: "terminated"}


class _StoppedError(BaseException):
    """A signal: it unwinds, so that transactions end and what was made is removed."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = signal.Signals(number)


def main(name: str = "drift") -> None:
    """Exit codes: 0, 1 (drift, of `gate` and `diff --exit-code` only), 2 (could not), 130 and 143 for signals. `name` begins a usage line."""
    for number in ENDED_BY:
        if signal.getsignal(number) is not signal.SIG_IGN:  # as nohup has it
            signal.signal(number, _stop)
    sys.exit(_run(name))


def _run(name: str = "drift") -> int:
    try:
        from drift.cli import app

        app(prog_name=name)
    except SystemExit as leaving:
        if isinstance(leaving.__context__, BrokenPipeError):  # a help page that nobody reads; typer says 1: drift
            return 0
        return leaving.code if isinstance(leaving.code, int) else 0
    except DriftError as error:
        return _said(str(error))
    except _StoppedError as stopped:
        _said(ENDED_BY[stopped.number])
        return 128 + stopped.number
    except Exception as error:  # noqa: BLE001 - a bug of ours: one line for the user, the trace in a file
        return _said(f"internal error, {type(error).__name__}; please report it with {_trace(error)}")
    return 0


def _stop(number: int, _frame: FrameType | None) -> None:
    for one in ENDED_BY:
        signal.signal(one, _pass_over)
    raise _StoppedError(number)


def _pass_over(_number: int, _frame: FrameType | None) -> None:
    """It is ending already. docker tells its plug-in of the same Ctrl-C again, and that would come into the middle of what unwinds."""


def _said(message: str) -> int:
    from drift.cli.notes import note

    note(message)
    return COULD_NOT


def _trace(error: BaseException) -> str:
    """Write the stack to a file that only its owner reads. No values: neither of variables nor in messages."""
    import os
    import tempfile

    try:
        descriptor, path = tempfile.mkstemp(prefix="drift-trace-", suffix=".txt")
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.writelines(_stack(error))
    except OSError:
        return f"this: {''.join(_stack(error)).splitlines()[-2].strip()}"
    return f"the trace in {path}"


def _stack(error: BaseException) -> Iterator[str]:
    import traceback

    cause = error.__cause__ or error.__context__
    if cause is not None:
        yield from _stack(cause)
        yield "then\n"
    yield from traceback.format_tb(error.__traceback__)
    yield f"{type(error).__name__}\n"


if __name__ == "__main__":
    main()
