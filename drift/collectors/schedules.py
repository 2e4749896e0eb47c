"""What starts by the clock: crontabs (crontab(5), of Vixie cron, cronie, BusyBox) and timers of systemd (systemd.timer(5)).

A line that is none is passed over: what cron makes of it is written to a log, and the others still run. Commands are redacted.
"""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from drift.collectors.interface import Collector
from drift.model.canonical import to_text
from drift.model.records import Kind

MOST_ENTRIES = 2_000
LONGEST = 4_096
"""Characters of a line."""

SYSTEM_CRONTABS = ("etc/crontab", "etc/cron.d/*")
"""Their entries name a user."""
USER_CRONTABS = ("var/spool/cron/crontabs/*", "var/spool/cron/*", "etc/crontabs/*")
"""Debian's and BusyBox's, Red Hat's, Alpine's; the file has its user's name."""
TIMER_FOLDERS = ("etc/systemd/system", "usr/local/lib/systemd/system", "usr/lib/systemd/system", "lib/systemd/system")

_FIELD = r"[\d*,/~HhA-Za-z-]+"
_WHEN = (
    rf"(@(?:reboot|yearly|annually|monthly|weekly|daily|midnight|hourly)|@every_\w+|(?:{_FIELD}[ \t]+){{4}}{_FIELD})"
)
_OF_SYSTEM = re.compile(rf"[ \t]*{_WHEN}[ \t]+(\S+)[ \t]+(\S.*?)[ \t]*\Z")
_OF_USER = re.compile(rf"[ \t]*{_WHEN}[ \t]+(\S.*?)[ \t]*\Z")
_VARIABLE = re.compile(r"[ \t]*[\"']?([A-Za-z_]\w{0,100})[\"']?[ \t]*=[ \t]*(.*?)[ \t]*\Z")
_SETTING = re.compile(r"(On[A-Za-z]{3,20}|Unit|Persistent)[ \t]*=[ \t]*(.*?)[ \t]*\Z")


def parse_system(content: BinaryIO, _name: str) -> dict[str, Any] | None:
    """{"document": {"entries": [{"when", "user", "command"}], "variables"}}; None where nothing is scheduled."""

    def entry(line: str) -> dict[str, str] | None:
        found = _OF_SYSTEM.match(line)
        return {"when": _spaced(found[1]), "user": found[2], "command": found[3]} if found else None

    return _crontab(content, entry)


def parse_user(content: BinaryIO, name: str) -> dict[str, Any] | None:
    """The same of one user's crontab, whose name the file has."""

    def entry(line: str) -> dict[str, str] | None:
        found = _OF_USER.match(line)
        return {"when": _spaced(found[1]), "user": name, "command": found[2]} if found else None

    return _crontab(content, entry)


def parse_timer(content: BinaryIO, name: str) -> dict[str, Any] | None:
    """The same of the [Timer] section; its command is the unit that it starts. An empty setting takes back those before it."""
    when: list[str] = []
    unit = f"{name.removesuffix('.timer')}.service"
    for line in _section(content, "Timer"):
        found = _SETTING.match(line)
        if found and found[1].startswith("On"):
            kept = [one for one in when if not one.startswith(f"{found[1]}=")]
            when = [*when, f"{found[1]}={found[2]}"] if found[2] else kept
        elif found and found[1] == "Unit":
            unit = found[2]
    entries = [{"when": one, "command": unit} for one in when[:MOST_ENTRIES]]
    return {"document": {"entries": entries, "variables": {}}} if entries else None


def _crontab(content: BinaryIO, entry: Any) -> dict[str, Any] | None:
    entries: list[dict[str, str]] = []
    variables: dict[str, str] = {}
    for line in _lines(content):
        found = entry(line)
        if found and len(entries) < MOST_ENTRIES:
            entries.append(found)
        elif not found and (variable := _VARIABLE.match(line)) and len(variables) < MOST_ENTRIES:
            variables[variable[1]] = variable[2]
    return {"document": {"entries": entries, "variables": variables}} if entries else None


def _lines(content: BinaryIO) -> Iterator[str]:
    for line in to_text(content.read()).splitlines():
        if len(line) <= LONGEST and line.strip() and not line.lstrip().startswith(("#", ";")):
            yield line


def _section(content: BinaryIO, name: str) -> Iterator[str]:
    """Lines of one section of a unit file."""
    inside = False
    for line in _lines(content):
        if line.startswith("["):
            inside = line.strip() == f"[{name}]"
        elif inside:
            yield line


def _spaced(when: str) -> str:
    return " ".join(when.split())


def _collector(name: str, globs: tuple[str, ...], parse: Any) -> Collector:
    return Collector(name=name, version=1, kind=Kind.SCHEDULES, globs=globs, parse=parse, limit=256 * 1024, secret=True)


SCHEDULES_SYSTEM = _collector("schedules-system", SYSTEM_CRONTABS, parse_system)
SCHEDULES_TIMER = _collector("schedules-timer", tuple(f"{folder}/*.timer" for folder in TIMER_FOLDERS), parse_timer)
SCHEDULES_USER = _collector("schedules-user", USER_CRONTABS, parse_user)
