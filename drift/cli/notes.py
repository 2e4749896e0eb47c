"""One line for a person, on stderr, beside what the command answers."""

import sys


def note(message: str) -> None:
    """Where nobody can read it (a closed terminal, a broken pipe) it is lost: the answer and the exit code stand."""
    from drift.render.text import visible

    try:
        print(f"drift: {visible(message)}", file=sys.stderr, flush=True)
    except OSError:
        return
