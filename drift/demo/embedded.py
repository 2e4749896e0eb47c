"""The fleet without an engine: for each container an OCI runtime bundle (runtime-spec v1.0, bundle.md and config.md) from the image's own layers."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from drift.demo import policy
from drift.demo.containers import Declared
from drift.demo.image import Build, write_layout
from drift.demo.injectors.interface import Hand
from drift.demo.nodes import lay_out
from drift.demo.shop import COMMAND, HOME, image_environment, image_labels

DIRECTORIES = LAYOUT, BUNDLES, VOLUMES = "image", "containers", "volumes"
"""Directories that are made, and removed in the end."""

_CAPABILITIES = [
    f"CAP_{name}"
    for name in (
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP",
        "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
    )
]  # fmt: skip
"""What Docker gives a container that asks for nothing."""
_MOUNTS = (
    ("/proc", "proc", "proc", ["nosuid", "noexec", "nodev"]),
    ("/dev", "tmpfs", "tmpfs", ["nosuid", "strictatime", "mode=755", "size=65536k"]),
    ("/dev/pts", "devpts", "devpts", ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"]),
    ("/dev/shm", "tmpfs", "shm", ["nosuid", "noexec", "nodev", "mode=1777", "size=65536k"]),  # noqa: S108 - in the container
    ("/dev/mqueue", "mqueue", "mqueue", ["nosuid", "noexec", "nodev"]),
    ("/sys", "sysfs", "sysfs", ["nosuid", "noexec", "nodev", "ro"]),
)
_MASKED = [
    "/proc/acpi",
    "/proc/kcore",
    "/proc/keys",
    "/proc/latency_stats",
    "/proc/timer_list",
    "/proc/scsi",
    "/sys/firmware",
]
_DENIED = [
    "add_key", "bpf", "delete_module", "finit_module", "init_module", "kexec_file_load", "kexec_load", "keyctl", "mount",
    "open_by_handle_at", "perf_event_open", "pivot_root", "ptrace", "reboot", "request_key", "setns", "swapoff", "swapon",
    "umount2", "unshare", "userfaultfd",
]  # fmt: skip
"""System calls that engines keep from a container (seccomp(2)): the most dangerous of those that Docker's profile leaves out."""
_READ_ONLY = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"]


class Bundles:
    """Containers as directories below one directory."""

    mode = "embedded"

    def __init__(self, directory: Path, builds: dict[str, Build]) -> None:
        self._directory = directory
        self._builds = builds

    def prepare(self) -> None:
        """Write the image."""
        write_layout(self._builds.values(), self._directory / LAYOUT)

    def start(self, declared: Declared) -> Hand:
        """Make a bundle and its volumes; nothing runs."""
        bundle, build = self.bundle(declared), self._builds[declared.version]
        lay_out(build.tree, bundle / "rootfs")
        for destination in declared.empty_mounts:
            self._volume(declared, destination).mkdir(parents=True)
        document = self._specification(declared)
        (bundle / "config.json").write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
        return HandInDirectory(bundle / "rootfs")

    def settings(self, fleet: Sequence[Declared]) -> str:
        return policy.of_directories((declared.environment, self._target(declared)) for declared in fleet)

    def end(self, *, keep: bool) -> None:
        for name in () if keep else DIRECTORIES:
            shutil.rmtree(self._directory / name, ignore_errors=True)

    def bundle(self, declared: Declared) -> Path:
        return self._directory / BUNDLES / declared.name

    def _target(self, declared: Declared) -> dict[str, str]:
        """A [[environment.target]] of drift.toml."""
        image = f"oci-dir:{self._directory / LAYOUT}@{declared.version}"
        return {"reference": f"dir:{self.bundle(declared)}", "image": image, "service": declared.service}

    def _volume(self, declared: Declared, destination: str) -> Path:
        return self._directory / VOLUMES / f"{declared.name}{destination.replace('/', '-')}"

    def _specification(self, declared: Declared) -> dict[str, Any]:
        uid, _, gid = declared.user.partition(":")
        variables = {**image_environment(declared.version), **declared.variables}
        return {
            "ociVersion": "1.0.2",
            "process": {
                "terminal": False,
                "user": {"uid": int(uid), "gid": int(gid)},
                "args": list(COMMAND),
                "env": [f"{name}={value}" for name, value in variables.items()],
                "cwd": f"/{HOME}",
                "capabilities": dict.fromkeys(("bounding", "effective", "permitted"), _CAPABILITIES),
                "noNewPrivileges": False,
            },
            "root": {"path": "rootfs", "readonly": False},
            "hostname": "shop",
            "mounts": self._mounts(declared),
            "annotations": dict(image_labels(declared.version)),
            "linux": {
                "resources": {"memory": {"limit": declared.memory, "swap": 2 * declared.memory}},
                "namespaces": [{"type": name} for name in ("pid", "network", "ipc", "uts", "mount")],
                "seccomp": {
                    "defaultAction": "SCMP_ACT_ALLOW",
                    "syscalls": [{"names": _DENIED, "action": "SCMP_ACT_ERRNO"}],
                },
                "maskedPaths": _MASKED,
                "readonlyPaths": _READ_ONLY,
            },
        }

    def _mounts(self, declared: Declared) -> list[dict[str, Any]]:
        usual = [
            {"destination": destination, "type": kind, "source": source, "options": options}
            for destination, kind, source, options in _MOUNTS
        ]
        volumes = [
            {
                "destination": destination,
                "type": "bind",
                "source": str(self._volume(declared, destination)),
                "options": ["rbind", "rw"],
            }
            for destination in declared.empty_mounts
        ]
        return usual + volumes


class HandInDirectory:
    """Changes a root file system as somebody in the container would."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def read(self, path: str) -> bytes:
        return (self._root / path).read_bytes()

    def write(self, path: str, text: str) -> None:
        (self._root / path).write_text(text, encoding="utf-8")

    def append(self, path: str, text: str) -> None:
        with (self._root / path).open("a", encoding="utf-8") as target:
            target.write(text)

    def copy(self, path: str, to: str) -> None:
        shutil.copy(self._root / path, self._root / to)

    def chmod(self, path: str, mode: int) -> None:
        (self._root / path).chmod(mode)

    def move(self, path: str, to: str) -> None:
        (self._root / path).rename(self._root / to)
