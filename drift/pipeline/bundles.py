"""`export` and `import`: what one store has seen, taken to another as one file."""

import os
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from drift.errors import ConfigError
from drift.pipeline.upkeep import bytes_of
from drift.report.wording import count
from drift.store import Store, find_key, key_path, new_or_there


@dataclass(frozen=True, slots=True)
class Said:
    answer: str
    note: str = ""
    """Beside it, where there is something to know."""


def export_to(path: Path, target: BinaryIO, environments: Collection[str], since: str | None) -> Said:
    """Write what the store at `path` has of these environments (none: all) since then."""
    with Store.open(path, create=False) as store:
        done = store.export_bundle(target, environments, _beginning(since) if since else None)
    rows = done.rows
    parts = [
        count(rows["observations"], "observation"),
        count(rows["snapshots"], "snapshot"),
        count(rows["images"], "image"),
    ]
    said = f"exported {', '.join(parts)} of {count(rows['environments'], 'environment')}; {bytes_of(done.size)}"
    if not done.key_ids:
        return Said(said)
    keys = f"{'key' if len(done.key_ids) == 1 else 'keys'} {', '.join(done.key_ids)}"
    return Said(
        said, f"secrets are in it as fingerprints of the {keys}: what is to be compared with them needs that key"
    )


def import_from(path: Path, source: BinaryIO) -> Said:
    """Merge a bundle into the store at `path`. Where there is none, one is made, unless the bundle is refused."""
    with new_or_there(path) as file, Store.open(file) as store:
        done = store.import_bundle(source)
        own = {*done.own_key_ids, store.key_id} - {""}
    key = find_key(path, os.environ)
    if key and key.origin != str(
        key_path(path)
    ):  # one that was made beside a store says nothing before a scan has used it
        own.add(key.key_id)
    new = [count(number, table) for table, number in done.new.items() if number]
    what = f"{', '.join(new)} new" if new else "nothing new"
    answer = f"IMPORTED: {', '.join(done.environments) or 'no environment'}; {what}"
    return Said(answer, _other_key(done.key_ids, own))


def _other_key(theirs: Iterable[str], ours: set[str]) -> str:
    others = sorted(set(theirs) - ours)
    if not others or not ours:
        return ""
    return (
        f"secrets in the bundle are fingerprints of the key {', '.join(others)}, here of {', '.join(sorted(ours))}: they "
        "cannot be compared; scan with one DRIFT_KEY everywhere"
    )


def _beginning(text: str) -> datetime:
    """A day is its beginning, UTC."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ConfigError(f"{text!r} is no time", remedy="write 2026-11-01 or 2026-11-01T12:00:00Z") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
