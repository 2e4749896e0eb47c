"""`db check|stats|prune`: what is said of the store itself."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from drift.report.wording import count
from drift.store import Pruned, Stats, Store

_NOUNS = {
    "observation": "observation",
    "scan": "scan",
    "snapshot": "snapshot",
    "record": "record",
    "image": "image",
    "layer": "layer",
    "fact": "fact",
    "document": "document",
}
_UNITS = ("bytes", "KiB", "MiB", "GiB", "TiB")


def check(path: Path) -> list[str]:
    """One line for each problem, none for a store that is whole."""
    with Store.open(path, create=False) as store:
        return list(store.check())


def stats(path: Path) -> Stats:
    with Store.open(path, create=False) as store:
        return store.stats()


def stats_json(found: Stats) -> str:
    document = {
        "bytes": found.size,
        "free_bytes": found.free,
        "oldest_scan": found.oldest and found.oldest.isoformat(),
        "newest_scan": found.newest and found.newest.isoformat(),
        "tables": [{"name": one.name, "rows": one.rows, "bytes": one.size} for one in found.groups],
        "environments": [
            {
                "name": one.name,
                "services": one.services,
                "containers": one.containers,
                "observations": one.observations,
            }
            for one in found.environments
        ],
    }
    return json.dumps(document, indent=2) + "\n"


def stats_lines(found: Stats) -> list[str]:
    """Aligned, for a terminal."""
    when = f"{_day(found.oldest)} to {_day(found.newest)}" if found.oldest else "none yet"
    tables = [("", "rows", "size")]
    tables += [(one.name, f"{one.rows:,}", "-" if one.size is None else bytes_of(one.size)) for one in found.groups]
    lines = [f"{bytes_of(found.size)}, {bytes_of(found.free)} of it unused; scans: {when}", "", *_aligned(tables)]
    if found.environments:
        places = [("environment", "services", "containers", "observations")]
        places += [
            (one.name, f"{one.services:,}", f"{one.containers:,}", f"{one.observations:,}")
            for one in found.environments
        ]
        lines += ["", *_aligned(places)]
    return lines


def prune(path: Path, keep: int, *, dry_run: bool) -> list[str]:
    """Forget all but the newest `keep` of each service and environment; what went, and how much room that made."""
    with Store.open(path, create=False) as store:
        done = store.prune(keep, datetime.now(UTC), dry_run=dry_run)
    gone = [count(number, _NOUNS[table]) for table, number in done.gone.items() if number]
    kept = f"{count(done.kept['observation'], 'observation')} of {count(done.kept['scan'], 'scan')} kept"
    if not gone:
        return [f"NOTHING TO PRUNE: {kept}"]
    return [f"{'WOULD PRUNE' if dry_run else 'PRUNED'}: {', '.join(gone)}; {kept}", *_room(done, dry_run=dry_run)]


def _room(done: Pruned, *, dry_run: bool) -> list[str]:
    if dry_run:
        return []
    if done.unshrunk:
        return [f"the file has {bytes_of(done.bytes_after)} still: {done.unshrunk}"]
    freed = max(done.bytes_before - done.bytes_after, 0)
    return [f"{bytes_of(freed)} freed: the file had {bytes_of(done.bytes_before)}, has {bytes_of(done.bytes_after)}"]


def bytes_of(size: int) -> str:
    """For people: 1536 is "1.5 KiB"."""
    amount = float(size)
    for unit in _UNITS[:-1]:
        if amount < 1024:
            return f"{amount:.0f} {unit}" if unit == _UNITS[0] else f"{amount:.1f} {unit}"
        amount /= 1024
    return f"{amount:.1f} {_UNITS[-1]}"


def _aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(
            [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        )
        for row in rows
    ]


def _day(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else "?"
