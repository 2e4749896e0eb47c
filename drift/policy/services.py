"""Which service a container is, whether it counts at all, and whether it belongs to an environment."""

import fnmatch
import re
from collections.abc import Mapping

from drift.model.settings import Environment, Settings
from drift.model.snapshot import ServiceName

COMPOSE = (
    ("com.docker.compose.project", "com.docker.compose.service"),
    ("io.podman.compose.project", "io.podman.compose.service"),
)
"""Labels of Compose (compose-spec) and podman-compose: application, service."""
SWARM_SERVICE, SWARM_STACK = "com.docker.swarm.service.name", "com.docker.stack.namespace"
POD_NAMESPACE, POD_NAME, POD_CONTAINER = (
    "io.kubernetes.pod.namespace",
    "io.kubernetes.pod.name",
    "io.kubernetes.container.name",
)
"""Labels that the kubelet gives a container through the CRI."""

_SAFE = "[bcdfghjklmnpqrstvwxz2456789]"
"""Kubernetes makes random names of these letters, so that no word comes out."""
_POD_SUFFIX = re.compile(rf"-{_SAFE}{{8,10}}-{_SAFE}{{5}}$|-[0-9]{{8,}}-{_SAFE}{{5}}$|-{_SAFE}{{5}}$|-[0-9]{{1,5}}$")
"""Of a Deployment's, a CronJob's, a DaemonSet's or Job's, and a StatefulSet's pod."""
_PAUSE = re.compile(r"(?:^|/)(?:podman-)?pause(?::|@|-amd64|$)|(?:^|/)k8s-pause$")
_BUILDER = re.compile(r"^buildx_buildkit_|-working-container(?:-[0-9]+)?$")
"""Container names of docker buildx and buildah."""
_BUILDER_IMAGE = re.compile(r"(?:^|/)moby/buildkit(?::|@|$)")


def skip_reason(labels: Mapping[str, str], container_name: str, image_reference: str = "") -> str:
    """Why a container is no service: a one-off run, a pod's sandbox, a build; "" where it is one."""
    if any(
        labels.get(f"{maker}.oneoff", "").lower() == "true" for maker in ("com.docker.compose", "io.podman.compose")
    ):
        return "one-off run of a Compose service"
    if labels.get("io.kubernetes.docker.type") == "podsandbox" or labels.get("io.cri-containerd.kind") == "sandbox":
        return "sandbox of a pod"
    if labels.get(POD_CONTAINER) == "POD" or _PAUSE.search(image_reference):
        return "sandbox of a pod"
    if _BUILDER.search(container_name) or _BUILDER_IMAGE.search(image_reference):
        return "container of an image build"
    return ""


def service_of(
    labels: Mapping[str, str], container_name: str, settings: Settings, image_reference: str = ""
) -> ServiceName | None:
    """The name under [services], else the orchestrator's labels, else the container's name. None where it is skipped."""
    if skip_reason(labels, container_name, image_reference):
        return None
    found = _labelled(labels) or ServiceName("", container_name)
    mapped = next((name for glob, name in settings.services.items() if fnmatch.fnmatchcase(container_name, glob)), "")
    if not mapped:
        return found
    return parse_service(mapped) if "/" in mapped else ServiceName(found.application, mapped)


def parse_service(text: str) -> ServiceName:
    """From "shop/web" or "web"."""
    application, _, name = text.rpartition("/")
    return ServiceName(application, name)


def canonical(service: ServiceName, settings: Settings) -> ServiceName:
    """With the application's one name, where [applications] has the name that it has in this environment."""
    for application, names in settings.applications.items():
        if service.application in names:
            return ServiceName(application, service.name)
    return service


def belongs(environment: Environment, labels: Mapping[str, str], container_name: str) -> bool:
    """Do all label selectors (K=V, or K alone) hold, and does one of the name selectors, where there are any?"""
    return all(_has(labels, selector) for selector in environment.labels) and (
        not environment.names or any(fnmatch.fnmatchcase(container_name, glob) for glob in environment.names)
    )


def _has(labels: Mapping[str, str], selector: str) -> bool:
    key, equals, value = selector.partition("=")
    return key in labels and (not equals or labels[key] == value)


def _labelled(labels: Mapping[str, str]) -> ServiceName | None:
    for project, service in COMPOSE:
        if labels.get(service):
            return ServiceName(labels.get(project, ""), labels[service])
    if labels.get(SWARM_SERVICE):
        stack = labels.get(SWARM_STACK, "")
        name = labels[SWARM_SERVICE]
        return ServiceName(stack, name.removeprefix(f"{stack}_") if stack else name)
    if labels.get(POD_CONTAINER) and labels.get(POD_NAME):
        workload = _POD_SUFFIX.sub("", labels[POD_NAME])
        container = labels[POD_CONTAINER]
        name = workload if container == workload else f"{workload}.{container}"
        return ServiceName(labels.get(POD_NAMESPACE, ""), name)
    return None
