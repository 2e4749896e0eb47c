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
