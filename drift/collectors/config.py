"""What a container runs as its image's config says it, or as it was started instead: entrypoint, user, labels, ports …

Written so that a container just started equals its image on Docker 20.10, 26.1, 28.5 and Podman 4.3 (measured on each).
"""

from typing import Any

from drift.collectors.fields import mapping, mappings, number, pairs, section, text, texts
from drift.model.canonical import Document, Json
from drift.model.records import Kind, Record, record
from drift.model.redaction import Redactor
from drift.model.snapshot import Section

ORCHESTRATOR_LABELS = (
    "com.docker.compose.",  # project, service, config hash, container number: other in each environment
    "com.docker.swarm.",  # node, service, task
    "com.docker.stack.",
    "com.docker.desktop.",
    "desktop.docker.io/",
    "io.kubernetes.",  # pod, namespace, restart count
    "annotation.io.kubernetes.",
    "io.cri-containerd.",
    "io.containerd.",
    "io.podman.",
    "PODMAN_SYSTEMD_UNIT",
    "nerdctl/",
    "com.amazonaws.ecs.",
    "com.hashicorp.nomad.",
    "io.rancher.",
)
"""Starts of labels that say where a container runs, not what it is."""

SIGNALS = {
    1: "HUP", 2: "INT", 3: "QUIT", 4: "ILL", 5: "TRAP", 6: "ABRT", 7: "BUS", 8: "FPE", 9: "KILL", 10: "USR1", 11: "SEGV",
    12: "USR2", 13: "PIPE", 14: "ALRM", 15: "TERM", 16: "STKFLT", 17: "CHLD", 18: "CONT", 19: "STOP", 20: "TSTP",
    21: "TTIN", 22: "TTOU", 23: "URG", 24: "XCPU", 25: "XFSZ", 26: "VTALRM", 27: "PROF", 28: "WINCH", 29: "IO", 30: "PWR",
    31: "SYS",
}  # fmt: skip
"""signal(7) on Linux, where containers run. Podman writes the number, Docker what the Dockerfile has."""

RTMIN, RTMAX = 34, 64

DEFAULT_STOP_TIMEOUT = 10
"""Seconds, of both engines."""

SECOND = 1_000_000_000
HEALTHCHECK_DEFAULTS = {
    "Interval": 30 * SECOND,
    "Timeout": 30 * SECOND,
    "StartPeriod": 0,
    "StartInterval": 5 * SECOND,
    "Retries": 3,
}
"""0 means these. Docker leaves them 0, Podman writes some of them down."""


def of_image(config: Document, redactor: Redactor) -> Section:
    def make() -> list[Record]:
        values = _values(config, "", redactor) | _from_image(config, redactor)
        ports, volumes = set(mapping(config, "ExposedPorts")), set(mapping(config, "Volumes"))
        return _records(values, ports, volumes) + _labels(config, redactor)

    return section(Kind.CONFIG, make)


def of_container(inspect: Document, image_config: Document, engine: str, redactor: Redactor) -> Section:
    """`image_config` is {} where the image is not known; `engine` is docker or podman."""

    def make() -> list[Record]:
        config, host = mapping(inspect, "Config"), mapping(inspect, "HostConfig")
        values = _values(config, engine, redactor) | _from_image(image_config, redactor)
        published = set(mapping(host, "PortBindings"))
        mounted = {text(mount, "Destination") for mount in mappings(inspect, "Mounts")}
        # Docker adds to both what -p and -v say, which are records of their own; Podman leaves the image's out
        ports = set(mapping(image_config, "ExposedPorts")) | (set(mapping(config, "ExposedPorts")) - published)
        volumes = set(mapping(image_config, "Volumes")) | (set(mapping(config, "Volumes")) - mounted)
        return _records(values, ports, volumes) + _labels(config, redactor)

    return section(Kind.CONFIG, make)


def _values(config: Document, engine: str, redactor: Redactor) -> dict[str, Json]:
    """What image and container both have, in one form for both and for every engine; null is the default."""
    entrypoint = texts(config, "Entrypoint")
    return {
        "entrypoint": _arguments(
            [] if entrypoint == [""] else entrypoint, redactor
        ),  # [""] is docker run --entrypoint ""
        "cmd": _arguments(texts(config, "Cmd"), redactor),
        "user": text(config, "User") or None,
        "working_dir": text(config, "WorkingDir") or "/",
        "healthcheck": _healthcheck(config, redactor),
        "stop_signal": signal_name(str(config.get("StopSignal") or "TERM")),
        "stop_timeout": _stop_timeout(config, engine),
    }


def _from_image(config: Document, redactor: Redactor) -> dict[str, Json]:
    """What no engine keeps in the container: a container has it as its image does."""
    return {
        "shell": _arguments(texts(config, "Shell"), redactor),
        "onbuild": _arguments(texts(config, "OnBuild"), redactor),
    }


def _records(values: dict[str, Json], ports: set[str], volumes: set[str]) -> list[Record]:
    marks = [*(f"exposed_port:{port}" for port in ports), *(f"volume:{path}" for path in volumes)]
    return [record(Kind.CONFIG, key, {"value": value}) for key, value in (values | dict.fromkeys(marks, True)).items()]


def _labels(config: Document, redactor: Redactor) -> list[Record]:
    return [
        record(Kind.CONFIG, f"label:{name}", redactor.content("config", f"label:{name}", value))
        for name, value in pairs(config, "Labels").items()
        if not name.startswith(ORCHESTRATOR_LABELS)
    ]


def _arguments(arguments: list[str], redactor: Redactor) -> list[Json] | None:
    return list(redactor.arguments("config", arguments)) or None


def _healthcheck(config: Document, redactor: Redactor) -> dict[str, Json] | None:
    check = mapping(config, "Healthcheck")
    test = texts(check, "Test")
    if not test or test[0] == "NONE":
        return None
    settings: dict[str, Any] = {name: number(check, name) or default for name, default in HEALTHCHECK_DEFAULTS.items()}
    return {
        "test": _arguments(test, redactor),
        "interval": duration(settings["Interval"]),
        "timeout": duration(settings["Timeout"]),
        "start_period": duration(settings["StartPeriod"]),
        "start_interval": duration(settings["StartInterval"]),
        "retries": settings["Retries"],
    }


def _stop_timeout(config: Document, engine: str) -> int | None:
    if config.get("StopTimeout") is None:
        return None
    seconds = number(config, "StopTimeout")
    unsaid = engine == "podman" and seconds == 0  # what Podman 4.3 writes of a container made over the Docker API
    return None if unsaid or seconds == DEFAULT_STOP_TIMEOUT else seconds


def signal_name(signal: str) -> str:
    """SIGTERM from "15", "TERM" or "sigterm"; signals that signal(7) does not name stay as they are."""
    name = signal.upper().removeprefix("SIG")
    if name.isascii() and name.isdigit():
        at = int(name[:9])
        name = SIGNALS.get(at, "") or (f"RTMIN+{at - RTMIN}" if RTMIN <= at <= RTMAX else name)
    return f"SIG{name}".removesuffix("+0")


def duration(nanoseconds: int) -> str:
    """30s, 500ms or 7ns: the largest unit that divides it."""
    for size, unit in ((SECOND, "s"), (1_000_000, "ms")):
        if nanoseconds % size == 0:
            return f"{nanoseconds // size}{unit}"
    return f"{nanoseconds}ns"
