"""`drift install-plugin`: the file that makes `docker drift …` work."""

import os
import shlex
from pathlib import Path
from typing import Annotated

import typer

from drift.errors import OutputError

FILE = "docker-drift"
MARK = "by `drift install-plugin`"
"""What tells our file from another of the same name."""
LARGEST = 4096
"""Bytes of a file of ours; it has some hundred."""


def install_plugin(
    *,
    folder: Annotated[
        Path | None,
        typer.Option("--dir", help="Where the docker CLI looks. [default: cli-plugins in DOCKER_CONFIG or ~/.docker]"),
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Take it away again.")] = False,
) -> None:
    """Make `docker drift` work: write a plug-in where the docker CLI looks for it.

    It is a short shell script that starts this drift. A file of another origin is never replaced or removed.
    """
    from drift.cli.output import write_text
    from drift.render.text import visible

    file = (folder or _usual_folder()) / FILE
    answer = _removed(file) if remove else _installed(file)
    write_text(f"{visible(answer)}\n", None)


def _script(python: str) -> str:
    """What the docker CLI starts. -P: a folder called drift where it is started is not what is run."""
    return (
        "#!/bin/sh\n"
        f"# `docker drift`, {MARK}; --remove takes it away.\n"
        f'exec {shlex.quote(python)} -P -m drift.docker_plugin "$@"\n'
    )


def _usual_folder() -> Path:
    return Path(os.environ.get("DOCKER_CONFIG") or Path.home() / ".docker") / "cli-plugins"


def _installed(file: Path) -> str:
    import sys

    from drift.cli.output import replaced

    _check_ours(file)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with replaced(file, 0o755) as new:
            new.write(_script(sys.executable).encode("utf-8", "surrogateescape"))
    except OSError as error:
        raise OutputError(
            f"{str(file)!r} cannot be written: {error.strerror}", remedy="name a folder with --dir"
        ) from error
    return f"installed {file}: docker drift --help"


def _removed(file: Path) -> str:
    _check_ours(file)
    try:
        file.unlink()
    except FileNotFoundError:
        return f"nothing to remove: there is no {file}"
    except OSError as error:
        raise OutputError(f"{str(file)!r} cannot be removed: {error.strerror}", remedy="remove it by hand") from error
    return f"removed {file}"


def _check_ours(file: Path) -> None:
    """OutputError for what somebody else has put there."""
    if not os.path.lexists(file):
        return
    try:
        with file.open("rb") as there:
            ours = MARK.encode() in there.read(LARGEST)
    except OSError:
        ours = False
    if not ours:
        raise OutputError(
            f"{str(file)!r} is there already, and not of drift", remedy="remove it, or name another folder with --dir"
        )
