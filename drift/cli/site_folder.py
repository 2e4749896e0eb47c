"""A folder with a site in it, which others read while it is written: no page is ever half, and no link leads nowhere.

Each file is replaced whole. New pages come first, when nothing leads to them yet; then those that changed, the index last; then
those go that nothing leads to any more. A page that says the same is not written. What is ours is in a list beside the pages,
which is never shorter than what is there, wherever a run is killed.
"""

import fcntl
import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from drift.cli.output import REMEDIES, replaced
from drift.errors import OutputError

LIST = "drift-site.json"
FORMAT = 1

_NAME = re.compile(r"[a-z0-9._~-]+\.html")
"""What a page's file can be called: nothing else is ever removed."""
_LEFT = re.compile(r"\.([a-z0-9._~-]+\.html|drift-site\.json)\.[a-z0-9_]{8}")
"""What a killed run leaves: a page that was not whole yet."""
_OTHER = "name a folder that is new or empty"


@dataclass(frozen=True, slots=True)
class Published:
    pages: int
    written: int
    removed: int


def publish_site(files: Mapping[str, str], folder: Path) -> Published:
    """`files` is name → content, the index last. OutputError for a folder with other things in it, and where it cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(folder):
            return _publish(files, folder)
    except OSError as error:
        remedy = REMEDIES.get(error.errno or 0, "name another folder with --site")
        raise OutputError(f"{str(folder)!r} cannot be written: {error.strerror}", remedy=remedy) from error


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Another run that writes the same folder is waited for."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _publish(files: Mapping[str, str], folder: Path) -> Published:
    there = _ours(folder)
    gone = there - files.keys()
    changed = [name for name, text in files.items() if _digest(folder / name) != _sha256(text)]
    if changed or gone:
        _write_list(folder, there | files.keys())
    for name in sorted(changed, key=lambda one: (folder / one).exists()):  # stable: the new first, the index last
        _write(folder / name, files[name])
    for file in (*(folder / name for name in gone), *_left(folder)):
        file.unlink(missing_ok=True)
    _write_list(folder, files.keys())
    return Published(len(files), len(changed), len(gone))


def _ours(folder: Path) -> set[str]:
    """The pages that are there. OutputError where the folder is none of ours."""
    file = folder / LIST
    if not file.is_file():
        if set(folder.iterdir()) - set(_left(folder)):
            raise OutputError(f"{str(folder)!r} is not empty and has no site of drift's", remedy=_OTHER)
        return set()
    try:
        found = json.loads(file.read_bytes())
        format_, pages = found["format"], found["pages"]
    except (ValueError, TypeError, KeyError):
        raise OutputError(f"{str(file)!r} is no list of a site's pages", remedy=_OTHER) from None
    if format_ != FORMAT:
        raise OutputError(f"{str(folder)!r} has a site of another version of drift", remedy=_OTHER)
    return {name for name in pages if isinstance(name, str) and _NAME.fullmatch(name)}


def _write_list(folder: Path, names: Iterable[str]) -> None:
    text = json.dumps({"format": FORMAT, "pages": sorted(names)}, indent=1) + "\n"
    if _digest(folder / LIST) != _sha256(text):
        _write(folder / LIST, text)


def _write(file: Path, text: str) -> None:
    """In place of what is there, were it a link to elsewhere. Who may read the folder may read the page, whatever the umask."""
    with replaced(file, file.parent.stat().st_mode & 0o666) as new:
        new.write(text.encode("utf-8", "backslashreplace"))


def _left(folder: Path) -> Iterator[Path]:
    return (file for file in folder.iterdir() if _LEFT.fullmatch(file.name))


def _digest(file: Path) -> str:
    """Of what is there, "" for nothing or no regular file."""
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() and not file.is_symlink() else ""


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()
