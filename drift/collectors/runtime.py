"""How a container is run: rights, limits, namespaces, network, logging; the defaults of every engine in one form.

A default is null, false for what is on or off. Measured on Docker 20.10, 26.1, 28.5 and Podman 4.3.
"""

import hashlib
import re
from typing import Any

from drift.collectors.capabilities import added_and_dropped
from drift.collectors.env import own
from drift.collectors.fields import flag, mapping, mappings, number, pairs, section, text, text_lists, texts
from drift.collectors.naming import Naming
from drift.model.canonical import Document, Json, to_bytes
from drift.model.records import Kind, Record, record
from drift.model.redaction import Redactor
from drift.model.snapshot import Section

OF_IMAGE: dict[str, Json] = {
    "privileged": False,
    "cap_add": None,
    "cap_drop": None,
    "devices": None,
    "device_requests": None,
    "security_opt": None,
    "system_paths": None,
    "pid_mode": None,
    "ipc_mode": None,
    "userns_mode": None,
}
"""What an image is expected to run with: anything else gives a container more, or less, than images ask for."""

SHM_SIZES = frozenset({64 << 20, 64 * 1000 * 1024})
"""Bytes: Docker's default and Podman's (65536k)."""

PODMAN_PIDS_LIMITS = frozenset({2048, 4096})
"""Defaults of containers.conf(5), by version."""

PODMAN_ULIMITS = frozenset({("nofile", 1048576, 1048576), ("nproc", 4194304, 4194304), ("nproc", 1048576, 1048576)})
"""(name, soft, hard) that Podman writes down as root where nothing was asked for."""

BLKIO_RATES = {
    "blkio_read_bps": "BlkioDeviceReadBps",
    "blkio_write_bps": "BlkioDeviceWriteBps",
    "blkio_read_iops": "BlkioDeviceReadIOps",
    "blkio_write_iops": "BlkioDeviceWriteIOps",
}
"""Record → field of HostConfig: device and bytes or operations a second."""

NETWORKS = frozenset({"", "default", "bridge", "podman", "slirp4netns", "pasta", "nat"})
OCI_RUNTIMES = frozenset({"", "runc", "crun", "oci", "io.containerd.runc.v2"})
LOG_DRIVERS = frozenset({"", "json-file", "k8s-file"})
APPARMOR = re.compile(r"(?:docker-default|containers-default-[\d.]+|unconfined)?\Z")
TMPFS_DEFAULTS = frozenset({"rw", "nosuid", "nodev", "noexec", "rprivate", "private", "tmpcopyup"})
PODMAN_READ_ONLY_TMPFS = ("/run", "/tmp", "/var/tmp")  # noqa: S108 - paths in a container
"""Mounted by Podman in each container with a read-only root, unless told not to (--read-only-tmpfs)."""


def of_image() -> Section:
    return section(Kind.RUNTIME, lambda: _records(OF_IMAGE))


def of_container(inspect: Document, engine: str, redactor: Redactor, *, cgroup_version: str = "") -> Section:
    """`engine` is docker or podman; `cgroup_version` as /info says it, since the default cgroup namespace depends on it."""

    def make() -> list[Record]:
        host, naming = mapping(inspect, "HostConfig"), Naming.of(inspect)
        values = _rights(inspect, host, engine)
        values |= _limits(host, engine)
        values |= _namespaces(host, naming, cgroup_version)
        values |= _network(inspect, host, naming)
        values |= _process(inspect, host, redactor)
        return _records(values | _seldom(inspect, host, naming))

    return section(Kind.RUNTIME, make)


def tmpfs(inspect: Document, engine: str) -> dict[str, str]:
    """Destination → options of --tmpfs that are no defaults, sorted; without those of a read-only root on Podman."""
    host = mapping(inspect, "HostConfig")
    made = PODMAN_READ_ONLY_TMPFS if engine == "podman" and flag(host, "ReadonlyRootfs") else ()
    found = {path: _tmpfs_options(options) for path, options in pairs(host, "Tmpfs").items()}
    return {path: options for path, options in found.items() if options or path not in made}


def _records(values: dict[str, Json]) -> list[Record]:
    return [record(Kind.RUNTIME, key, {"value": value}) for key, value in values.items()]


