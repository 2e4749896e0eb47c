"""A rescan of one drifted container of a large image: `python -m benchmarks.host_route [ENGINE …]` prints a table for each engine.

Whole processes beside `docker diff`, and the three routes inside one process that stays up; AIDE's check of the same root beside them.
"""

import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.large import CHANGES, imported
from benchmarks.table import Figure, Goal, in_turn, inside, process, show
from drift.model.settings import Settings
from drift.model.snapshot import HostFiles, Route, ServiceName
from drift.pipeline.containers import read_container
from drift.pipeline.images import Images
from drift.pipeline.session import Session
from drift.source.docker import connect
from drift.source.known_files import SETTLED
from drift.store import ScanOutcome, Store
from tests.engines.engine import Container, Engine, client
from tests.engines.recipes import RECIPES

RUNS = 3
DIFF, EXPORT = "docker diff NAME", "docker export NAME, and sha256sum of it"
SCAN, BY_API = "drift scan container:NAME", "drift scan, --host-files never"
HOST, API = "inside one process: host", "inside one process: api"
ROUTES = (Route.HOST, Route.API, Route.EXPORT)
"""Each has a store of its own: what a route takes over is what it made itself."""
GOALS = (Goal(SCAN, DIFF, 1 / 4), Goal(HOST, DIFF, 1 / 50), Goal(BY_API, DIFF, 1.5), Goal(API, EXPORT, 1 / 2))


def processes(container: Container, folder: Path) -> Mapping[str, Callable[[], Figure]]:
    address, name = container.engine.address, container.name
    bytecode = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder)}  # as where it is installed
    by_host, by_api, by_export = ({**bytecode, "DRIFT_DB": str(folder / f"{route}.db")} for route in ROUTES)
    scan = (sys.executable, "-m", "drift", "scan", f"container:{name}", "-H", address)
    export = f"{client()} -H {address} export {name} | sha256sum"
    return {
        DIFF: lambda: process((client(), "-H", address, "diff", name)),
        EXPORT: lambda: process(("sh", "-c", export)),
        SCAN: lambda: process((*scan, "--host-files", "require"), by_host),
        BY_API: lambda: process((*scan, "--host-files", "never"), by_api),
        "drift scan, --verify": lambda: process((*scan, "--verify"), by_export),
    }


def routes(container: Container, folder: Path) -> Mapping[str, Callable[[], Figure]]:
    """As a process that stays up scans: each time what was read is kept."""
    sessions = {route: Session(Settings(), Store.open(folder / f"inside-{route}.db"), {}) for route in ROUTES}
    known = {route: Images(session) for route, session in sessions.items()}
    engine = connect(container.engine.address)

    def read(host: HostFiles, route: Route) -> None:
        session, images = sessions[route], known[route]
        session.now = datetime.now(UTC)
        found = read_container(session, images, engine, container.id, host, verify=route is Route.EXPORT)
        scan = session.store.scans.begin("benchmark", session.now)
        observation = found.observation("benchmark", ServiceName("", container.name), session.now)
        session.store.scans.observe(scan, observation, found.snapshot, found.documents)
        session.store.scans.end(scan, session.now, ScanOutcome.OK)

    return {
        HOST: lambda: inside(lambda: read(HostFiles.REQUIRE, Route.HOST)),
        API: lambda: inside(lambda: read(HostFiles.NEVER, Route.API)),
        "inside one process: export": lambda: inside(lambda: read(HostFiles.NEVER, Route.EXPORT)),
    }


def with_aide(folder: Path, root: Path) -> Mapping[str, Callable[[], Figure]]:
    """AIDE over a copy of the root: its database made, and checked."""
    program = shutil.which("aide")
    if program is None:
        return {}
    config = folder / "aide.conf"
    config.write_text(
        f"database_in=file:{folder}/aide.db\ndatabase_out=file:{folder}/aide.db\nreport_url=file:{folder}/report\n"
        f"{root} p+u+g+s+sha256+ftype\n"
    )
    check = f"{program} --config={config} --check; [ $? -lt 8 ]"
    return {
        "aide --init, over a copy of its root": lambda: process((program, f"--config={config}", "--init")),
        "aide --check": lambda: process(("sh", "-c", check)),
    }


def copied(container: Container, folder: Path) -> Path:
    root = folder / "root"
    root.mkdir()
    address = container.engine.address
    process(("sh", "-c", f"{client()} -H {address} export {container.name} | tar -x -C {root} --exclude=dev"))
    return root


def table(name: str) -> None:
    recipe = next(one for one in RECIPES if one.name == name)
    with tempfile.TemporaryDirectory() as place, Engine.start(recipe) as engine:
        folder = Path(place)
        container = engine.run(imported(engine), name="drifted")
        container.sh(CHANGES)
        rows = {**processes(container, folder), **routes(container, folder)}
        if name == "docker-20.10":
            rows |= with_aide(folder, copied(container, folder))
        for run in rows.values():
            run()  # so that the image is known, and all is in the page cache
        time.sleep(SETTLED / 1e9)  # a file that was just changed is read again in any case
        changes = len(container.changes())
        show(f"Rescan on {name}: a container with {changes} changed paths in /changes", in_turn(rows, RUNS), GOALS)


def main(names: Sequence[str]) -> None:
    for name in names or ("docker-20.10", "docker-26.1", "podman-4.3"):
        table(name)


if __name__ == "__main__":
    main(sys.argv[1:])
