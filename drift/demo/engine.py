"""The fleet on an engine: its own containers, of an image that it loads. The one place of drift that changes anything on an engine."""

import io
import secrets
import tarfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import docker
import requests
from docker.context import ContextAPI
from docker.errors import APIError, DockerException
from docker.utils import kwargs_from_env

from drift.demo import policy
from drift.demo.base import Base
from drift.demo.containers import Declared
from drift.demo.image import Build, save_archive
from drift.demo.injectors.interface import Hand
from drift.demo.shop import USER
from drift.errors import EngineError
from drift.model.oci import Platform

RUN_LABEL, STAGE_LABEL = "io.container-drift.demo", "io.container-drift.stage"
_CONFLICT = requests.codes.conflict
_TIMEOUT = 120
"""Seconds for one answer: loading the image is the longest."""


class Containers:
    """Containers of one run on one engine, known by a label of this run alone."""

    mode = "engine"

    def __init__(self, address: str, base: Base, builds: dict[str, Build]) -> None:
        self._address = address
        self._base = base
        self._builds = builds
        self.run = secrets.token_hex(4)
        self._client = _connected(address)

    def prepare(self) -> None:
        """Load the image. EngineError where the engine is no place for this machine's programs."""
        with self._asked("load the demo's image"):
            version = self._client.version()
            self._check_platform(Platform.of(str(version.get("Os")), str(version.get("Arch"))))
            client: Any = self._client  # its types lack load_image
            for line in client.load_image(save_archive(self._builds.values())) or ():
                if "error" in line:
                    raise EngineError(f"engine {self._address!r} did not load the demo's image: {line['error']}")

    def start(self, declared: Declared) -> Hand:
        """Create and start a container, with the volumes that it asks for."""
        with self._asked(f"start {declared.name}"):
            binds = [f"{self._volume(declared, path)}:{path}:nocopy" for path in declared.empty_mounts]
            created = self._client.create_container(
                self._builds[declared.version].reference,
                name=declared.name,
                environment=dict(declared.variables),
                user=None if declared.user == USER else declared.user,
                labels=self._labels(declared.environment),
                host_config=self._client.create_host_config(
                    binds=binds, network_mode="none", mem_limit=declared.memory
                ),
            )
            self._client.start(created["Id"])
            self._check_started(declared, self._client.inspect_container(created["Id"]))
        return HandInContainer(self, created["Id"], declared.name)

    def settings(self, _fleet: Sequence[Declared]) -> str:
        return policy.of_engine(self._address, self._labels)

    def run_in(self, container: str, name: str, command: Sequence[str]) -> None:
        """Run a command in a container as root. EngineError where it fails."""
        with self._asked(f"run {command[0]} in {name}"):
            started = self._client.exec_create(container, list(command), user="0")["Id"]
            said = self._client.exec_start(started)
            code = self._client.exec_inspect(started)["ExitCode"]
        if code:
            raise EngineError(f"{command[0]} in {name} ended with {code}: {said.decode(errors='replace').strip()}")

    def read(self, container: str, name: str, path: str) -> bytes:
        """A regular file. By an archive: docker-py loses its place in what Podman 4.3 sends of a longer output of exec."""
        with self._asked(f"read /{path} in {name}"):
            stream, _ = self._client.get_archive(container, f"/{path}")
            content = b"".join(stream)
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            member = archive.extractfile(archive.getmembers()[0])
            return member.read() if member else b""

    def end(self, *, keep: bool) -> None:
        """EngineError, after all was tried, for what could not be removed."""
        try:
            if not keep:
                self._remove()
        finally:
            self._client.close()

    def _remove(self) -> None:
        """All containers, volumes and images of this run."""
        mine = {"label": f"{RUN_LABEL}={self.run}"}
        wrong: list[str] = []
        with self._asked("list what the demo made"):
            containers = self._client.containers(all=True, filters=mine)
            volumes = self._client.volumes(filters=mine)["Volumes"] or []
        for one in containers:
            remove = partial(self._client.remove_container, one["Id"], v=True, force=True)
            self._removed(wrong, f"container {one['Id'][:12]}", remove)
        for one in volumes:
            self._removed(wrong, f"volume {one['Name']}", partial(self._client.remove_volume, one["Name"]))
        for build in self._builds.values():
            self._removed(wrong, f"image {build.reference}", partial(self._client.remove_image, build.reference))
        if wrong:
            raise EngineError(
                f"engine {self._address!r} kept what the demo made: {'; '.join(wrong)}",
                remedy=f"docker ps -a --filter label={RUN_LABEL} lists it",
            )

    def _removed(self, wrong: list[str], name: str, remove: Callable[[], Any]) -> None:
        try:
            remove()
        except APIError as error:
            # Not there: the demo was stopped before it was made. In conflict: another demo runs from the same image.
            if error.status_code not in (requests.codes.not_found, _CONFLICT):
                wrong.append(f"{name}: {error.explanation}")
        except requests.RequestException as error:
            wrong.append(f"{name}: {error}")

    def _labels(self, stage: str) -> dict[str, str]:
        return {RUN_LABEL: self.run, STAGE_LABEL: stage}

    def _volume(self, declared: Declared, path: str) -> str:
        name = f"{declared.name}-{self.run}{path.replace('/', '-')}"
        self._client.create_volume(name, labels={RUN_LABEL: self.run})
        return name

    def _check_platform(self, engine: Platform) -> None:
        reason = self._base.lacks
        if not reason and str(engine) != f"linux/{self._base.architecture}":
            reason = f"it runs {engine}, and this machine's programs are for linux/{self._base.architecture}"
        if reason:
            raise EngineError(
                f"engine {self._address!r} cannot run the demo: {reason}", remedy="run it without an engine"
            )

    def _check_started(self, declared: Declared, inspect: dict[str, Any]) -> None:
        reason = ""
        if not inspect["State"]["Running"]:
            said = self._client.logs(inspect["Id"], tail=3).decode(errors="replace").strip()
            reason = f"{declared.name} ended at once, and said {said!r}"
        elif (
            inspect["HostConfig"]["Memory"] != declared.memory
        ):  # Docker says so in a warning and starts it all the same
            reason = "it cannot limit memory"
        if reason:
            raise EngineError(
                f"engine {self._address!r} cannot run the demo: {reason}", remedy="run it without an engine"
            )

    @contextmanager
    def _asked(self, what: str) -> Iterator[None]:
        try:
            yield
        except APIError as error:
            raise EngineError(
                f"engine {self._address!r} did not {what}: {error.explanation}", remedy=_remedy(error)
            ) from error
        except (DockerException, requests.RequestException, OSError) as error:
            raise EngineError(
                f"engine {self._address!r} did not {what}: {error}", remedy="is it still there?"
            ) from error


