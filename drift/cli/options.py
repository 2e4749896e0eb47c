"""Options that several commands share."""

import os
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from drift.errors import DriftError
from drift.model import snapshot as model

Db: TypeAlias = Annotated[
    Path | None, typer.Option("--db", envvar="DRIFT_DB", help="The database. [default: the user's data folder]")
]
Config: TypeAlias = Annotated[
    Path | None,
    typer.Option("--config", envvar="DRIFT_CONFIG", help="The policy. [default: ./drift.toml where there is one]"),
]
Format: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--format",
        envvar="DRIFT_FORMAT",
        help="console, json, html, markdown, sarif, junit, codequality, annotations, prometheus, csv. [default: by the suffix of -o]",
    ),
]
PlainFormat: TypeAlias = Annotated[
    str | None, typer.Option("--format", help="console is all that there is of this answer.")
]
AnswerFormat: TypeAlias = Annotated[
    str | None, typer.Option("--format", help="console or json. [default: by the suffix of -o]")
]
Output: TypeAlias = Annotated[
    Path | None,
    typer.Option("-o", "--output", envvar="DRIFT_OUTPUT", help="Write to a file. [default: -, the terminal]"),
]
Outputs: TypeAlias = Annotated[
    list[Path] | None,
    typer.Option(
        "-o",
        "--output",
        envvar="DRIFT_OUTPUT",
        help="Write to a file; repeated for several, each in the format of its suffix. [default: -, the terminal]",
    ),
]
Quiet: TypeAlias = Annotated[
    bool, typer.Option("--quiet", "-q", envvar="DRIFT_QUIET", help="Only what changed or failed.")
]
Verbose: TypeAlias = Annotated[
    bool, typer.Option("--verbose", "-v", envvar="DRIFT_VERBOSE", help="All of it, whatever its length.")
]
Host: TypeAlias = Annotated[str | None, typer.Option("-H", "--host", help="Engine: unix://…, ssh://…, tcp://…")]
Context: TypeAlias = Annotated[str | None, typer.Option("-c", "--context", help="Engine: a context of the docker CLI.")]
Filter: TypeAlias = Annotated[
    list[str] | None, typer.Option("--filter", help="label=K=V or name=PATTERN; may be repeated.")
]
Verify: TypeAlias = Annotated[
    bool, typer.Option("--verify", help="Read every file again: also finds edits that keep size and time.")
]
HostFiles: TypeAlias = Annotated[
    model.HostFiles,
    typer.Option(
        "--host-files",
        envvar="DRIFT_HOST_FILES",
        help="Read containers from the disk of the engine's host: where it can be proven to be theirs, never, or else fail.",
    ),
]
Image: TypeAlias = Annotated[
    str | None, typer.Option("--image", help="For dir: references: the image that it was made from.")
]
Platform: TypeAlias = Annotated[str | None, typer.Option("--platform", help="Of an image of several: linux/arm64.")]
EnvName: TypeAlias = Annotated[str | None, typer.Option("--env", help="The environment. [default: DRIFT_ENV]")]


def usual_environment() -> str | None:
    """Where neither --env nor the engine says it."""
    return os.environ.get("DRIFT_ENV") or None


def policy(config: Path | None) -> Path | None:
    """The file that is named, else the one that lies here."""
    here = Path("drift.toml")
    return config or (here if here.exists() else None)


def place(host: str | None, context: str | None) -> str | None:
    """The one engine that the options name. DriftError where they name two, as with the docker CLI."""
    if host and context:
        raise DriftError(f"-H {host!r} and -c {context!r} name two engines", remedy="give one of them")
    return host or (f"context:{context}" if context else None)
