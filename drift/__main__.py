"""The command: one place that turns whatever happens into one line and an exit code."""

import os
import signal
import sys
import tempfile
import traceback
from types import FrameType

from drift.errors import DriftError

COULD_NOT = 2
INTERRUPTED, TERMINATED = 128 + signal.SIGINT, 128 + signal.SIGTERM


class _TerminatedError(BaseException):
    """SIGTERM: unwinds like Ctrl-C, so that transactions end and what was made is removed."""


def main() -> None:
    """Exit codes: 0, 1 (drift, of `gate` and `diff --exit-code` only), 2 (could not), 130 and 143 for signals."""
    signal.signal(signal.SIGTERM, _terminate)
    code = _run()
    try:
        sys.stdout.flush()
    except BrokenPipeError:  # who reads has read enough: the verdict's code stands
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def _run() -> int:
    from drift.cli import app

    try:
        app()
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 0
    except DriftError as error:
        return _said(str(error))
    except (KeyboardInterrupt, _TerminatedError) as stopped:
        interrupted = isinstance(stopped, KeyboardInterrupt)
        _said("interrupted" if interrupted else "terminated")
        return INTERRUPTED if interrupted else TERMINATED
    except Exception as error:  # noqa: BLE001 - a bug of ours: one line for the user, the trace in a file
        return _said(
            f"internal error, {type(error).__name__}: {error}; please report it with the trace in {_trace(error)}"
        )
    return 0


def _terminate(_number: int, _frame: FrameType | None) -> None:
    raise _TerminatedError


def _said(message: str) -> int:
    from drift.render.text import visible

    print(f"drift: {visible(message)}", file=sys.stderr)
    return COULD_NOT


def _trace(error: BaseException) -> str:
    """Write the stack, without the values of variables, to a file that only its owner reads."""
    descriptor, path = tempfile.mkstemp(prefix="drift-trace-", suffix=".txt")
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
        file.writelines(traceback.format_tb(error.__traceback__))
        file.write(f"{type(error).__name__}\n")
    return path


if __name__ == "__main__":
    main()
