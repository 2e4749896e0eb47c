"""A container's overlay upper directory on the engine's host, found and proven to be its own (overlayfs.rst of the kernel).

The classic stores say where it is (`GraphDriver.Data.UpperDir`: Docker's overlay2, Podman's overlay), and keep on disk which container has
which layer. With the containerd store only the mount of a running container tells. Everything that an engine answers is checked here
against the disk and the kernel, since the engine can be another machine's behind a forwarded socket.
"""

import json
import os
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from drift.model.canonical import Document
from drift.source.docker import Engine
from drift.source.host_root import host_root, sees_trusted
from drift.source.id_map import Owners
from drift.source.mountinfo import Mount
from drift.source.not_on_host import NotOnHost
from drift.source.process import Process, process

TRUSTED, USER = "trusted.overlay.", "user.overlay."
"""Where overlayfs keeps its marks; the latter with the option userxattr, for those who are not root."""
CLASSIC = frozenset({"overlay2", "overlay"})
_SNAPSHOT = re.compile(r"/.+/snapshots/\d+/fs")
_MOST = 64 << 20
_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class Upper:
    descriptor: int
    marks: str
    """TRUSTED or USER."""
    owners: Owners
    guessed: bool = False
    """Of a container that does not run no mount says which marks count."""
    first: Process | None = None
    """The container's first process, where it runs."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What the engine says of a container."""

    container: str
    pid: int
    """0 where it does not run."""
    started_at: str
    driver: str
    upper: str
    """"" where the engine does not say it."""

    @classmethod
    def of(cls, inspect: Document) -> "_Said":
        state, driver = _object(inspect.get("State")), _object(inspect.get("GraphDriver"))
        pid = state.get("Pid")
        return cls(
            str(inspect.get("Id", "")),
            pid if isinstance(pid, int) else 0,
            str(state.get("StartedAt", "")),
            str(driver.get("Name", "")),
            str(_object(driver.get("Data")).get("UpperDir") or ""),
        )


@contextmanager
def upper_directory(engine: Engine, inspect: Document) -> Iterator[Upper]:
    """NotOnHost, also for a file system's error, where it is not there or not proven."""
    said = _Said.of(inspect)
    with ExitStack() as stack:
        try:
            found = _found(stack, engine, said)
        except PermissionError as error:
            raise NotOnHost("it takes the rights of root on the engine's host", usual=True) from error
        except OSError as error:
            raise NotOnHost(f"its upper directory cannot be reached: {error.strerror}") from error
        yield found


def _found(stack: ExitStack, engine: Engine, said: _Said) -> Upper:
    root = stack.enter_context(host_root(engine.address))
    if said.pid <= 0:
        return _of_stopped(stack, engine, root, said)
    first = stack.enter_context(process(root, said.pid))
    first.prove(said.container, said.started_at)
    mount = _root_mount(first)
    marks = USER if "userxattr" in mount.options else TRUSTED
    if marks == TRUSTED and not sees_trusted():
        raise NotOnHost("it takes CAP_SYS_ADMIN to see an overlay's marks", usual=True)
    path = _upper_of(mount, said)
    descriptor = _opened(stack, root, path)
    if said.upper:
        _prove_layer(stack, root, said)
    if _times(first.root()) != _times(os.fstat(descriptor)):
        raise NotOnHost(f"{path!r} is not the directory that the container's root is made of")
    return Upper(descriptor, marks, first.owners(), first=first)


def _of_stopped(stack: ExitStack, engine: Engine, root: int, said: _Said) -> Upper:
    if not said.upper or said.driver not in CLASSIC:
        raise NotOnHost("it does not run, and the engine does not say where its files are", usual=True)
    if engine.maps_ids:
        raise NotOnHost("it does not run, and nothing says which IDs its user namespace had", usual=True)
    if not sees_trusted():
        raise NotOnHost("it takes CAP_SYS_ADMIN to see an overlay's marks", usual=True)
    _prove_layer(stack, root, said)
    return Upper(_opened(stack, root, said.upper), TRUSTED, Owners(), guessed=True)


def _root_mount(first: Process) -> Mount:
    roots = [mount for mount in first.mounts() if mount.point == "/"]
    if len(roots) != 1 or roots[0].type != "overlay":
        raise NotOnHost("its root is no overlay", usual=len(roots) == 1)
    if "idmapped" in roots[0].flags:
        raise NotOnHost("its root is mounted with other IDs")
    return roots[0]


def _upper_of(mount: Mount, said: _Said) -> str:
    """The path in the engine's view; a classic store's has to be the one that the engine said."""
    path = mount.options.get("upperdir", "")
    if not path or "\\" in path:
        raise NotOnHost("its mount does not say where its upper directory is")
    if said.upper:
        if said.upper != path and not said.upper.endswith(f"/{path}"):  # relative where the options were too long
            raise NotOnHost("the engine names another upper directory than the container's mount")
        return said.upper
    if not _SNAPSHOT.fullmatch(path) or mount.options.get("workdir") != f"{path.removesuffix('fs')}work":
        raise NotOnHost(f"its upper directory {path!r} is in no store that is known")
    return path


def _prove_layer(stack: ExitStack, root: int, said: _Said) -> None:
    """The store on this disk has a layer there, and has it for this container."""
    path, _, name = said.upper.rpartition("/")
    drivers, _, layer = path.rpartition("/")
    store, _, driver = drivers.rpartition("/")
    if name != "diff" or driver != said.driver:
        raise NotOnHost(f"{said.upper!r} is no upper directory as its store has them")
    folder = _opened(stack, root, path)
    for part in ("link", "lower", "work"):
        os.stat(part, dir_fd=folder, follow_symlinks=False)
    if driver == "overlay2":
        owner = _opened(stack, root, f"{store}/image/{driver}/layerdb/mounts/{said.container}")
        its_own = _content(owner, "mount-id").decode("ascii", "replace").strip()
    else:
        its_own = _layer_of(
            said.container, _content(_opened(stack, root, f"{store}/overlay-containers"), "containers.json")
        )
    if its_own != layer:
        raise NotOnHost("the store on this disk has another layer for the container")


def _layer_of(container: str, content: bytes) -> str:
    """From containers.json of containers/storage."""
    try:
        known = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise NotOnHost("containers.json of its store cannot be understood") from error
    for one in known if isinstance(known, list) else []:
        if isinstance(one, dict) and one.get("id") == container:
            if one.get("uidmap") or one.get("gidmap"):
                raise NotOnHost("its store has it with other IDs")
            return str(one.get("layer", ""))
    return ""


def _opened(stack: ExitStack, root: int, path: str) -> int:
    """A directory, name by name, so that no link leads out of the root."""
    names = path.split("/")[1:]
    if not path.startswith("/") or not all(names) or {".", ".."} & set(names):
        raise NotOnHost(f"{path!r} is no absolute path")
    directory = root
    for name in names:
        directory = os.open(os.fsencode(name), _DIRECTORY, dir_fd=directory)
        stack.callback(os.close, directory)
    return directory


def _content(directory: int, name: str) -> bytes:
    with os.fdopen(
        os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=directory), "rb"
    ) as file:
        content = file.read(_MOST + 1)
    if len(content) > _MOST:
        raise NotOnHost(f"{name} of its store is longer than {_MOST:,} bytes")
    return content


def _times(status: os.stat_result) -> tuple[int, int, int]:
    """An overlay's root shows those of its upper directory; nobody but the kernel sets the time of the last change."""
    return status.st_mode, status.st_mtime_ns, status.st_ctime_ns


def _object(value: object) -> Document:
    return value if isinstance(value, dict) else {}
