"""The machine and the engine: /info and /version of the Docker API, which Podman speaks too."""

import re

from drift.collectors.fields import mapping, mappings, number, section, text, texts
from drift.model.canonical import Document, Json
from drift.model.oci import Platform
from drift.model.records import Kind, Record, record
from drift.model.redaction import Redactor
from drift.model.snapshot import Section

SECCOMP_BUILT_IN = frozenset({"seccomp,profile=default", "seccomp,profile=builtin"})
"""The same profile: Docker's name for it until 20.10, and since."""

LIMITS = {
    "MemoryLimit": "memory",
    "SwapLimit": "swap",
    "CpuCfsQuota": "cpu quota",
    "CPUShares": "cpu shares",
    "CPUSet": "cpu set",
    "PidsLimit": "pids",
    "OomKillDisable": "oom kill disable",
}
"""Flags of /info: which limits the kernel and its cgroups enforce."""

_SECCOMP = "io.github.seccomp.libseccomp.version"
"""Annotation of `runc features`, which Docker has in /info since 25."""
_NUMBER = re.compile(r"\d[\w.+~-]*")


def of_engine(info: Document, version: Document, engine: str, redactor: Redactor) -> Section:
    """`engine` is docker or podman. What an engine does not say (an empty cgroup version) is left out."""

    def make() -> list[Record]:
        values: dict[str, Json] = {
            "kernel": text(info, "KernelVersion"),
            "architecture": Platform.of("linux", text(info, "Architecture")).architecture,
            "os": text(info, "OperatingSystem"),
            "engine": engine,
            "engine_version": text(version, "Version") or text(info, "ServerVersion"),
            "api_version": text(version, "ApiVersion"),
            "min_api_version": text(version, "MinAPIVersion"),
            "containerd_version": _component(version, "containerd"),
            "oci_runtime_version": _component(version, "runc", "OCI Runtime"),
            "libseccomp_version": _libseccomp(info, version),
            "os_version": text(info, "OSVersion"),
            "logging_driver": text(info, "LoggingDriver"),
            "swarm": text(mapping(info, "Swarm"), "LocalNodeState").replace("inactive", ""),
            "limits_not_enforced": [*sorted(name for flag, name in LIMITS.items() if info.get(flag) is False)],
            "storage_driver": text(info, "Driver"),
            "cgroup_version": text(info, "CgroupVersion"),
            "cgroup_driver": text(info, "CgroupDriver"),
            "cpus": number(info, "NCPU"),
            "memory": number(info, "MemTotal"),
            "default_runtime": text(info, "DefaultRuntime"),
            "http_proxy": redactor.url(text(info, "HttpProxy")),
            "https_proxy": redactor.url(text(info, "HttpsProxy")),
            "no_proxy": text(info, "NoProxy"),
        }
        said = {name: value for name, value in values.items() if value}
        options: list[Json] = [*sorted(_option(option) for option in texts(info, "SecurityOptions"))]
        return [
            record(Kind.HOST, key, {"value": value}) for key, value in (said | {"security_options": options}).items()
        ]

    return section(Kind.HOST, make)


def _component(version: Document, *starts: str) -> str:
    """Its version without what Podman writes round it, as in "runc version 1.1.5", and the lines below that."""
    for component in mappings(version, "Components"):
        if text(component, "Name").startswith(starts):
            found = _NUMBER.search(text(component, "Version"))
            return found[0] if found else ""
    return ""


def _libseccomp(info: Document, version: Document) -> str:
    """Which system calls a profile can name depends on it: an old one refuses the new calls of a new base image."""
    features = text(mapping(info, "Runtimes", "runc", "status"), "org.opencontainers.runtime-spec.features")
    stated = re.search(rf'"{re.escape(_SECCOMP)}":"([^"]+)"', features)
    texts_ = [text(component, "Version") for component in mappings(version, "Components")]
    beside = re.search(r"libseccomp: (\S+)", "\n".join(texts_))
    return stated[1] if stated else beside[1] if beside else ""


def _option(option: str) -> str:
    """From "name=seccomp,profile=builtin" the name alone; another profile stays."""
    name = option.removeprefix("name=")
    return "seccomp" if name in SECCOMP_BUILT_IN else name
