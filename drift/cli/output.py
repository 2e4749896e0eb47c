"""Where a report goes: the terminal, a pipe, or a file that is replaced whole."""

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from drift.errors import OutputError

if TYPE_CHECKING:
    from drift.report import AnyReport


def write(
    report: "AnyReport", *, format: str | None, output: Path | None, quiet: bool = False, verbose: bool = False
) -> None:  # noqa: A002 - the option's name
    """Render and write. A reader that closed its end early has read enough: no error."""
    from drift.render import renderer_for

    to_file = output is not None and str(output) != "-"
    wanted = format or (output.suffix if output is not None and to_file else "console")
    if wanted == "console" and not to_file:
        write_text(_on_console(report, quiet=quiet, verbose=verbose), None)
    else:
        write_text(renderer_for(wanted).render(report), output if to_file else None)


def _on_console(report: "AnyReport", *, quiet: bool, verbose: bool) -> str:
    from rich.console import Console as RichConsole

    from drift.render.console import Console

    return Console.on(RichConsole(), quiet=quiet, verbose=verbose).render(report)


def write_text(text: str, output: Path | None) -> None:
    """To a file (atomically, 0644 by the umask) or to stdout as UTF-8."""
    raw = text.encode("utf-8", "backslashreplace")
    if output is not None:
        _replace(output, raw)
        return
    try:
        sys.stdout.buffer.write(raw)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        raise OutputError(f"stdout cannot be written: {error.strerror}", remedy="is the disk full?") from error


def _replace(path: Path, raw: bytes) -> None:
    try:
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise OutputError(
            f"{str(path)!r} cannot be written: {error.strerror}", remedy="name another file with -o"
        ) from error
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(raw)
        umask = os.umask(0)
        os.umask(umask)
        Path(temporary).chmod(0o666 & ~umask)
        Path(temporary).replace(path)
    except OSError as error:
        Path(temporary).unlink(missing_ok=True)
        raise OutputError(
            f"{str(path)!r} cannot be written: {error.strerror}", remedy="make room, or name another file with -o"
        ) from error
