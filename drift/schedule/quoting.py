"""Words as unit files and crontabs have them: systemd.syntax(7), systemd.service(5), systemd.unit(5), crontab(5)."""

import re
import shlex
from collections.abc import Sequence

from drift.errors import ScheduleError

_PLAIN = re.compile(r"[A-Za-z0-9_./:=@,+-]+")


def checked(text: str) -> str:
    """ScheduleError for what neither kind of file can hold: a line break, a control character, bytes that are not UTF-8."""
    if not text.isprintable() or text.endswith("\\"):
        raise ScheduleError(
            f"{text!r} cannot stand in a unit file or a crontab", remedy="rename it, or give it by another path"
        )
    return text


def unit_word(text: str) -> str:
    """In a list of words: quoted, and without specifiers."""
    escaped = checked(text).replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return escaped if _PLAIN.fullmatch(text) else f'"{escaped}"'


def unit_line(text: str) -> str:
    """As all that follows the = of a setting that takes one path."""
    return checked(text).replace("%", "%%")


def unit_command(words: Sequence[str]) -> str:
    """For ExecStart=: in the arguments a $ is no variable. In the program's path there are none in any case."""
    program, *arguments = words
    return " ".join([unit_word(program), *(unit_word(one).replace("$", "$$") for one in arguments)])


def cron_command(words: Sequence[str]) -> str:
    r"""For sh. cron makes a line break of a %, but for \%."""
    return " ".join(shlex.quote(checked(one)) for one in words).replace("%", r"\%")
