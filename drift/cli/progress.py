"""Progress of long work, on stderr, and only where a person is looking at it."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from drift.cli.notes import note


class Aside(NamedTuple):
    """What is said while the work goes on."""

    progress: Callable[[str, int, int], None]
    """What is being done, how many are done, of how many."""
    note: Callable[[str], None]


@contextmanager
def shown(*, quiet: bool) -> Iterator[Aside]:
    """Bars on a terminal; lines elsewhere; nothing where it is to be quiet."""
    if quiet:
        yield Aside(lambda _what, _done, _total: None, lambda _message: None)
    elif sys.stderr.isatty() and os.environ.get("TERM") != "dumb":
        with _bars() as aside:
            yield aside
    else:
        yield Aside(lambda _what, _done, _total: None, note)


@contextmanager
def _bars() -> Iterator[Aside]:
    """They appear with the first progress: what is done at once shows none."""
    from rich import progress
    from rich.console import Console

    from drift.render.text import visible

    columns = (
        progress.SpinnerColumn(),
        progress.TextColumn("{task.description}", markup=False),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TimeElapsedColumn(),
    )
    bars = progress.Progress(*columns, console=Console(stderr=True), transient=True)
    task = bars.add_task("", total=None)

    def advance(what: str, done: int, total: int) -> None:
        bars.start()
        bars.update(task, description=visible(what), completed=done, total=total)

    def say(message: str) -> None:
        bars.console.print(f"drift: {visible(message)}", markup=False, highlight=False, soft_wrap=True)

    try:
        yield Aside(advance, say)
    finally:
        bars.stop()
