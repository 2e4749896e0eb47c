"""A scene staged on a real engine: its containers, and what happens to them, by the commands that it names."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.accuracy.case import Against, Scene
from benchmarks.accuracy.images import Service
from tests.engines.engine import Container, Engine, EngineError, client

NAME = "web"
BEFORE = "web-before"
LABELS = ("--label=com.docker.compose.project=shop", "--label=com.docker.compose.service=web")
OWN_TAG = "shop/web:1"
"""Of those that move a tag: no other runs from it."""


@dataclass(frozen=True)
class Stage:
    """Where scenes are played; `folder` is seen by the engine at `inside_engine`, too."""

    engine: Engine

    @property
    def folder(self) -> Path:
        return self.engine.folder / "host"

    @property
    def engine_folder(self) -> str:
        """The engine's own name for its folder: it may see another root than this process."""
        seen = Path(f"/proc/{self.engine.pid}/root{self.engine.folder}")
        return str(self.engine.folder) if seen.exists() else "/mnt"

    def variables(self, image: str) -> dict[str, str]:
        return {
            "NAME": NAME,
            "IMAGE": image,
            "FOLDER": f"{self.engine_folder}/host",
            "SOCKET": f"{self.engine_folder}/engine.sock",
        }

    def image(self, service: Service, *scripts: str) -> str:
        image = service.image(self.engine)
        if not any("$IMAGE" in script for script in scripts):
            return image
        self.engine.docker("tag", image, OWN_TAG)
        return OWN_TAG

    def start(self, name: str, image: str, flags: tuple[str, ...], command: tuple[str, ...] = ()) -> Container:
        variables = self.variables(image)
        words = tuple(filled(flag, variables) for flag in flags)
        return self.engine.run(image, *command, name=name, args=words)

    def on_host(self, script: str, image: str) -> None:
        """`docker` in it is this engine's client."""
        docker = f'docker() {{ "{client()}" -H "{self.engine.address}" "$@"; }}\n'
        kept = {"PATH": os.environ["PATH"], "HOME": str(self.engine.folder), "DOCKER_BUILDKIT": "0"}
        done = subprocess.run(
            ("bash", "-ec", docker + script),
            check=False,
            env=kept | self.variables(image),
            cwd=self.folder,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise EngineError(f"{script!r} ended with {done.returncode}: {done.stderr.strip()}")

    def clear(self) -> None:
        self.engine.remove_containers()
        self.engine.docker("volume", "prune", "--force")


def filled(text: str, variables: Mapping[str, str]) -> str:
    for name, value in variables.items():
        text = text.replace(f"${name}", value)
    return text


def inside(container: Container, script: str) -> None:
    container.exec("sh", "-ec", script, user="root")


@contextmanager
def staged(stage: Stage, scene: Scene) -> Iterator[tuple[Container, ...]]:
    """The containers of a scene, the judged one last; what happens to it has happened."""
    stage.folder.mkdir(exist_ok=True)
    for name, content in scene.files.items():
        (stage.folder / name).write_bytes(content)
    image = stage.image(scene.service, scene.outside, scene.between)
    try:
        yield tuple(_played(stage, scene, image))
    finally:
        stage.clear()


def _played(stage: Stage, scene: Scene, image: str) -> Iterator[Container]:
    match scene.against:
        case Against.IMAGE:
            labels: tuple[str, ...] = ()
        case Against.SIBLING:
            labels = LABELS
            yield stage.start(BEFORE, image, (*LABELS, *scene.before), scene.command_before)
        case Against.REPLICAS:
            labels = (*LABELS, "--label=com.docker.compose.container-number=3")
            for number in (1, 2):
                numbered = f"--label=com.docker.compose.container-number={number}"
                yield stage.start(f"{BEFORE}-{number}", image, (*LABELS, numbered, *scene.before), scene.command_before)
    if scene.between:
        stage.on_host(scene.between, image)
    container = stage.start(NAME, image, (*labels, *scene.flags), scene.command)
    if scene.inside:
        inside(container, scene.inside)
    if scene.outside:
        stage.on_host(scene.outside, image)
    yield container
