"""Options that several commands share, and what they open: policy, key, store."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

if TYPE_CHECKING:
    from drift.pipeline.session import Session

Db: TypeAlias = Annotated[
    Path | None, typer.Option("--db", envvar="DRIFT_DB", help="The database. [default: the user's data folder]")
]
Config: TypeAlias = Annotated[
    Path | None,
    typer.Option("--config", envvar="DRIFT_CONFIG", help="The policy. [default: ./drift.toml where there is one]"),
]
Format: TypeAlias = Annotated[
    str | None, typer.Option("--format", envvar="DRIFT_FORMAT", help="console, json or html.")
]
Output: TypeAlias = Annotated[
    Path | None,
    typer.Option("-o", "--output", envvar="DRIFT_OUTPUT", help="Write to a file; its suffix chooses the format."),
]
Quiet: TypeAlias = Annotated[
    bool, typer.Option("--quiet", "-q", envvar="DRIFT_QUIET", help="Only what changed or failed.")
]
Verbose: TypeAlias = Annotated[
    bool, typer.Option("--verbose", "-v", envvar="DRIFT_VERBOSE", help="Also what is silent by default.")
]
Host: TypeAlias = Annotated[str | None, typer.Option("-H", "--host", help="Engine: unix://…, ssh://…, tcp://…")]
Context: TypeAlias = Annotated[str | None, typer.Option("-c", "--context", help="Engine: a context of the docker CLI.")]
Filter: TypeAlias = Annotated[
    list[str] | None, typer.Option("--filter", help="label=K=V or name=PATTERN; may be repeated.")
]
Verify: TypeAlias = Annotated[
    bool, typer.Option("--verify", help="Read every file again: also finds edits that keep size and time.")
]
Image: TypeAlias = Annotated[
    str | None, typer.Option("--image", help="For dir: references: the image that it was made from.")
]

EnvName: TypeAlias = Annotated[str | None, typer.Option("--env", envvar="DRIFT_ENV", help="The environment.")]
Platform: TypeAlias = Annotated[str | None, typer.Option("--platform", help="Of an image of several: linux/arm64.")]


def note(message: str) -> None:
    """One line for a person, on stderr."""
    from drift.render.text import visible

    typer.echo(f"drift: {visible(message)}", err=True)


@contextmanager
def opened(
    db: Path | None,
    config: Path | None,
    *,
    quiet: bool = False,
    host: str | None = None,
    context: str | None = None,
    fail_on: str | None = None,
) -> Iterator["Session"]:
    """A session on the policy and the store that the options name."""
    from drift.cli.progress import progress
    from drift.pipeline.session import Session
    from drift.policy.config import load_settings
    from drift.policy.threshold import with_threshold
    from drift.store import Store, default_path, load_key

    settings = with_threshold(load_settings(config or policy_here()), fail_on)
    path = db or default_path()
    with Store.open(path) as store, progress(quiet=quiet) as shown:
        key = load_key(path, os.environ)
        session = Session(
            settings=settings, store=store, key=key, host=host, context=context, progress=shown, note=note
        )
        try:
            yield session
        finally:
            session.close()


def policy_here() -> Path | None:
    here = Path("drift.toml")
    return here if here.exists() else None
