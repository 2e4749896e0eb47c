"""The engines that the tests start, and how: one recipe each. They share nothing with an engine that runs on the machine."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tests.engines.cache import Debian, Unavailable

SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
SOCKET = "engine.sock"
DOCKERD_FLAGS = ("--bridge=none", "--iptables=false", "--ip6tables=false", "--userland-proxy=false")

# Debian 12 has Docker 20.10, 13 has 26.1; forky is in motion: run on where it can be had.
MINIMAL = ("--variant=minbase",)
BOOKWORM = Debian("bookworm", ("docker.io", "iptables", "ca-certificates"), MINIMAL)
TRIXIE = Debian("trixie", ("docker.io", "iptables", "ca-certificates"), MINIMAL)
FORKY = Debian(
    "forky",
    ("docker.io", "docker-cli", "iptables", "ca-certificates"),
    (*MINIMAL, "--aptopt=Acquire::Check-Valid-Until false"),
)

# A container starts only below a real mount root: hence a mount namespace and pivot_root(8). $1 is the root, $2 the engine's folder.
# Nothing is written in the root, so that any number of engines share it.
IN_ROOT = """
mount --bind "$1" "$1"
cd "$1"
mount -t proc proc proc
mount --rbind /sys sys
mount --rbind /dev dev
mount -t tmpfs tmpfs run
mount -t tmpfs tmpfs tmp
mount --bind "$2" mnt
if [ -e mnt/subordinate ]; then mount --bind mnt/subordinate etc/subuid; mount --bind mnt/subordinate etc/subgid; fi
mount -t tmpfs tmpfs media
mkdir media/old
pivot_root . media/old
cd /
umount -l /media/old
umount /media
mount -o remount,bind,ro /
shift 2
exec "$@"
"""

# IDs for user namespaces (subuid(5)), of a user that every Debian has and nobody is; $1 is the engine's folder.
USER = "daemon"
SUBORDINATE = f"{USER}:200000:65536\n"
WITH_SUBORDINATE = """
mount --bind "$1/subordinate" /etc/subuid
mount --bind "$1/subordinate" /etc/subgid
shift
exec "$@"
"""
REMAP = f"--userns-remap={USER}"

CONTAINERD_STORE = '{"features": {"containerd-snapshotter": true}}'
KEY_FILE = '{{"deprecated-key-path": "{folder}/key.json"}}'  # else 20.10 writes one in /etc/docker

CONTAINERS_CONF = """
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
lock_type = "file"
tmp_dir = "{folder}/tmp"
static_dir = "{folder}/static"
volume_path = "{folder}/volumes"
[network]
network_config_dir = "{folder}/networks"
"""


@dataclass(frozen=True)
class Recipe:
    """How to start one engine. `find` says quickly what there is, `command` prepares the engine's folder; both may raise Unavailable."""

    name: str
    kind: str
    store: str
    find: Callable[[], str]
    command: Callable[[Path], tuple[str, ...]]
    variables: Mapping[str, str] = field(default_factory=dict)

    def check(self) -> str:
        if sys.platform != "linux":
            raise Unavailable("engines are started on Linux only")
        if os.geteuid() != 0:
            raise Unavailable("starting an engine needs root")
        if shutil.which("docker", path=SYSTEM_PATH) is None:
            raise Unavailable("the docker client is not installed")
        return self.find()

    def environment(self, folder: Path) -> dict[str, str]:
        private = {"PATH": SYSTEM_PATH, "HOME": str(folder)}
        return private | {key: value.format(folder=folder) for key, value in self.variables.items()}


@cache
def version_of(program: str) -> str:
    """The third word of `PROGRAM --version`, or nothing."""
    path = shutil.which(program, path=SYSTEM_PATH)
    if path is None:
        return ""
    return subprocess.run((path, "--version"), capture_output=True, text=True, check=True).stdout.split()[2].rstrip(",")


def dockerd(folder: str) -> tuple[str, ...]:
    """dockerd(8) with everything of its own below a folder; the machine's daemon.json is not read."""
    paths = ("--host", f"unix://{folder}/{SOCKET}", "--data-root", f"{folder}/data", "--exec-root", f"{folder}/exec")
    files = ("--pidfile", f"{folder}/pid", "--config-file", f"{folder}/daemon.json")
    return ("dockerd", *paths, *files, *DOCKERD_FLAGS)


def in_namespace(script: str) -> tuple[str, ...]:
    """A shell in a mount namespace of its own; the script's arguments follow."""
    return ("unshare", "--mount", "--propagation", "private", "sh", "-euc", script, "sh")


def dockerd_in(debian: Debian, settings: str, *flags: str) -> Callable[[Path], tuple[str, ...]]:
    def command(folder: Path) -> tuple[str, ...]:
        (folder / "daemon.json").write_text(settings)
        return (*in_namespace(IN_ROOT), str(debian.root()), str(folder), *dockerd("/mnt"), *flags)

    return command


