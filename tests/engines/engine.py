"""A running engine of the tests' own, and the containers on it."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

from tests.engines import http, images
from tests.engines.recipes import Recipe

KEEPER = Path(__file__).with_name("keeper.py")
READY = 60.0  # seconds; measured: 1 to 4
STOPPED = 180.0  # seconds; measured: 1 to 45, where images of 40,000 files go from a busy disk
TINY = "tiny:1"
DEBIAN = "debian:bookworm"


class EngineError(Exception):
    """An engine did not do what a test asked of it; the text is the engine's."""


@dataclass(frozen=True)
class Container:
    engine: "Engine"
    name: str
    id: str

    def exec(self, *command: str, stdin: bytes = b"", user: str = "") -> bytes:
        """Run a command in it; its output. A command that fails is an EngineError."""
        flags = ("-i", *(("-u", user) if user else ()))
        return self.engine.docker("exec", *flags, self.id, *command, stdin=stdin)

    def sh(self, script: str, stdin: bytes = b"") -> bytes:
        return self.exec("sh", "-ec", script, stdin=stdin)

    def put(self, tar: bytes, into: str = "/") -> None:
        """Unpack a tar archive in it, running or not: names and types that no shell can make."""
        self.engine.docker("cp", "-a", "-", f"{self.id}:{into}", stdin=tar)

    def start(self) -> None:
        self.engine.docker("start", self.id)

    def stop(self) -> None:
        self.engine.docker("stop", "-t", "0", self.id)

    def pause(self) -> None:
        self.engine.docker("pause", self.id)

    def unpause(self) -> None:
        self.engine.docker("unpause", self.id)

    def rm(self) -> None:
        self.engine.docker("rm", "-f", self.id)

    def inspect(self) -> dict[str, Any]:
        return dict(self.engine.get(f"/containers/{self.id}/json"))

    def changes(self) -> list[dict[str, Any]]:
        """GET /changes: [{"Path": "/etc", "Kind": 0}, …]; 0 changed, 1 added, 2 deleted; sorted by path."""
        return sorted(self.engine.get(f"/containers/{self.id}/changes") or [], key=lambda change: change["Path"])


