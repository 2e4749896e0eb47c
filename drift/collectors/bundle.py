"""An OCI runtime bundle's config.json (runtime-spec, config.md and config-linux.md): the same records as from an engine's inspect."""

from collections.abc import Mapping

from drift.collectors import config as image_form
from drift.collectors.capabilities import ALL, DOCKER, EVERY, names
from drift.collectors.env import Own, env_records
from drift.collectors.fields import flag, mapping, mappings, number, pairs, section, text, texts
from drift.collectors.interface import Unreadable
from drift.collectors.mounts import ENGINE_MOUNTS, Mount
from drift.collectors.runtime import SHM_SIZES
from drift.model.canonical import Document, Json
from drift.model.records import Kind, Record, record
from drift.model.redaction import Redactor
from drift.model.snapshot import Section

SHM = "/dev/shm"  # noqa: S108 - a path in a container

STANDARD_MOUNTS = ENGINE_MOUNTS | {
    "/proc",
    "/dev",
    "/dev/pts",
    SHM,
    "/dev/mqueue",
    "/sys",
    "/sys/fs/cgroup",
    "/run/.containerenv",
    "/run/secrets",
}
"""What every runtime mounts (runtime-spec, config-linux.md: Default Filesystems), and engines beside it."""

_MODES = {"network": "network_mode", "ipc": "ipc_mode", "pid": "pid_mode", "uts": "uts_mode"}
_SIZES = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30}


def sections(bundle: Document, image_config: Document, redactor: Redactor) -> Mapping[Kind, Section]:
    """env, config and runtime; `mounts` has the rest. `image_config` is {} where the image is not known.

    What a bundle does not say (labels, health check, ports …) is as the image has it.
    """
    return {
        Kind.ENV: section(Kind.ENV, lambda: _env(bundle, image_config, redactor)),
        Kind.CONFIG: image_form.of_container(_inspect(bundle, image_config), image_config, "docker", redactor),
        Kind.RUNTIME: section(Kind.RUNTIME, lambda: _runtime(bundle)),
    }


def mounts(bundle: Document) -> tuple[Mount, ...]:
    """Mounts beside the standard ones, by destination. Raises Unreadable."""
    found = {}
    for one in mappings(bundle, "mounts"):
        destination, options = text(one, "destination"), texts(one, "options")
        if destination not in STANDARD_MOUNTS:
            type_ = "bind" if {"bind", "rbind"} & set(options) else text(one, "type")
            source = text(one, "source") if type_ == "bind" else ""
            found[destination] = Mount(destination, type_, source, "ro" not in options)
    return tuple(found[destination] for destination in sorted(found))


def _env(bundle: Document, image_config: Document, redactor: Redactor) -> list[Record]:
    own = Own(names=(text(bundle, "hostname"),))
    entries = texts(mapping(bundle, "process"), "env")
    return env_records(entries, redactor, engine="bundle", image_env=texts(image_config, "Env"), own=own)


def _inspect(bundle: Document, image_config: Document) -> Document:
    """The bundle's process as an engine would have it in Config, the rest as the image has it."""
    try:
        process = mapping(bundle, "process")
        entrypoint, command = _split(texts(process, "args"), texts(image_config, "Entrypoint"))
        config = image_config | {
            "Entrypoint": entrypoint,
            "Cmd": command,
            "User": _user(mapping(process, "user"), text(image_config, "User")),
            "WorkingDir": text(process, "cwd"),
        }
    except Unreadable:
        return {"Config": bundle.get("process")}  # of_container says what is wrong with it
    return {"Config": config}


def _split(arguments: list[str], entrypoint: list[str]) -> tuple[list[str], list[str]]:
    """Entrypoint and command: a process has one list of both."""
    if entrypoint and arguments[: len(entrypoint)] == entrypoint:
        return entrypoint, arguments[len(entrypoint) :]
    return [], arguments


