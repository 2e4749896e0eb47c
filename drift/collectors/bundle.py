"""An OCI runtime bundle's config.json (runtime-spec, config.md and config-linux.md): the same records as from an engine's inspect."""

import re
from collections.abc import Mapping

from drift.collectors import config as image_form
from drift.collectors.capabilities import ALL, DOCKER, EVERY, names
from drift.collectors.env import Own, env_records
from drift.collectors.fields import flag, mapping, mappings, number, pairs, section, text, texts
from drift.collectors.interface import Unreadable
from drift.collectors.mounts import ENGINE_MOUNTS, Mount
from drift.collectors.naming import Naming
from drift.collectors.runtime import PODMAN_READ_ONLY_TMPFS, SHM_SIZES
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

OF_PRIVILEGED = frozenset({"SYS_ADMIN", "SYS_MODULE", "SYS_RAWIO"})
"""Capabilities that, without a seccomp profile and masked paths, are what engines call privileged."""

RUNTIME_SYSCTLS = {"net.ipv4.ip_unprivileged_port_start": "0", "net.ipv4.ping_group_range": "0 2147483647"}
"""Set by Docker since 20.10 in each network namespace."""

_HOST_NETWORK = "/netns/default"
"""End of the path by which Docker names the host's own network namespace."""

_VOLUME = re.compile(r".*/volumes/([^/]+)/_data\Z")
"""Where Docker and Podman keep a volume that is bound into a container."""

_OWN_ID = re.compile(r"[0-9a-f]{12}\Z")

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


def mounts(bundle: Document, image_config: Document) -> tuple[Mount, ...]:
    """Mounts beside the standard ones, by destination, without volumes that the image asks for. Raises Unreadable."""
    found = {}
    for one in mappings(bundle, "mounts"):
        destination = text(one, "destination")
        mount = _mount(destination, one)
        by_engine = mount.type == "volume" and not mount.source and destination in mapping(image_config, "Volumes")
        by_engine |= "tmpcopyup" in texts(one, "options") and destination in PODMAN_READ_ONLY_TMPFS
        if destination not in STANDARD_MOUNTS and not by_engine:
            found[destination] = mount
    return tuple(found[destination] for destination in sorted(found))


def started(bundle: Document, image_config: Document) -> Document:
    """Env and User as an image's config has them. Raises Unreadable."""
    process = mapping(bundle, "process")
    return {
        "Env": [*texts(process, "env")],
        "User": _user(mapping(process, "user"), text(image_config, "User")),
    }


def _mount(destination: str, document: Document) -> Mount:
    options, source = texts(document, "options"), text(document, "source")
    rw = "ro" not in options
    if not {"bind", "rbind"} & set(options):
        return Mount(destination, text(document, "type"), "", rw)
    volume = _VOLUME.match(source)
    if volume:
        return Mount(destination, "volume", Naming().volume(volume[1]), rw)
    return Mount(destination, "bind", Naming.path(source), rw)


def _env(bundle: Document, image_config: Document, redactor: Redactor) -> list[Record]:
    modes = _modes(mapping(bundle, "linux"))
    own = Own(names=(text(bundle, "hostname"),), host_named="host" in {modes["uts_mode"], modes["network_mode"]})
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
    name, _, group = of_image.partition(":")
    known = "0" if name in {"", "root"} else name
    same = _is_number(known, uid) if known.isdecimal() else uid != 0
    if same and (not group.isdecimal() or _is_number(group, gid)):
        return of_image
    return f"{uid}:{gid}" if gid else str(uid)


def _is_number(digits: str, number_: int) -> bool:
    return digits.lstrip("0") == (str(number_) if number_ else "")


def _runtime(bundle: Document) -> list[Record]:
    process, linux = mapping(bundle, "process"), mapping(bundle, "linux")
    resources = mapping(linux, "resources")
    effective = names(texts(mapping(process, "capabilities"), "bounding"))
    every = effective >= ALL
    privileged = effective >= OF_PRIVILEGED and not texts(linux, "maskedPaths") and not mapping(linux, "seccomp")
    devices = [] if privileged else [text(one, "path") for one in mappings(linux, "devices")]
    hostname = text(bundle, "hostname")
    values: dict[str, Json] = {
        "privileged": privileged,
        "cap_add": None if privileged else _or_null([*EVERY] if every else sorted(effective - DOCKER)),
        "cap_drop": None if privileged else _or_null(sorted(DOCKER - effective) if effective else [*EVERY]),
        "read_only": flag(mapping(bundle, "root"), "readonly"),
        "security_opt": _or_null(_security_options(process, linux, privileged=privileged)),
        "tty": flag(process, "terminal"),
        "hostname": None if _OWN_ID.match(hostname) else hostname or None,
        "sysctls": {**dict(pairs(linux, "sysctl").items() - RUNTIME_SYSCTLS.items())} or None,
        "devices": _or_null(sorted(f"{path}:{path}:rwm" for path in devices)),
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
        path = listed.get(namespace, _HOST_NETWORK)
        modes[key] = "host" if path.endswith(_HOST_NETWORK) else "container" if path else None
    return modes


def _security_options(process: Document, linux: Document, *, privileged: bool) -> list[str]:
    unconfined = not mapping(linux, "seccomp") and not privileged
    return ["no-new-privileges"] * flag(process, "noNewPrivileges") + ["seccomp=unconfined"] * unconfined


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