def _rights(inspect: Document, host: Document, engine: str) -> dict[str, Json]:
    privileged = flag(host, "Privileged")
    added, dropped = added_and_dropped(texts(host, "CapAdd"), texts(host, "CapDrop"))
    unmasked = host.get("MaskedPaths") == [] and engine == "docker" and not privileged  # systempaths=unconfined
    apparmor = text(inspect, "AppArmorProfile")
    return {
        "privileged": privileged,
        "cap_add": _or_null(added),
        "cap_drop": _or_null(dropped),
        "devices": _or_null(sorted(_device(device) for device in mappings(host, "Devices"))),
        "device_requests": _or_null(_device_requests(host)),
        "device_cgroup_rules": _or_null(sorted(texts(host, "DeviceCgroupRules"))),
        "security_opt": _or_null(_security_options(host)),
        "system_paths": "unconfined" if unmasked else None,
        "apparmor_profile": None if APPARMOR.match(apparmor) else apparmor,
        "read_only": flag(host, "ReadonlyRootfs"),
        "group_add": _or_null(sorted(texts(host, "GroupAdd"))),
    }


def _limits(host: Document, engine: str) -> dict[str, Json]:
    memory, swap = _positive(host, "Memory"), number(host, "MemorySwap")
    pids, shm = _positive(host, "PidsLimit"), _positive(host, "ShmSize")
    quota, period = _positive(host, "CpuQuota"), _positive(host, "CpuPeriod") or 100_000
    swappiness = number(host, "MemorySwappiness")
    return {
        "memory": memory,
        "memory_reservation": _positive(host, "MemoryReservation"),
        # twice the memory is what both engines make of a swap limit that nobody set
        "memory_swap": None if memory is None or swap in {0, 2 * memory} else swap,
        "memory_swappiness": swappiness if swappiness > 0 else None,
        "oom_kill_disable": flag(host, "OomKillDisable"),
        "oom_score_adj": number(host, "OomScoreAdj") or None,
        "nano_cpus": _positive(host, "NanoCpus") or (quota * 1_000_000_000 // period if quota else None),
        "cpu_shares": None if number(host, "CpuShares") == 1024 else _positive(host, "CpuShares"),
        "cpuset_cpus": text(host, "CpusetCpus") or None,
        "cpuset_mems": text(host, "CpusetMems") or None,
        "blkio_weight": _positive(host, "BlkioWeight"),
        "pids_limit": None if engine == "podman" and pids in PODMAN_PIDS_LIMITS else pids,
        "shm_size": None if shm in SHM_SIZES else shm,
        "ulimits": _or_null(_ulimits(host, engine)),
        "sysctls": pairs(host, "Sysctls") or None,
    }


def _namespaces(host: Document, naming: Naming, cgroup_version: str) -> dict[str, Json]:
    cgroup = text(host, "CgroupnsMode")
    host_is_default = cgroup_version == "1"  # Docker: private with version 2, the host's with version 1
    return {
        "network_mode": None if text(host, "NetworkMode") in NETWORKS else naming.joined(text(host, "NetworkMode")),
        "ipc_mode": _joined(host, "IpcMode"),
        "pid_mode": _joined(host, "PidMode"),
        "uts_mode": _joined(host, "UTSMode"),
        "userns_mode": _joined(host, "UsernsMode"),
        "cgroupns_mode": None if cgroup in {"", "private"} or (cgroup == "host" and host_is_default) else cgroup,
    }


def _network(inspect: Document, host: Document, naming: Naming) -> dict[str, Json]:
    config = mapping(inspect, "Config")
    networks = mapping(inspect, "NetworkSettings", "Networks")
    named = {naming.without_project(name) for name in networks if name not in NETWORKS | {"none", "host"}}
    ownership = own(inspect)
    hostname = text(config, "Hostname")
    return {
        "networks": _or_null(sorted(named)),
        "published_ports": _or_null(_published(host)),
        "publish_all_ports": flag(host, "PublishAllPorts"),
        "dns": _or_null(texts(host, "Dns")),
        "dns_options": _or_null(sorted(texts(host, "DnsOptions"))),
        "dns_search": _or_null(texts(host, "DnsSearch")),
        "extra_hosts": _or_null(sorted(texts(host, "ExtraHosts"))),
        "hostname": None if ownership.host_named or hostname in {"", text(inspect, "Id")[:12]} else hostname,
        "domainname": text(config, "Domainname") or None,
    }


def _process(inspect: Document, host: Document, redactor: Redactor) -> dict[str, Json]:
    restart, logging = mapping(host, "RestartPolicy"), mapping(host, "LogConfig")
    options = redactor.tree("runtime", pairs(logging, "Config"))
    retries = number(restart, "MaximumRetryCount")
    policy = text(restart, "Name") + (f":{retries}" if retries else "")
    runtime = text(host, "Runtime")
    kept = {path: options for path, options in tmpfs(inspect, "").items() if options}
    plain_log = text(logging, "Type") in LOG_DRIVERS and not options
    return {
        "restart_policy": None if policy in {"", "no"} else policy,
        "log_driver": None if plain_log else {"type": text(logging, "Type"), "options": options},
        "init": flag(host, "Init"),
        "tty": flag(mapping(inspect, "Config"), "Tty"),
        "oci_runtime": None if runtime in OCI_RUNTIMES else runtime,
        "tmpfs": _or_null(kept),
    }


def _seldom(inspect: Document, host: Document, naming: Naming) -> dict[str, Json]:
    """What few containers have; no records of the others."""
    networks = mapping(inspect, "NetworkSettings", "Networks")
    own_names = {text(inspect, "Id")[:12], text(inspect, "Name").lstrip("/")}
    values: dict[str, Json] = {
        "network_aliases": {
            naming.without_project(name): [*sorted(aliases)]
            for name in networks
            if name not in NETWORKS and (aliases := set(texts(mapping(networks, name), "Aliases")) - own_names)
        },
        "network_addresses": {
            naming.without_project(name): {**pairs(mapping(networks, name), "IPAMConfig")}
            for name in networks
            if mapping(networks, name, "IPAMConfig").keys() & {"IPv4Address", "IPv6Address"}
        },
        "links": [*sorted(link.rpartition(":")[2].rpartition("/")[2] for link in texts(host, "Links"))],
        "storage_opt": {**pairs(host, "StorageOpt")},
        "cgroup_parent": text(host, "CgroupParent"),
        "cpu_realtime_runtime": _positive(host, "CpuRealtimeRuntime"),
        **{key: _rates(host, field) for key, field in BLKIO_RATES.items()},
    }
    return {key: value for key, value in values.items() if value}


def _rates(host: Document, field: str) -> list[Json]:
    return [*sorted(f"{text(one, 'Path')}:{number(one, 'Rate')}" for one in mappings(host, field))]


def _or_null(value: Any) -> Any:
    return value or None


def _positive(document: Document, name: str) -> int | None:
    """A limit: null, 0 and -1 all say that there is none."""
    value = number(document, name)
    return value if value > 0 else None


def _joined(host: Document, name: str) -> str | None:
    value = text(host, name)
    return None if value in {"", "private", "shareable"} else Naming.anonymous(value)


def _device(device: Document) -> str:
    inside, outside = text(device, "PathInContainer"), text(device, "PathOnHost")
    return f"{outside}:{inside}:{text(device, 'CgroupPermissions') or 'rwm'}"


def _device_requests(host: Document) -> list[Json]:
    return [
        {
            "driver": text(request, "Driver"),
            "count": number(request, "Count"),
            "device_ids": list(texts(request, "DeviceIDs")),
            "capabilities": [list(group) for group in text_lists(request, "Capabilities")],
        }
        for request in mappings(host, "DeviceRequests")
    ]


def _security_options(host: Document) -> list[str]:
    """In one spelling, a seccomp profile by its digest; label=disable is left out where Docker adds it by itself."""
    adds_label = flag(host, "Privileged") or "host" in {text(host, "PidMode"), text(host, "IpcMode")}
    found = set()
    for option in texts(host, "SecurityOpt"):
        name, _, value = re.sub(r"\A([a-z-]+):", r"\1=", option).partition("=")
        if value.lstrip().startswith("{"):
            value = f"sha256:{hashlib.sha256(to_bytes(value)).hexdigest()}"
        found.add(name if name == "no-new-privileges" and value in {"", "true"} else f"{name}={value}")
    return sorted(found - ({"label=disable"} if adds_label else set()) - {"no-new-privileges=false"})


def _ulimits(host: Document, engine: str) -> list[str]:
    limits = {
        (text(limit, "Name").removeprefix("RLIMIT_").lower(), number(limit, "Soft"), number(limit, "Hard"))
        for limit in mappings(host, "Ulimits")
    }
    made = PODMAN_ULIMITS if engine == "podman" else frozenset()
    return sorted(f"{name}={soft}:{hard}" for name, soft, hard in limits - made)


def _published(host: Document) -> list[str]:
    """["127.0.0.1:8080->80/tcp"]; `*` stands for every address, and for a port that the engine chooses."""
    found = set()
    for port in mapping(host, "PortBindings"):
        for binding in mappings(mapping(host, "PortBindings"), port):
            address, chosen = text(binding, "HostIp"), text(binding, "HostPort")
            address = "*" if address in {"", "0.0.0.0", "::"} else address  # noqa: S104 - compared, not bound
            found.add(f"{address}:{'*' if chosen in {'', '0'} else chosen}->{port}")
    return sorted(found)


def _tmpfs_options(options: str) -> str:
    return ",".join(sorted({one for one in options.split(",") if one} - TMPFS_DEFAULTS))