def _user(user: Document, of_image: str) -> str:
    """As the image writes it where it is the same; a user that the image names by a word cannot be told from its number."""
    uid, gid = number(user, "uid"), number(user, "gid")
    name, colon, group = of_image.partition(":")
    if name and not name.isdigit() and (uid or name == "root"):
        return of_image
    if (int(name[:10] or 0), int(group[:10]) if group.isdigit() else gid) == (uid, gid):
        return of_image if colon or name else ""
    return f"{uid}:{gid}"


def _runtime(bundle: Document) -> list[Record]:
    process, linux = mapping(bundle, "process"), mapping(bundle, "linux")
    resources = mapping(linux, "resources")
    effective = names(texts(mapping(process, "capabilities"), "bounding"))
    every = effective >= ALL
    privileged = every and not texts(linux, "maskedPaths") and not mapping(linux, "seccomp")
    values: dict[str, Json] = {
        "privileged": privileged,
        "cap_add": None if privileged else _or_null([*EVERY] if every else sorted(effective - DOCKER)),
        "cap_drop": None if privileged else _or_null(sorted(DOCKER - effective) if effective else [*EVERY]),
        "read_only": flag(mapping(bundle, "root"), "readonly"),
        "security_opt": _or_null(["no-new-privileges"] if flag(process, "noNewPrivileges") else []),
        "tty": flag(process, "terminal"),
        "hostname": text(bundle, "hostname") or None,
        "sysctls": {**pairs(linux, "sysctl")} or None,
        "devices": _or_null(
            sorted(f"{text(one, 'path')}:{text(one, 'path')}:rwm" for one in mappings(linux, "devices"))
        ),
        "ulimits": _or_null(sorted(_ulimit(limit) for limit in mappings(process, "rlimits"))),
        "oom_score_adj": number(process, "oomScoreAdj") or None,
        "shm_size": _shm_size(bundle),
    }
    return [
        record(Kind.RUNTIME, key, {"value": value})
        for key, value in (values | _limits(resources) | _modes(linux)).items()
    ]


def _limits(resources: Document) -> dict[str, Json]:
    memory, cpu = mapping(resources, "memory"), mapping(resources, "cpu")
    limit, swap, quota = number(memory, "limit"), number(memory, "swap"), number(cpu, "quota")
    return {
        "memory": limit if limit > 0 else None,
        "memory_swap": None if limit <= 0 or swap in {0, 2 * limit} else swap,
        "memory_reservation": number(memory, "reservation") or None,
        "oom_kill_disable": flag(memory, "disableOOMKiller"),
        "nano_cpus": quota * 1_000_000_000 // (number(cpu, "period") or 100_000) if quota > 0 else None,
        "cpu_shares": None if number(cpu, "shares") in {0, 1024} else number(cpu, "shares"),
        "cpuset_cpus": text(cpu, "cpus") or None,
        "cpuset_mems": text(cpu, "mems") or None,
        "pids_limit": max(0, number(mapping(resources, "pids"), "limit")) or None,
    }


def _modes(linux: Document) -> dict[str, Json]:
    """A namespace that is not listed is the host's; one with a path is another's."""
    listed = {text(one, "type"): text(one, "path") for one in mappings(linux, "namespaces")}
    modes: dict[str, Json] = {}
    for namespace, key in _MODES.items():
        modes[key] = "host" if namespace not in listed else "container" if listed[namespace] else None
    return modes


def _ulimit(limit: Document) -> str:
    name = text(limit, "type").removeprefix("RLIMIT_").lower()
    return f"{name}={number(limit, 'soft')}:{number(limit, 'hard')}"


def _shm_size(bundle: Document) -> int | None:
    for one in mappings(bundle, "mounts"):
        if text(one, "destination") == SHM:
            for option in texts(one, "options"):
                name, _, size = option.partition("=")
                if name == "size":
                    bytes_ = _bytes(size)
                    return None if bytes_ in SHM_SIZES else bytes_
    return None


def _bytes(size: str) -> int | None:
    digits, unit = size.rstrip("kKmMgG")[:18], size[-1:].lower()
    factor = _SIZES.get(unit if unit.isalpha() else "")
    return int(digits) * factor if digits.isascii() and digits.isdigit() and factor else None


def _or_null(value: list[str]) -> list[Json] | None:
    return [*value] or None
