"""What a command works on: the policy, the store and the engine that its options name."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from drift.cli.options import policy

if TYPE_CHECKING:
    from drift.pipeline.session import Session


@dataclass(frozen=True, slots=True)
class Using:
    db: Path | None
    config: Path | None
    quiet: bool = False
    place: str | None = None
    """The engine of -H or -c."""
    fail_on: str | None = None


@contextmanager
def opened(using: Using, *, create: bool = True) -> Iterator["Session"]:
    """Without `create` the command says what the store has, and there must be one."""
    from drift.cli.progress import shown
    from drift.pipeline.session import Session
    from drift.policy.config import load_settings
    from drift.policy.threshold import with_threshold
    from drift.store import Store, default_path

    settings = with_threshold(load_settings(policy(using.config)), using.fail_on)
    file = using.db or default_path()
    with (
        Store.open(file, create=create) as store,
        shown(quiet=using.quiet) as aside,
        Session(settings, store, os.environ, using.place, aside.progress, aside.note) as session,
    ):
        yield session


@contextmanager
def opened_aside(using: Using, *, make_key: bool) -> Iterator["Session"]:
    """With a store for the time being, where what is read now is all that counts. The key is that of the usual store."""
    from drift.cli.progress import shown
    from drift.pipeline.session import Session, with_key
    from drift.policy.config import load_settings
    from drift.policy.threshold import with_threshold
    from drift.store import Store, default_path

    settings = with_threshold(load_settings(policy(using.config)), using.fail_on)
    environ = with_key(os.environ, using.db or default_path(), make=make_key)
    with (
        _folder() as folder,
        Store.open(folder / "drift.db") as store,
        shown(quiet=using.quiet) as aside,
        Session(settings, store, environ, using.place, aside.progress, aside.note) as session,
    ):
        yield session


@contextmanager
def _folder() -> Iterator[Path]:
    import tempfile

    from drift.errors import OutputError

    try:
        made = tempfile.TemporaryDirectory(prefix="drift-")
    except OSError as error:
        raise OutputError(
            f"no folder for the time being: {error.strerror}", remedy="make room, or set TMPDIR"
        ) from error
    with made as folder:
        yield Path(folder)
