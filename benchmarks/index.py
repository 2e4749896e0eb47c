"""A large image into an empty store, all collectors on: `python -m benchmarks.index [ENGINE …]` prints a table for the archive and each engine."""

import shutil
import sys
import tarfile
import tempfile
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from itertools import count
from pathlib import Path

from benchmarks.large import IMAGE, archive, imported
from benchmarks.table import Figure, Goal, in_turn, inside, process, show
from drift.model.references import parse_reference
from drift.model.settings import Settings
from drift.pipeline.images import Images
from drift.pipeline.session import Session
from drift.source.docker import connect
from drift.store import Store
from tests.engines.engine import Engine, client
from tests.engines.recipes import RECIPES

RUNS = 3
OURS = "drift: index of the archive"
OPENSSL = "openssl dgst -sha256"
SAVE = "docker save into /dev/null"
THROUGH = "drift: index through the engine"


def index(store: str, reference: str, address: str = "") -> None:
    """What is measured; run as a process of its own."""
    with Store.open(Path(store)) as opened, Session(Settings(), opened, {}, place=address or None) as session:
        Images(session).of_reference(parse_reference(reference))


def indexing(folder: Path, reference: str, address: str = "") -> Callable[[], Figure]:
    """Into an empty store each time."""
    numbers = count()

    def run() -> Figure:
        store = folder / f"{next(numbers)}.db"
        try:
            return process((sys.executable, "-m", "benchmarks.index", "--one", str(store), reference, address))
        finally:
            for path in folder.glob(f"{store.name}*"):
                path.unlink()

    return run


def with_tarfile(path: Path) -> None:
    with tarfile.open(path) as outer:
        layer = outer.extractfile("layer/layer.tar")
        with tarfile.open(fileobj=layer) as tar:
            for member in tar:
                if member.isreg() and (content := tar.extractfile(member)):
                    digest = sha256()
                    while chunk := content.read(1 << 20):
                        digest.update(chunk)


def of_archive(folder: Path) -> None:
    path = archive()
    openssl = shutil.which("openssl") or "openssl"
    rows: Mapping[str, Callable[[], Figure]] = {
        OPENSSL: lambda: process((openssl, "dgst", "-sha256", str(path))),
        OURS: indexing(folder, f"docker-archive:{path}"),
        "tarfile, sha256 of each file": lambda: inside(lambda: with_tarfile(path)),
    }
    title = f"Index of a docker save archive of {path.stat().st_size / 1e6:,.0f} MB"
    show(title, in_turn(rows, RUNS), [Goal(OURS, OPENSSL, 3)])


def of_engine(name: str, folder: Path) -> None:
    recipe = next(one for one in RECIPES if one.name == name)
    with Engine.start(recipe) as engine:
        imported(engine)
        image = connect(engine.address).image(IMAGE)["Id"]
        rows = {
            SAVE: lambda: process(("sh", "-c", f"{client()} -H {engine.address} save {image} > /dev/null")),
            THROUGH: indexing(folder, f"image:{IMAGE}", engine.address),
        }
        show(f"Index through {name}", in_turn(rows, RUNS), [Goal(THROUGH, SAVE, 1.1)])


def main(engines: Sequence[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        of_archive(Path(folder))
        for name in engines or ("docker-20.10", "docker-26.1", "podman-4.3"):
            of_engine(name, Path(folder))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        index(*sys.argv[2:])
    else:
        main(sys.argv[1:])
