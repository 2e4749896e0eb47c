"""What a root starts by the clock: its crontabs, the scripts of its daily and other folders, its timers."""

import posixpath
import re
from collections.abc import Iterator

from drift.collectors.schedules import SCHEDULES_SYSTEM, SCHEDULES_TIMER, SCHEDULES_USER, TIMER_FOLDERS
from drift.joins.known import NotRead, facts_in
from drift.model.canonical import Document
from drift.model.entries import Entry, FileType
from drift.model.protocols import Baseline, Facts
from drift.model.records import Kind, Record, RecordSet, record
from drift.model.snapshot import Section
from drift.tree.paths import resolve

FOLDERS = ("etc/cron.d", "var/spool/cron", "var/spool/cron/crontabs", "etc/crontabs", *TIMER_FOLDERS)
SCRIPTS = {
    **{f"etc/cron.{often}": often for often in ("hourly", "daily", "weekly", "monthly", "yearly")},
    **{f"etc/periodic/{often}": often for often in ("15min", "hourly", "daily", "weekly", "monthly")},
}
"""Folder whose programs run so often: run-parts(8) of Debian and Red Hat, and Alpine's."""
ENABLED = "etc/systemd/system/timers.target.wants"
"""Where systemctl(1) links what shall start."""

PLACES = ("etc/cron", "var/spool/cron", "etc/periodic", *TIMER_FOLDERS)
"""Starts of all paths that a schedule is made of; a script that is a link is looked at again when the link changes."""

_RUN_BY_CRON = re.compile(r"[A-Za-z0-9_-]+\Z")
"""Names in etc/cron.d and for run-parts(8); Alpine's run-parts takes others, too, but warns."""


def schedules(tree: Baseline, facts: Facts) -> Section:
    """Path → entries (when, user, command), variables; a timer also says whether it is enabled."""
    try:
        records = [*_read(tree, facts), *_scripts(tree)]
    except NotRead as error:
        return Section.failed(str(error))
    return Section.ok(RecordSet.of(Kind.SCHEDULES, records))


def _read(tree: Baseline, facts: Facts) -> Iterator[Record]:
    paths = ["etc/crontab", *(f"{folder}/{name}" for folder in FOLDERS for name in tree.children(folder))]
    for collector, entry, fact in facts_in(tree, facts, paths, [SCHEDULES_SYSTEM, SCHEDULES_TIMER, SCHEDULES_USER]):
        name = posixpath.basename(entry.path)
        content: Document = fact.value["document"]
        if collector is SCHEDULES_TIMER:
            content = {**content, "enabled": tree.entry(f"{ENABLED}/{name}") is not None}
        yield record(Kind.SCHEDULES, f"/{entry.path}", content)


def _scripts(tree: Baseline) -> Iterator[Record]:
    for folder, often in SCRIPTS.items():
        for name in tree.children(folder):
            path = f"{folder}/{name}"
            if _RUN_BY_CRON.match(name) and _is_program(tree, path):
                entry: Document = {"when": f"@{often}", "user": "root", "command": f"/{path}"}
                yield record(Kind.SCHEDULES, f"/{path}", {"entries": [entry], "variables": {}})


def _is_program(tree: Baseline, path: str) -> bool:
    target = resolve(tree, path)
    entry: Entry | None = tree.entry(target) if target is not None else None
    return entry is not None and entry.type is FileType.REGULAR and bool(entry.mode & 0o111)
