"""One line for a person, on stderr, beside what the command answers."""

import os
import sys


def in_github() -> bool:
    """Does a runner of GitHub Actions read what is written?"""
    return os.environ.get("GITHUB_ACTIONS") == "true"


def note(message: str) -> None:
    """One line, in which nothing that a container is called can act."""
    from drift.render.text import visible

    line = f"drift: {visible(message)}\n"
    if in_github():
        from drift.render.joblog.github import defused

        line = defused(line)
    aside(line)


def aside(text: str) -> None:
    """Where nobody can read it (a closed terminal, a broken pipe) it is lost: the answer and the exit code stand."""
    try:
        print(text, end="", file=sys.stderr, flush=True)
    except OSError:
        return
