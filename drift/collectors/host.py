"""The machine and the engine: /info and /version of the Docker API, which Podman speaks too."""

from drift.collectors.fields import number, section, text, texts
from drift.model.canonical import Document, Json
from drift.model.oci import Platform
from drift.model.records import Kind, Record, record
from drift.model.redaction import Redactor
from drift.model.snapshot import Section

SECCOMP_BUILT_IN = frozenset({"seccomp,profile=default", "seccomp,profile=builtin"})
"""The same profile: Docker's name for it until 20.10, and since."""


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


def _option(option: str) -> str:
    """From "name=seccomp,profile=builtin" the name alone; another profile stays."""
    name = option.removeprefix("name=")
    return "seccomp" if name in SECCOMP_BUILT_IN else name