@dataclass
class Engine:
    """One private engine: its own socket, data and processes, all below one folder."""

    recipe: Recipe
    folder: Path
    keeper: "subprocess.Popen[bytes]"
    containers: list[Container] = field(default_factory=list)
    loaded: set[str] = field(default_factory=set)
    version: str = ""

    @classmethod
    def start(cls, recipe: Recipe) -> "Engine":
        """Start one and wait until it answers. Raises Unavailable where this machine cannot, EngineError where it should."""
        recipe.check()
        folder = Path(tempfile.mkdtemp(prefix="drift-", dir="/tmp"))  # short: a socket's path has 107 bytes
        command = (sys.executable, "-S", str(KEEPER), str(folder), *recipe.command(folder))
        keeper = subprocess.Popen(
            command, stdin=subprocess.PIPE, start_new_session=True, env=recipe.environment(folder)
        )
        engine = cls(recipe, folder, keeper)
        try:
            engine.wait()
        except BaseException:
            engine.stop()
            raise
        return engine

    @property
    def name(self) -> str:
        """docker-20.10, docker-26.1, podman-4.3, …"""
        return self.recipe.name

    @property
    def kind(self) -> str:
        """docker or podman."""
        return self.recipe.kind

    @property
    def address(self) -> str:
        return f"{http.SCHEME}{self.folder}/engine.sock"

    @property
    def pid(self) -> int:
        """The engine's own process: /proc/PID/root is its view of the file system."""
        children = Path(f"/proc/{self.keeper.pid}/task/{self.keeper.pid}/children").read_text().split()
        return int(children[0])

    def wait(self) -> None:
        deadline = time.monotonic() + READY
        while time.monotonic() < deadline and self.keeper.poll() is None:
            try:
                self.version = self.get("/version")["Version"]
            except OSError:
                time.sleep(0.1)
            else:
                return
        log = self.folder / "log"
        lines = log.read_text(errors="replace").splitlines()[-8:] if log.exists() else ["it ended at once"]
        raise EngineError(f"{self.name} did not start:\n" + "\n".join(lines))

    def stop(self) -> None:
        """Its containers first, which then need no grace; the keeper does the rest."""
        if self.version and self.keeper.poll() is None:
            self.remove_containers()
        if self.keeper.stdin is not None:
            self.keeper.stdin.close()
        self.keeper.wait(STOPPED)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def request(self, method: str, path: str, body: bytes | None = None) -> http.Answer:
        return http.request(self.address, method, path, body)

    def get(self, path: str) -> Any:
        """The JSON document at a path of the Engine API."""
        answer = self.request("GET", path)
        if answer.status != 200:
            raise EngineError(f"{self.name} answered {answer.status} to GET {path}: {answer.body[:200]!r}")
        return answer.json()

    def docker(self, *arguments: str, stdin: bytes = b"") -> bytes:
        """Run the docker client against this engine; its output. An EngineError holds what it said when it fails."""
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "DOCKER_BUILDKIT": "0"}
        command = (client(), "-H", self.address, *arguments)
        done = subprocess.run(command, check=False, input=stdin, capture_output=True, env=environment)
        if done.returncode:
            said = done.stderr.decode(errors="replace").strip()
            raise EngineError(f"{self.name}: docker {' '.join(arguments)} ended with {done.returncode}: {said}")
        return done.stdout

    def create(
        self, image: str, *command: str, name: str = "", env: Mapping[str, str] | None = None, args: Sequence[str] = ()
    ) -> Container:
        """A container that has not run; `args` are further options of docker create. Removed after the test."""
        name = name or f"c{len(self.containers) + 1}"
        variables = [f"--env={key}={value}" for key, value in (env or {}).items()]
        network = () if any(arg.startswith("--net") for arg in args) else ("--network=none",)
        output = self.docker("create", f"--name={name}", *network, *variables, *args, image, *command)
        container = Container(self, name, output.decode().split()[-1])
        self.containers.append(container)
        return container

    def run(
        self, image: str, *command: str, name: str = "", env: Mapping[str, str] | None = None, args: Sequence[str] = ()
    ) -> Container:
        """A running container; the images made here sleep by default."""
        container = self.create(image, *command, name=name, env=env, args=args)
        container.start()
        return container

    def remove_containers(self, but_first: int = 0) -> None:
        """Those made through this object after the first so many, and their anonymous volumes."""
        for container in self.containers[but_first:]:
            self.request("DELETE", f"/containers/{container.id}?force=1&v=1")
        del self.containers[but_first:]

    def load(self, archive: bytes) -> None:
        """Load what images.save_archive made."""
        self.docker("load", stdin=archive)

    def build(self, tag: str, dockerfile: str, files: Mapping[str, bytes] | None = None) -> str:
        """Build with the classic builder, without a network; the tag."""
        context = {"Dockerfile": dockerfile.encode(), **(files or {})}
        self.docker("build", "-q", "--network=none", f"--tag={tag}", "-", stdin=images.layer(context))
        return tag

    def image(self, reference: str) -> dict[str, Any]:
        return dict(self.get(f"/images/{quote(reference)}/json"))

    def tiny(self) -> str:
        """An image of busybox and a few files, imported at its first use."""
        if TINY not in self.loaded:
            self.import_image(TINY, images.tiny_root(), images.TINY_CONFIG)
        return TINY

    def debian(self) -> str:
        """A small Debian with Python, imported at its first use."""
        if DEBIAN not in self.loaded:
            self.import_image(DEBIAN, images.debian_root().read_bytes(), images.DEBIAN_CONFIG)
        return DEBIAN

    def import_image(self, tag: str, root: bytes, config: Sequence[str]) -> None:
        changes = [word for instruction in config for word in ("--change", instruction)]
        self.docker("import", *changes, "-", tag, stdin=root)
        self.loaded.add(tag)


def client() -> str:
    """The distribution's client before a newer one: that wants a plug-in for the classic builder."""
    program = shutil.which("docker", path=f"/usr/bin:{os.environ['PATH']}")
    if program is None:
        raise EngineError("no docker client on this machine")
    return program
