"""Reads containers of a test's engine as the commands do, one at a time, by the route that a test wants."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from drift.model.canonical import Document
from drift.model.records import Kind
from drift.model.settings import Settings
from drift.model.snapshot import HostFiles, Route
from drift.pipeline import containers
from drift.pipeline.containers import Read
from drift.pipeline.images import Images, KnownImage
from drift.pipeline.session import Session
from drift.source.container_routes import Routes
from drift.source.docker import Engine, connect
from drift.store import Store
from tests.engines.engine import Container
from tests.engines.engine import Engine as TestEngine

ROUTES = (Route.API, Route.EXPORT)


@dataclass
class Reader:
    """One store, and the engine as drift sees it."""

    session: Session
    engine: Engine
    images: Images = field(init=False)

    def __post_init__(self) -> None:
        self.images = Images(self.session)

    @classmethod
    def open(cls, folder: Path, address: str, settings: Settings | None = None, *, timeout: float = 60) -> "Reader":
        session = Session(settings or Settings(), Store.open(folder / "drift.db"), {})
        return cls(session, connect(address, timeout=timeout))

    def close(self) -> None:
        self.engine.close()
        self.session.store.close()

    def rereading(self, paths: Sequence[str]) -> "Reader":
        """The same, with these paths among those that are always read again. Closed with this one."""
        return Reader(Session(Settings(reread=tuple(paths)), self.session.store, {}), self.engine)

    def image(self, image_id: str) -> KnownImage:
        return self.images.of_engine(self.engine, image_id)

    def read(self, container: str, route: Route | None = None) -> Read:
        """None is any but the host's."""
        routes = Routes(None, HostFiles.REQUIRE) if route is Route.HOST else Routes(route, HostFiles.NEVER)
        return containers._read(self.session, self.images, self.engine, self.engine.inspect(container), routes)

    def files(self, container: str, route: Route | None = None) -> dict[str, Document]:
        return files_of(self.read(container, route))


def files_of(read: Read) -> dict[str, Document]:
    """The records of a snapshot's files: what differs from the image, and no engine made."""
    found = read.snapshot.sections[Kind.FILES].set
    assert found is not None, read.snapshot.sections[Kind.FILES].reason
    return {one.key: one.value for one in found.records}


def digest_of(read: Read) -> bytes:
    """The snapshot's, without what the host's route alone can tell: what runs."""
    sections = dict(read.snapshot.sections)
    del sections[Kind.PROCESSES]
    return replace(read.snapshot, sections=sections).digest


def changes(container: Container) -> tuple[int, list[str]]:
    """Status and lines of /changes: Podman answers 500 where a file took a folder's place, before and after a scan."""
    answer = container.engine.request("GET", f"/containers/{container.id}/changes")
    return answer.status, sorted(f"{one}" for one in answer.json() or ())


def path_for(engine: TestEngine, name: str) -> str:
    """A file in the engine's folder as the engine itself sees it: some have a root of their own."""
    return f"{engine.folder}/{name}" if Path(f"/proc/{engine.pid}/root{engine.folder}").exists() else f"/mnt/{name}"


@dataclass(frozen=True)
class Ran:
    code: int
    stdout: str
    stderr: str

    @property
    def json(self) -> dict[str, Any]:
        return dict(json.loads(self.stdout))


def drift(*arguments: str, by: Sequence[str] = ()) -> Ran:
    """Run the command as a process of its own, maybe by a program that takes rights from it."""
    command = (*by, sys.executable, "-m", "drift", *arguments)
    done = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    return Ran(done.returncode, done.stdout, done.stderr)
