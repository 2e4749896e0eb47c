"""The engine's socket, or a directory of the host that holds it, is mounted into the container."""

from drift.model.canonical import Document
from drift.model.changes import Change
from drift.model.findings import Consequence, Effect, Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import Context, Rule, at, kinds

RULE = Rule(
    id="engine-socket-mounted",
    title="The engine's socket is mounted",
    kinds=kinds(Kind.MOUNTS),
    relations=at(Severity.HIGH),
    why="Who can write to it can start a privileged container: it is root of the host, read-only mount or not.",
    fix="Take the mount away, or put a proxy between that passes only what is needed.",
    bad="volumes: [/var/run/docker.sock:/var/run/docker.sock]",
    good='environment: {DOCKER_HOST: "tcp://socket-proxy:2375"}   # a proxy that passes GET alone',
)
_SOCKETS = ("docker.sock", "podman.sock", "containerd.sock", "crio.sock", "cri-dockerd.sock", "buildkitd.sock")
_HOLDING = frozenset({"/", "/run", "/var/run", "/var", "/run/podman", "/run/containerd", "/run/crio", "/run/docker"})
"""Directories of a host in which engines keep their sockets."""


def judge(change: Change, context: Context) -> Finding | None:
    if not _gives_socket(change.key, change.after) or _gives_socket(change.key, change.before):
        return None
    source = (change.after or {}).get("source")
    return RULE.finding(
        change,
        context,
        f"{source} of the host is mounted at {change.key}: it gives the engine's socket",
        consequence=Consequence("root in it is root of the host", Effect.EXPOSED),
    )


def _gives_socket(destination: str, mount: Document | None) -> bool:
    if not mount:
        return False
    source = str(mount.get("source") or "")
    names = {path.rpartition("/")[2] for path in (source, destination)}
    return bool(names & set(_SOCKETS)) or (mount.get("type") == "bind" and (source.rstrip("/") or "/") in _HOLDING)
