"""Files that an engine makes in each container: the stubs that it mounts over, and its marks.

Measured on Docker 20.10, 26.1, 28.5 and Podman 4.3, by `/changes` and by `/export` of containers just created and just started.
The table is exact: what is not of the type, owner, mode and size that stands here is drift, wherever it lies.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from drift.model.entries import Entry, FileType


class Form(StrEnum):
    EMPTY_FILE = "a regular file of 0 bytes, root's, mode 0755 or 0644"
    DIRECTORY = "a directory that the image does not have, root's, mode 0755"
    LINK_TO_MOUNTS = "a symbolic link to /proc/mounts"


class Made(NamedTuple):
    path: str
    form: Form
    reason: str


_BOTH = (
    Made("etc/hosts", Form.EMPTY_FILE, "a stub under the file that the engine mounts"),
    Made("etc/hostname", Form.EMPTY_FILE, "a stub under the file that the engine mounts"),
    Made("etc/resolv.conf", Form.EMPTY_FILE, "a stub under the file that the engine mounts"),
    Made("etc/mtab", Form.LINK_TO_MOUNTS, "the engine's table of mounts"),
    Made("proc", Form.DIRECTORY, "the mount point of the process file system"),
    Made("sys", Form.DIRECTORY, "the mount point of the kernel's objects"),
    Made("dev", Form.DIRECTORY, "the mount point of the devices"),
    Made("run/secrets", Form.DIRECTORY, "the mount point of the engine's secrets"),
)

_DOCKER_INIT = ("sbin/docker-init", "usr/sbin/docker-init", "usr/bin/docker-init")
"""/sbin is a link to /usr/sbin where /usr is merged (Debian 12), and that to /usr/bin (Fedora 42)."""

ENGINE_MADE: Mapping[str, tuple[Made, ...]] = {
    "docker": (
        *_BOTH,
        Made(".dockerenv", Form.EMPTY_FILE, "Docker's mark for a container"),
        Made("dev/console", Form.EMPTY_FILE, "a stub under the terminal"),
        Made("dev/pts", Form.DIRECTORY, "the mount point of the terminals"),
        Made("dev/shm", Form.DIRECTORY, "the mount point of shared memory"),
        *(Made(path, Form.EMPTY_FILE, "a stub under the init of docker run --init") for path in _DOCKER_INIT),
    ),
    "podman": (
        *_BOTH,
        Made("run/.containerenv", Form.EMPTY_FILE, "Podman's mark for a container"),
        Made("run/podman-init", Form.EMPTY_FILE, "a stub under the init of podman run --init"),
        Made("dev/init", Form.EMPTY_FILE, "the same before Podman 4.4"),
    ),
}
"""Engine → paths, and what the engine puts there."""

REPLACES = frozenset({"docker"})
"""Engines that put their stubs in place of what the image has there; Podman leaves that alone."""

ENGINE_MADE_PARENTS = "a parent of what the engine mounts"
MOUNT_POINT = "the mount point of a mount, or the working directory"

STUB_MODES = frozenset({0o755, 0o644})


def engine_made(before: Entry | None, after: Entry, engine: str, mounts: Collection[str]) -> str | None:
    """Why an engine (docker or podman) made what lies at `after.path`; None where it is drift.

    `before` is the image's entry. `mounts` are paths in the tree that something is mounted on, and the working directory. What is removed no engine removed.
    """
    replaced = before is None or engine in REPLACES
    for made in ENGINE_MADE.get(engine, ()):
        if after.path == made.path and replaced and _has(made.form, before, after):
            return made.reason
    if after.path in mounts and any(_has(form, before, after) for form in (Form.EMPTY_FILE, Form.DIRECTORY)):
        return MOUNT_POINT if before is None else None
    stubs = [*mounts, *(made.path for made in ENGINE_MADE.get(engine, ()))]
    if _has(Form.DIRECTORY, before, after) and any(stub.startswith(f"{after.path}/") for stub in stubs):
        return ENGINE_MADE_PARENTS
    return None


def engine_rule(path: str, engine: str, mounts: Collection[str]) -> str:
    """What an engine makes at a path, and in which form alone it is no drift; "" where it makes nothing there."""
    made = next((one for one in ENGINE_MADE.get(engine, ()) if one.path == path), None)
    if made is not None:
        return f"{made.reason}, {made.form}"
    stubs = [*mounts, *(one.path for one in ENGINE_MADE.get(engine, ()))]
    if any(stub.startswith(f"{path}/") for stub in stubs):
        return f"{ENGINE_MADE_PARENTS}, {Form.DIRECTORY}"
    return ""


def _has(form: Form, before: Entry | None, after: Entry) -> bool:
    roots = after.uid == 0 and after.gid == 0
    match form:
        case Form.EMPTY_FILE:
            plain = after.type is FileType.REGULAR and after.size == 0 and after.capability is None
            return plain and roots and after.mode in STUB_MODES
        case Form.DIRECTORY:
            return before is None and after.type is FileType.DIRECTORY and roots and after.mode == 0o755
        case Form.LINK_TO_MOUNTS:
            return after.type is FileType.SYMLINK and after.linkname == "/proc/mounts"


PASSWD, GROUP = "etc/passwd", "etc/group"

ACCOUNT_ADDED = "Podman's entry for the user that the container runs as"


def account_added(path: str, before: Sequence[str], after: Sequence[str], user: str) -> bool:
    """Did Podman only append entries for a numeric user that the image does not know? `before` and `after` are the file's lines.

    For 1000:55 that is 1000:*:1000:55:container user:/data:/bin/sh in etc/passwd, and 55:x:55:1000 in etc/group.
    """
    added = after[len(before) :]
    uid, _, gid = user.partition(":")
    if not added or list(after[: len(before)]) != list(before) or not uid.isdigit() or not (gid.isdigit() or not gid):
        return False
    if path == PASSWD:
        entry = re.compile(rf"(?!0:){uid}:\*:{uid}:{gid or 0}:container user:[^:]*:/bin/sh\Z")
    else:
        entry = re.compile(rf"{gid or uid}:x:{gid or uid}:{uid}\Z")
    return path in {PASSWD, GROUP} and all(entry.match(line) for line in added)
