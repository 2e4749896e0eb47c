"""What is kept of an engine's documents: redacted, and without what differs at each request."""

from typing import Any

from drift.collectors.documents.plain import DEEPEST
from drift.collectors.interface import Unreadable
from drift.model.canonical import Document
from drift.model.redaction import Redactor

LOST = {
    "inspect": (
        "State",  # clocks, PID, exit code, health log: the state is a column of the observation
        "RestartCount",
        "ExecIDs",
        "SizeRw",
        "SizeRootFs",
        "ProcessLabel",  # SELinux categories are drawn at each start
        "MountLabel",
        "NetworkSettings.SandboxID",
        "NetworkSettings.SandboxKey",
        "NetworkSettings.EndpointID",
        "NetworkSettings.Gateway",
        "NetworkSettings.IPAddress",
        "NetworkSettings.IPPrefixLen",
        "NetworkSettings.IPv6Gateway",
        "NetworkSettings.GlobalIPv6Address",
        "NetworkSettings.GlobalIPv6PrefixLen",
        "NetworkSettings.MacAddress",
        "NetworkSettings.Ports",  # ports that the engine chose; those asked for are in HostConfig
        "NetworkSettings.Networks.*.EndpointID",
        "NetworkSettings.Networks.*.NetworkID",
        "NetworkSettings.Networks.*.Gateway",
        "NetworkSettings.Networks.*.IPAddress",
        "NetworkSettings.Networks.*.IPPrefixLen",
        "NetworkSettings.Networks.*.IPv6Gateway",
        "NetworkSettings.Networks.*.GlobalIPv6Address",
        "NetworkSettings.Networks.*.GlobalIPv6PrefixLen",
        "NetworkSettings.Networks.*.MacAddress",
        "NetworkSettings.Networks.*.DNSNames",  # the aliases, the container's name and its ID
        "HostConfig.ContainerIDFile",
        "HostConfig.ConsoleSize",  # of the terminal that it was started from
    ),
    "info": (
        "ID",  # Podman's is another one at each request
        "SystemTime",
        "Uptime",
        "Containers",
        "ContainersRunning",
        "ContainersPaused",
        "ContainersStopped",
        "Images",
        "NFd",
        "NGoroutines",
        "NEventsListener",
        "MemFree",
        "SwapFree",
        "DriverStatus",  # free space of some drivers
        "Swarm.Nodes",
        "Swarm.Managers",
        "Swarm.RemoteManagers",
        "Swarm.Cluster",  # clocks and a version counter
        "Warnings",
    ),
    "config": ("container", "container_config"),  # of the classic builder's last step
}
"""Document → fields that are lost before it is digested; `*` is any name. Measured: two requests in a row differ by nothing else."""


def stored(kind: str, document: Document, redactor: Redactor) -> Document:
    """`kind` is inspect, info or config. Records made of the result equal those made of the document. Raises Unreadable."""
    if _is_deeper(document, DEEPEST):
        raise Unreadable(f"the engine's {kind} nests deeper than {DEEPEST} levels")
    kept: Document = document
    for path in LOST[kind]:
        kept = _without(kept, path.split("."))
    return redactor.document(kept)


def _without(document: Any, path: list[str]) -> Any:
    if not isinstance(document, dict):
        return document
    first, rest = path[0], path[1:]
    if not rest:
        return {name: value for name, value in document.items() if name != first}
    return {name: _without(value, rest) if first in {name, "*"} else value for name, value in document.items()}


def _is_deeper(value: Any, levels: int) -> bool:
    layer = [value]
    for _ in range(levels):
        layer = [
            item
            for above in layer
            if isinstance(above, dict | list)
            for item in (above.values() if isinstance(above, dict) else above)
        ]
        if not layer:
            return False
    return True
