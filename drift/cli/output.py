"""Where a report goes: the terminal, a pipe, or a file that is replaced whole."""

import errno
import os
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Self

from drift.cli.notes import in_github, note
from drift.errors import BundleError, OutputError

if TYPE_CHECKING:
    from drift.report import AnyReport

REMEDIES = {errno.ENOSPC: "make room", errno.EDQUOT: "make room", errno.ENOENT: "make its directory first"}
STDOUT = ("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the options say of the output."""

    named: str | None
    """The format's name; None: the file's suffix says it."""
    output: Path | None
    """None is stdout."""
    quiet: bool = False
    verbose: bool = False

    def checked(self, *, judges: bool = False) -> Self:
        """Before anything is done: DriftError for a format that there is not, or not of an answer without findings."""
        from drift.render import renderer_for

        renderer = renderer_for(self.kind)
        if renderer.judged_only and not judges:
            raise OutputError(
                f"there is no {renderer.name} of this answer", remedy="drift gate, drift report and drift diff have it"
            )
        return self

    def answering(self) -> Self:
        """Of an answer that has no report. DriftError for a format that is neither the console's nor JSON."""
        from drift.render import renderer_for

        if renderer_for(self.kind).name not in {"console", "json"}:
            raise OutputError(
                f"there is no {self.kind} of this answer", remedy="--format json, or a .json or .txt file"
            )
        return self

    @property
    def file(self) -> Path | None:
        return None if self.output is None or str(self.output) in STDOUT else self.output

    @property
    def kind(self) -> str:
        from drift.render import suffix_of

        return self.named or (suffix_of(self.file) if self.file else "") or "console"

    @property
    def is_page(self) -> bool:
        """It shows more than the others."""
        from drift.render import renderer_for

        return renderer_for(self.kind).name == "html"

    @property
    def is_for_people(self) -> bool:
        """On the terminal, or in the mail of a scheduled run."""
        return self.file is None and self.kind == "console"


def wanted_outputs(
    kind: str | None,
    outputs: Sequence[Path] | None,
    *,
    quiet: bool = False,
    verbose: bool = False,
    usual: str | None = None,
) -> tuple[Wanted, ...]:
    """Of an answer with findings, each -o; `usual` is the format of one without a suffix. OutputError for one format that is to be that of several."""
    from drift.render import suffix_of

    if kind and outputs and len(outputs) > 1:
        raise OutputError(
            f"--format {kind} is one format, and there are {len(outputs)} outputs",
            remedy="leave it out: the suffix of each file says its format",
        )
    named = [(kind or (None if one and suffix_of(one) else usual), one) for one in outputs or (None,)]
    return tuple(Wanted(name, one, quiet, verbose).checked(judges=True) for name, one in named)


def write(report: "AnyReport", *outputs: Wanted) -> None:
    """Render and write. What went into files is said in one line beside it, unless it is to be quiet."""
    for wanted in outputs:
        write_text(_defused(rendered(report, wanted), wanted), wanted.file)
    files = [str(one.file) for one in outputs if one.file is not None and not one.quiet]
    if files:
        note(f"{report.headline.answer}; written to {', '.join(files)}")


def _defused(text: str, wanted: Wanted) -> str:
    """In a job of GitHub nothing that is shown may be a command to its runner."""
    if wanted.file is not None or not in_github():
        return text
    from drift.render import renderer_for
    from drift.render.joblog.github import defused, defused_json

    match renderer_for(wanted.kind).name:
        case "annotations" | "html":
            return text
        case "json" | "sarif" | "codequality":
            return defused_json(text)
        case _:
            return defused(text)


def rendered(report: "AnyReport", wanted: Wanted) -> str:
    from drift.render import renderer_for
    from drift.render.console import Console

    renderer = renderer_for(wanted.kind)
    if not isinstance(renderer, Console):
        return renderer.render(report)
    if wanted.file is None:
        from rich.console import Console as Terminal

        renderer = Console.on(Terminal())
    return replace(renderer, quiet=wanted.quiet, verbose=wanted.verbose).render(report)


def write_plain(text: str, wanted: Wanted) -> None:
    """The answer of a command that has no report, but lines. OutputError for any format but the console's."""
    from drift.render import renderer_for

    if renderer_for(wanted.kind).name != "console":
        raise OutputError(f"there is no {wanted.kind} of this answer", remedy="leave out --format, or name a .txt file")
    write_text(_defused(text, wanted), wanted.file)


def write_either(text: Callable[[], str], document: Callable[[], str], wanted: Wanted) -> None:
    """The answer of a command that has no report: as lines, or as JSON. OutputError for any other format."""
    from drift.render import renderer_for

    made = document if renderer_for(wanted.answering().kind).name == "json" else text
    write_text(_defused(made(), wanted), wanted.file)


def write_text(text: str, file: Path | None) -> None:
    """To a file (replaced whole, 0644 by the umask) or to stdout, as UTF-8."""
    raw = text.encode("utf-8", "backslashreplace")
    try:
        if file is None:
            _to_stdout(raw)
        elif file.exists() and not stat.S_ISREG(file.stat().st_mode):
            file.write_bytes(raw)  # a device or a pipe is not replaced
        else:
            _replace(file.resolve(), raw)
    except OSError as error:
        where = "stdout" if file is None else repr(str(file))
        remedy = REMEDIES.get(error.errno or 0, "name another file with -o")
        raise OutputError(f"{where} cannot be written: {error.strerror}", remedy=remedy) from error


def _to_stdout(raw: bytes) -> None:
    """A reader that closed its end early has read enough: no error."""
    if sys.stdout is None:
        raise OutputError("stdout is closed", remedy="name a file with -o")
    try:
        sys.stdout.buffer.write(raw)
        sys.stdout.flush()
    except OSError as error:
        os.dup2(
            os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno()
        )  # else the interpreter tries once more at its end
        if not isinstance(error, BrokenPipeError):
            raise


def _replace(file: Path, raw: bytes) -> None:
    umask = os.umask(0)
    os.umask(umask)
    with replaced(file, 0o666 & ~umask) as open_file:
        open_file.write(raw)


def write_published(text: str, file: Path, mode: int) -> None:
    """Replaced whole; `mode` is a new file's, and one that is there keeps its own. OutputError where it cannot be written."""
    try:
        there = file.stat() if file.exists() else None
        if there and not stat.S_ISREG(there.st_mode):
            raise OutputError(f"{str(file)!r} is no regular file", remedy="name another in drift.toml")
        with replaced(file.resolve(), stat.S_IMODE(there.st_mode) if there else mode) as new:
            new.write(text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        remedy = REMEDIES.get(error.errno or 0, "give who runs drift the right to, or name another in drift.toml")
        raise OutputError(f"{str(file)!r} cannot be written: {error.strerror}", remedy=remedy) from error


@contextmanager
def replaced(file: Path, mode: int) -> Iterator[BinaryIO]:
    """A new file in its place, once all is written: readers see the old one or the new one, whole."""
    import tempfile

    descriptor, temporary = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(descriptor, "wb") as open_file:
            yield open_file
        Path(temporary).chmod(mode)
        Path(temporary).replace(file)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


@contextmanager
def written(file: Path) -> Iterator[BinaryIO]:
    """Bytes for a file that its owner alone may read, replaced whole; or for stdout."""
    where = "stdout" if str(file) in STDOUT else repr(str(file))
    try:
        if str(file) in STDOUT:
            yield sys.stdout.buffer
            sys.stdout.flush()
        elif file.exists() and not stat.S_ISREG(file.stat().st_mode):
            with file.open("wb") as device:
                yield device
        else:
            with replaced(file.resolve(), 0o600) as new:
                yield new
    except OSError as error:
        remedy = REMEDIES.get(error.errno or 0, "name another file")
        raise OutputError(f"{where} cannot be written: {error.strerror}", remedy=remedy) from error


@contextmanager
def read(file: Path) -> Iterator[BinaryIO]:
    """Bytes of a file, or of stdin."""
    try:
        if str(file) == "-":
            yield sys.stdin.buffer
        else:
            with file.open("rb") as source:
                yield source
    except OSError as error:
        raise BundleError(
            f"{str(file)!r} cannot be read: {error.strerror}", remedy="name a file that `drift export` made"
        ) from error
