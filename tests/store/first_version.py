"""A store as the first version of the schema had it, and the same content as today's code writes it.

assets/store-v1.sql.gz is what version 1 wrote: `python -m tests.store.first_version` made it, run at the last commit whose
`schema.VERSION` was 1. It is SQL (sqlite3's `iterdump`), so that it depends on no version of SQLite, and the same each time.
"""

import gzip
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from drift.model.entries import Entry, FileType
from drift.store import Scope, Store
from drift.store.schema import APPLICATION_ID, VERSION
from tests.store.fleets import OneScan, Seen, fill
from tests.store.things import Layer, fact, file, files, hour, image, sha, snapshot

DUMP = Path(__file__).parents[1] / "assets" / "store-v1.sql.gz"
MANY = 600
"""Files of the lowest layer: enough pages that a migration of them can be killed half-way."""

HISTORY = [
    OneScan(1, 0, "dev", Scope.RUNNING, True, True, (Seen("web-1", 0), Seen("caf\udce9", 2, 1)), (0, 1)),
    OneScan(2, 0, "dev", Scope.RUNNING, True, True, (Seen("web-1", 1), Seen("web-2", -1)), (1,)),
    OneScan(3, 1, "prod", Scope.ALL, True, True, (Seen("web-1", 3, 2), Seen("web-2", 2, 2)), (1, 2, 3)),
    OneScan(4, 1, "prod", Scope.PARTIAL, True, False, (), ()),
    OneScan(5, 1, "prod", Scope.RUNNING, False, True, (Seen("web-1", 1, 2),), ()),
    OneScan(6, 0, "dev", Scope.RUNNING, True, True, (Seen("web-1", 3, 1),), (0,)),
]
"""Complete and partial, unanswered, killed; an image that moved, a container that could not be read, findings that came and went."""


def base() -> Layer:
    """Of every type that a layer below others can have, with names and contents that are no text."""
    folders = [Entry(f"usr/share/d{number}", FileType.DIRECTORY, 0o755, 0, 0) for number in range(10)]
    many = [file(f"usr/share/d{number % 10}/page-{number}", str(number % 12)) for number in range(MANY)]
    return Layer(
        *folders,
        *many,
        Entry("usr/bin/sh", FileType.SYMLINK, 0o777, 0, 0, linkname="da\udcffsh"),
        Entry("usr/bin/ping", FileType.REGULAR, 0o755, 0, 0, 9, 1, sha("ping"), capability=b"\1\0\0\2\0"),
        Entry("usr/bin/su", FileType.REGULAR, 0o4755, 0, 0, 9, 1, sha("su")),
        Entry("usr/bin/sudo", FileType.HARDLINK, 0o4755, 0, 0, linkname="usr/bin/su"),
        Entry("dev/null", FileType.CHARACTER, 0o666, 0, 0, rdev="1:3"),
        Entry("dev/sda", FileType.BLOCK, 0o660, 0, 6, rdev="8:0"),
        Entry("run/pipe", FileType.FIFO, 0o600, 1 << 31, 1000, mtime=-1),
        file("srv/caf\udce9", "twice"),
        file("srv/caf\udce9", "the last one counts"),
        name="first version's base",
    )


def above() -> Layer:
    return Layer(
        Entry("usr/bin/su", FileType.WHITEOUT, 0, 0, 0),
        Entry("usr/share/d1", FileType.OPAQUE, 0, 0, 0),
        file("usr/share/d1/page-new", "new"),
        file("usr/share/d2", "a file in a folder's place"),
        name="first version's top",
    )


def write(store: Store) -> None:
    """All that the dump has, whatever the schema."""
    fill(store, HISTORY)
    store.layers.add(base(), lambda: [fact("base"), fact("caf\udce9", name="caf\udce9")], {"dpkg": 1, "ini": 2})
    store.layers.add(above(), list, {"dpkg": 1})
    made = replace(image(base(), above()), manifest_digest="sha256:aa", index_digest=None)
    store.images.add(made, sha("old image"), sha("old tree"), snapshot(A="1"))
    store.images.bind("ENGINE:A", "app:old", sha("old image"), "sha256:aa", hour(1))
    store.images.bind("registry.example", "app:old", sha("old image"), "sha256:aa", hour(2))
    with store.transaction():
        store.sets.add(files(40))
    store.remember_key("0123abcd")


def load(path: Path) -> Path:
    """The old store as a file, in WAL mode as it was."""
    with closing(sqlite3.connect(path, isolation_level=None)) as store:
        store.execute("PRAGMA journal_mode = WAL")
        store.executescript(gzip.decompress(DUMP.read_bytes()).decode())
    return path


def rows(path: Path) -> dict[str, list[str]]:
    """Each table's rows, whatever the order of its columns' definition says: what a migration must keep."""
    with closing(sqlite3.connect(path)) as store:
        names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%sqlite%'"
        return {name: sorted(map(repr, store.execute(f"SELECT * FROM {name}"))) for (name,) in store.execute(names)}


def dump(path: Path) -> str:
    with closing(sqlite3.connect(path)) as store:
        lines = [*store.iterdump(), f"PRAGMA application_id = {APPLICATION_ID};", f"PRAGMA user_version = {VERSION};"]
    return "\n".join(lines) + "\n"


def main(path: Path) -> None:
    with Store.open(path) as store:
        write(store)
        store._connection.run("UPDATE _sqlite_migrations SET applied_at = ?", (hour(0).isoformat(),))
    DUMP.write_bytes(gzip.compress(dump(path).encode(), mtime=0))
    path.unlink()


if __name__ == "__main__":
    if VERSION != 1:
        raise SystemExit("only version 1 of the schema writes a store of version 1")
    main(DUMP.with_suffix(".db"))