def dockerd_of(debian: Debian) -> Callable[[], str]:
    def find() -> str:
        return f"Docker {debian.version('docker.io')}, Debian {debian.suite}"

    return find


def docker_20_command(folder: Path) -> tuple[str, ...]:
    """The machine's own program where it is a 20.10, else Debian 12's in a root of its own."""
    if not version_of("dockerd").startswith("20.10."):
        return dockerd_in(BOOKWORM, KEY_FILE.format(folder="/mnt"))(folder)
    (folder / "daemon.json").write_text(KEY_FILE.format(folder=folder))
    return dockerd(str(folder))


def find_docker_20() -> str:
    version = version_of("dockerd")
    return f"Docker {version}" if version.startswith("20.10.") else dockerd_of(BOOKWORM)()


def podman(folder: Path, *options: str) -> tuple[str, ...]:
    (folder / "containers.conf").write_text(CONTAINERS_CONF.format(folder=folder))
    data = ("--root", f"{folder}/data", "--runroot", f"{folder}/exec", "--storage-driver", "overlay")
    return ("podman", *data, *options, "system", "service", "--time", "0", f"unix://{folder}/{SOCKET}")


def podman_command(folder: Path) -> tuple[str, ...]:
    return podman(folder)


def find_podman() -> str:
    version = version_of("podman")
    if not version:
        raise Unavailable("podman is not installed")
    if not version_of("runc"):
        raise Unavailable("runc is not installed")
    return f"Podman {version}"


def with_subordinate(command: Callable[[Path], tuple[str, ...]]) -> Callable[[Path], tuple[str, ...]]:
    """The engine has IDs to give to user namespaces, and its folder is open to who is not root."""

    def prepared(folder: Path) -> tuple[str, ...]:
        (folder / "subordinate").write_text(SUBORDINATE)
        folder.chmod(0o711)
        return command(folder)

    return prepared


def docker_20_remapped(folder: Path) -> tuple[str, ...]:
    if not version_of("dockerd").startswith("20.10."):
        return dockerd_in(BOOKWORM, KEY_FILE.format(folder="/mnt"), REMAP)(folder)
    return (*in_namespace(WITH_SUBORDINATE), str(folder), *docker_20_command(folder), REMAP)


def podman_of_a_user(folder: Path) -> tuple[str, ...]:
    """Rootless: the user's subordinate IDs are set up by newuidmap(1); native overlay, as Linux has it for users since 5.11."""
    engine = podman_command(folder)
    shutil.chown(folder, USER, USER)
    for path in folder.iterdir():
        shutil.chown(path, USER, USER)
    as_user = ("setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups")
    return (*in_namespace(WITH_SUBORDINATE), str(folder), *as_user, *engine)


def find_podman_of_a_user() -> str:
    if shutil.which("newuidmap", path=SYSTEM_PATH) is None:
        raise Unavailable("newuidmap (uidmap) is not installed")
    return f"{find_podman()}, rootless"


def podman_with_fuse(folder: Path) -> tuple[str, ...]:
    return podman(folder, f"--storage-opt=overlay.mount_program={shutil.which('fuse-overlayfs', path=SYSTEM_PATH)}")


def find_podman_with_fuse() -> str:
    if shutil.which("fuse-overlayfs", path=SYSTEM_PATH) is None or not Path("/dev/fuse").exists():
        raise Unavailable("fuse-overlayfs or /dev/fuse is not there")
    return f"{find_podman()}, fuse-overlayfs"


RECIPES = (
    Recipe("docker-20.10", "docker", "classic", find_docker_20, docker_20_command),
    Recipe("docker-26.1", "docker", "containerd", dockerd_of(TRIXIE), dockerd_in(TRIXIE, CONTAINERD_STORE)),
    Recipe(
        "podman-4.3", "podman", "classic", find_podman, podman_command, {"CONTAINERS_CONF": "{folder}/containers.conf"}
    ),
    Recipe("docker-28.5", "docker", "containerd", dockerd_of(FORKY), dockerd_in(FORKY, CONTAINERD_STORE)),
)
FURTHER = (
    Recipe("docker-20.10-remapped", "docker", "classic", find_docker_20, with_subordinate(docker_20_remapped)),
    Recipe(
        "docker-26.1-remapped",
        "docker",
        "classic",
        dockerd_of(TRIXIE),
        with_subordinate(dockerd_in(TRIXIE, "{}", REMAP)),
    ),
    Recipe(
        "podman-4.3-rootless",
        "podman",
        "classic",
        find_podman_of_a_user,
        with_subordinate(podman_of_a_user),
        {"CONTAINERS_CONF": "{folder}/containers.conf", "XDG_RUNTIME_DIR": "{folder}/exec"},
    ),
    Recipe(
        "podman-4.3-fuse",
        "podman",
        "classic",
        find_podman_with_fuse,
        podman_with_fuse,
        {"CONTAINERS_CONF": "{folder}/containers.conf"},
    ),
)
"""Engines whose containers have user namespaces, or another root than an overlay of the kernel's: for the tests that ask for them."""
