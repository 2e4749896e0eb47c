"""A rescan of one drifted container on its engine's host: `python -m benchmarks.host_route [--large] [ENGINE …]` prints a table for each.

Whole processes beside `docker diff`, and the three routes inside one process that stays up. All rows of an engine run in turn, so that a
busy moment of the machine meets all of them; a row is the median of its runs.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from drift.model.settings import Settings
from drift.model.snapshot import HostFiles, Route
from drift.pipeline.containers import read_container
from drift.pipeline.images import Images
from drift.pipeline.session import Session
from drift.source.docker import connect
from drift.store import Store
from tests.engines.engine import Container, Engine, client
from tests.engines.recipes import RECIPES

RUNS = 5
DIFF, API = "docker diff NAME", "inside one process: api or export"
CHANGES = """
for n in $(seq 1 100); do echo $n > /opt/new-$n; done
find /usr/share/perl5 /usr/lib/python3* -name '*.p[lmy]' | head -80 | while read -r f; do echo '# more' >> "$f"; done
rm -rf /usr/share/keyrings; mkdir /usr/share/keyrings; rm /etc/bash.bashrc /etc/debconf.conf
"""
"""Some 200."""
COPIES = 16
LARGE = f"""FROM debian:bookworm
RUN for n in $(seq {COPIES}); do mkdir /srv/$n; cp -a /usr /srv/$n; done
"""
"""The tests' Debian so many times: 100,000 entries."""


def processes(container: Container, folder: Path) -> Mapping[str, Callable[[], None]]:
    address = container.engine.address

    def run(*words: str) -> None:
        bytecode = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder)}  # as where it is installed
        environment = {**os.environ, **bytecode, "DRIFT_DB": str(folder / "processes.db")}
        subprocess.run(words, env=environment, capture_output=True, check=True)

    scan = (sys.executable, "-m", "drift", "scan", f"container:{container.name}", "-H", address)
    return {
        DIFF: lambda: run(client(), "-H", address, "diff", container.name),
        "drift scan container:NAME": lambda: run(*scan, "--host-files", "require"),
        "drift scan, --host-files never": lambda: run(*scan, "--host-files", "never"),
        "drift scan, --verify": lambda: run(*scan, "--verify"),
    }


def routes(container: Container, folder: Path) -> Mapping[str, Callable[[], None]]:
    session = Session(Settings(), Store.open(folder / "inside.db"), {})
    images, engine = Images(session), connect(container.engine.address)

    def read(host: HostFiles, route: Route | None = None) -> None:
        read_container(session, images, engine, container.id, host, verify=route is Route.EXPORT)

    return {
        "inside one process: host": lambda: read(HostFiles.REQUIRE),
        API: lambda: read(HostFiles.NEVER),
        "inside one process: export": lambda: read(HostFiles.NEVER, Route.EXPORT),
    }


def measured(rows: Mapping[str, Callable[[], None]]) -> Mapping[str, float]:
    """Median seconds by row."""
    for run in rows.values():
        run()  # so that the image is known, and all is in the page cache
    times = [{name: _seconds(run) for name, run in rows.items()} for _ in range(RUNS)]
    return {name: statistics.median(one[name] for one in times) for name in rows}


def _seconds(run: Callable[[], None]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def table(name: str, *, large: bool) -> None:
    recipe = next(one for one in RECIPES if one.name == name)
    with tempfile.TemporaryDirectory() as folder, Engine.start(recipe) as engine:
        image = engine.debian()
        container = engine.run(engine.build("large:1", LARGE) if large else image, name="drifted")
        container.sh(CHANGES)
        found = measured({**processes(container, Path(folder)), **routes(container, Path(folder))})
        changes = len(container.changes())
    print(f"| {f'{name}, /changes of {changes} paths':<38} | {'ms':>7} | {'of docker diff':>14} |")
    print(f"|{'-' * 40}|{'-' * 8}:|{'-' * 15}:|")
    for row, taken in found.items():
        print(f"| {row:<38} | {taken * 1000:>7.1f} | {taken / found[DIFF]:>14.3f} |")
    print()


def main(names: Sequence[str]) -> None:
    engines = [name for name in names if name != "--large"]
    for name in engines or ("docker-20.10", "docker-26.1", "podman-4.3"):
        table(name, large="--large" in names)


if __name__ == "__main__":
    main(sys.argv[1:])
