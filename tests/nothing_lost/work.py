"""What is killed: commands that write the store, each with a store to begin with, and how a store looks before and after."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from drift.model.records import Kind
from drift.model.snapshot import Section, Snapshot
from drift.store import Store
from tests.cli.fleet import CONFIG, FILES, Fleet, layer
from tests.engines.images import save_archive
from tests.store import first_version
from tests.store.first_version import rows
from tests.store.fleets import exported
from tests.store.things import env, files, scan, seen, sha

Rows = dict[str, list[str]]
STORE = "drift.db"
MAY_CHANGE = {"image_ref", "sighting", "_sqlite_migrations"}
"""Tables whose rows a scan may bring up to date: when a thing was last seen."""


@dataclass(frozen=True)
class Work:
    """One command, and the store that it finds; `words` name the store by themselves."""

    name: str
    base: Path
    """A folder with the store as it is before; it may be empty."""
    words: Callable[[Path], list[str]]
    grows: bool = False
    """It adds row by row and says in the end that all is there; else it is one transaction."""

    def begin(self, folder: Path) -> Path:
        """A copy to work on; the path of the store in it."""
        shutil.copytree(self.base, folder)
        return folder / STORE

    def state(self, path: Path, before: Rows, after: Rows) -> str:
        """before, during (only where it grows), after; neither is what must not be."""
        now = rows(path) if path.exists() else {}
        if self.grows:
            return "neither" if lost(before, now) else stage_of_a_scan(before, now)
        return "after" if now == after else "before" if now == before else "neither"


def lost(before: Rows, now: Rows) -> list[str]:
    """Rows that were there and are not."""
    kept = {name: set(now.get(name, ())) for name in before}
    return [row for name in before.keys() - MAY_CHANGE for row in before[name] if row not in kept[name]]


def stage_of_a_scan(before: Rows, now: Rows) -> str:
    new = set(now.get("scan", ())) - set(before.get("scan", ()))
    if any("'ok'" in row for row in new):
        return "after"
    return "during" if now != before else "before"


def answers(path: Path) -> dict[str, str]:
    """What the store says of each container by now."""
    with Store.open(path) as store:
        found = store.history.state(lambda names: tuple(sorted(names)))
        return {f"{one.environment}/{one.container_name}": one.snapshot.hex() for one in found.observations}


def works(folder: Path) -> Iterator[Work]:
    """Each once; their stores are made in `folder`, which must be empty."""
    fleet, again = a_fleet(folder / "fleet"), folder / "scan"

    def scanning(path: Path) -> list[str]:
        return ["scan", "--config", str(fleet), "--db", str(path)]

    (folder / "first-scan").mkdir()
    yield Work("first scan", folder / "first-scan", scanning, grows=True)
    yield Work("scan", seen_before(again), scanning, grows=True)
    yield Work(
        "prune", a_history(folder / "prune", "prod"), lambda path: ["db", "prune", "--keep=2", "--db", str(path)]
    )
    yield importing(folder)
    (folder / "migration").mkdir()
    first_version.load(folder / "migration" / STORE)
    yield Work("migration", folder / "migration", lambda path: ["db", "stats", "--db", str(path)])


def importing(folder: Path) -> Work:
    with Store.open(a_history(folder / "elsewhere", "dev") / STORE) as store:
        (folder / "dev.drift").write_bytes(exported(store))
    base = a_history(folder / "import", "prod", 3)
    return Work("import", base, lambda path: ["import", str(folder / "dev.drift"), "--db", str(path)])


def a_fleet(root: Path) -> Path:
    """Two environments of one image each, with some hundred files; its policy."""
    root.mkdir()
    fleet = Fleet(root)
    pages = {f"usr/share/page-{number}": b"%d" % number for number in range(300)}
    (root / "image.tar").write_bytes(save_archive([layer(FILES | pages)], CONFIG, "app:1"))
    for environment in ("dev", "prod"):
        for name in ("api", "web"):
            path = fleet.service(environment, name)
            for number in range(120):
                (path / f"srv/page-{number}").write_bytes(f"{environment} {name} {number}".encode())
    return fleet.policy()


def seen_before(folder: Path) -> Path:
    """A store that has seen other containers than those of the fleet, on a day before."""
    return a_history(folder, "dev", 4)


def a_history(folder: Path, environment: str, days: int = 12) -> Path:
    folder.mkdir()
    with Store.open(folder / STORE) as store:
        for day in range(days):
            at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day)
            sections = {Kind.ENV: Section.ok(env(DAY=str(day))), Kind.FILES: Section.ok(files(60, day))}
            scan(
                store, at, seen(Snapshot(sha("image"), sections), at, environment=environment), environment=environment
            )
    return folder
