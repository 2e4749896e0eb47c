"""Files of systemd and cron: those that are ours are replaced whole, or removed; others are left alone."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from drift.errors import ScheduleError
from drift.schedule.every import Every
from drift.schedule.interface import MARK, every_in

FOR_ALL = 0o644


def every_of(path: Path) -> Every | None:
    """None where there is nothing of ours. A link is not: systemd masks a unit by one."""
    try:
        return None if path.is_symlink() else every_in(path.read_text(errors="replace"))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ScheduleError(f"{str(path)!r} cannot be read: {error.strerror}", remedy="see who owns it") from error


def write_ours(files: Mapping[str, str]) -> None:
    """All or, where one in their place is not ours, none."""
    for path in map(Path, files):
        if (path.exists() or path.is_symlink()) and every_of(path) is None:
            raise ScheduleError(
                f"{str(path)!r} is there and was not {MARK}", remedy="move it away, or run drift scan from it yourself"
            )
    for name, text in files.items():
        _replace(Path(name), text)


def _replace(path: Path, text: str) -> None:
    new = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new.unlink(missing_ok=True)
        descriptor = os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, FOR_ALL)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            os.fchmod(descriptor, FOR_ALL)
            file.write(text)
        new.replace(path)
    except OSError as error:
        raise ScheduleError(f"{str(path)!r} cannot be written: {error.strerror}", remedy="see who owns it") from error


def remove_ours(paths: Sequence[Path]) -> list[str]:
    """Those that were there."""
    ours = [path for path in paths if every_of(path) is not None]
    for path in ours:
        try:
            path.unlink()
        except OSError as error:
            raise ScheduleError(
                f"{str(path)!r} cannot be removed: {error.strerror}", remedy="see who owns it"
            ) from error
    return [str(path) for path in ours]
