"""The command that makes a container anew, by who made it: Compose, Swarm, Kubernetes, systemd, or a person."""

import shlex

from drift.model.canonical import Document


def recreate(inspect: Document, name: str, reference: str) -> str:
    """In one line that can be pasted, whatever stands in the container's labels; "" where it is not known."""
    labels = _labels(inspect)
    project, service = (labels.get(f"com.docker.compose.{one}", "") for one in ("project", "service"))
    if project and service:
        return _quoted("docker", "compose", "-p", project, "up", "-d", "--force-recreate", service)
    swarm = labels.get("com.docker.swarm.service.name")
    if swarm:
        return _quoted("docker", "service", "update", "--force", swarm)
    pod, namespace = (labels.get(f"io.kubernetes.pod.{one}", "") for one in ("name", "namespace"))
    if pod and namespace:
        return _quoted("kubectl", "-n", namespace, "delete", "pod", pod)
    unit = labels.get("PODMAN_SYSTEMD_UNIT")
    if unit:
        return _quoted("systemctl", "restart", unit)
    program = "podman" if "OCIRuntime" in inspect else "docker"
    return (
        f"{_quoted(program, 'rm', '-f', name)} && {program} run … {shlex.quote(reference)}"
        if name and reference
        else ""
    )


def _labels(inspect: Document) -> dict[str, str]:
    config = inspect.get("Config")
    labels = config.get("Labels") if isinstance(config, dict) else None
    return {name: value for name, value in labels.items() if isinstance(value, str)} if isinstance(labels, dict) else {}


def _quoted(*words: str) -> str:
    return shlex.join(words)