class HandInContainer:
    """Somebody with `docker exec`."""

    def __init__(self, containers: Containers, container: str, name: str) -> None:
        self._containers = containers
        self._container = container
        self._name = name

    def read(self, path: str) -> bytes:
        return self._containers.read(self._container, self._name, path)

    def write(self, path: str, text: str) -> None:
        self._run("sh", "-c", 'printf %s "$1" > "$2"', "sh", text, f"/{path}")

    def append(self, path: str, text: str) -> None:
        self._run("sh", "-c", 'printf %s "$1" >> "$2"', "sh", text, f"/{path}")

    def copy(self, path: str, to: str) -> None:
        self._run("cp", f"/{path}", f"/{to}")

    def chmod(self, path: str, mode: int) -> None:
        self._run("chmod", f"{mode:04o}", f"/{path}")

    def move(self, path: str, to: str) -> None:
        self._run("mv", f"/{path}", f"/{to}")

    def _run(self, *command: str) -> None:
        self._containers.run_in(self._container, self._name, command)


def _connected(address: str) -> docker.APIClient:
    """A client for unix://…, ssh://…, tcp://… (TLS as DOCKER_TLS_VERIFY and DOCKER_CERT_PATH say) or context:NAME."""
    try:
        tls: Any = kwargs_from_env().get("tls", False) if address.startswith("tcp://") else False
        if address.startswith("context:"):
            context: Any = ContextAPI.get_context(address.removeprefix("context:"))
            if context is None:
                raise EngineError(f"there is no {address}", remedy="docker context ls lists those that exist")
            address, tls = context.Host, context.TLSConfig or False
        return docker.APIClient(base_url=address, version="auto", timeout=_TIMEOUT, tls=tls, use_ssh_client=True)
    except (DockerException, requests.RequestException, OSError, ValueError) as error:
        raise EngineError(f"engine {address!r} cannot be reached: {error}", remedy="check the address") from error


def _remedy(error: APIError) -> str:
    """Podman answers 500 where Docker says that a name is taken with 409."""
    if error.status_code == _CONFLICT or "already in use" in str(error.explanation):
        return f"is another demo running? docker ps -a --filter label={RUN_LABEL} lists its containers"
    return "run the demo without an engine"
