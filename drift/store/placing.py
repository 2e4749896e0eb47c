"""A new store that stands in its place only once all that should be in it is: what is refused before leaves none."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from drift.errors import StoreError
from drift.store.faults import Translated


@contextmanager
def new_or_there(path: Path) -> Iterator[Path]:
    """The store's file, or where there is none one to be made, which is put in its place at the end."""
    if path.exists():
        yield path
        return
    from tempfile import TemporaryDirectory

    with Translated(path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.")
    with folder as name:
        new = Path(name, path.name)
        yield new
        with Translated(path):
            _put(new, path)


def _put(new: Path, path: Path) -> None:
    """Unless another process has made one meanwhile: that has something in it by now."""
    try:
        os.link(new, path.resolve())
    except FileExistsError as error:
        raise StoreError(
            f"the store {str(path)!r} was made by another process meanwhile", remedy="try again"
        ) from error
    except OSError:  # a file system without hard links
        new.replace(path)
