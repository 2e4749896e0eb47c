"""Says which programs the tests lack on this machine and what for; as root on Debian or Ubuntu, installs them."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SYSTEM_PATH = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/sbin"))
POLICY = Path("/usr/sbin/policy-rc.d")  # asked by Debian's packages before they start a service (invoke-rc.d(8))
FORBIDDEN = "#!/bin/sh\nexit 101\n"  # "action forbidden by policy"


def find(program: str) -> str | None:
    return shutil.which(program, path=SYSTEM_PATH)


def is_static(path: str) -> bool:
    """Whether an ELF program names no loader: its interpreter stands in the first page."""
    with Path(path).open("rb") as program:
        return b"/ld-" not in program.read(4096)


@dataclass(frozen=True)
class Need:
    program: str
    package: str
    why: str
    fits: Callable[[str], bool] = bool

    @property
    def is_met(self) -> bool:
        path = find(self.program)
        return path is not None and self.fits(path)


NEEDS = (
    Need("dockerd", "docker.io", "a real Docker with the classic image store"),
    Need("docker", "docker.io", "the client that makes the tests' containers"),
    Need("iptables", "iptables", "dockerd looks for it even where it is told to leave the firewall alone"),
    Need("podman", "podman", "a real Podman"),
    Need("runc", "runc", "Podman's runtime: crun refuses hybrid cgroups"),
    Need("fuse-overlayfs", "fuse-overlayfs", "a Podman whose containers have no overlay of the kernel's"),
    Need("newuidmap", "uidmap", "a Podman of a user, without root"),
    Need("catatonit", "catatonit", "the init of podman run --init"),
    Need("busybox", "busybox-static", "the smallest image with a shell", is_static),
    Need("docker-registry", "docker-registry", "a real registry that engines push to and pull from"),
    Need("mmdebstrap", "mmdebstrap", "a Debian image, and the root in which Docker 26.1 runs"),
    Need("skopeo", "skopeo", "an independent reader and writer of image archives"),
    Need("umoci", "umoci", "an independent image unpacker"),
    Need("zstd", "zstd", "an independent zstd for compressed layers"),
    Need("readelf", "binutils", "an independent reader of ELF files"),
    Need("openssl", "openssl", "certificates for an engine behind TLS"),
    Need("ssh", "openssh-client", "the program that ssh:// addresses go through"),
    Need("sshd", "openssh-server", "a real server for them, on a port of its own"),
    Need("chromium", "chromium", "the HTML report in a real browser"),
    Need("chromedriver", "chromium-driver", "drives the browser"),
    Need("rpmbuild", "rpm", "real rpm packages and databases, and rpm's own listing of them"),
    Need("strace", "strace", "kills a command at its nth call that writes"),
    Need("bindfs", "bindfs", "a file system on which processes share no memory"),
    Need("faketime", "faketime", "a clock that is set back"),
    Need("npm", "npm", "real node_modules, npm's own listing of them, and axe-core"),
    Need("gem", "ruby", "real gems, and RubyGems' own listing of them"),
    Need("systemd-analyze", "systemd", "checks the units that drift schedule writes, and a manager starts them"),
    Need("cron", "cron", "a real cron, which starts what drift schedule writes"),
)


def missing() -> list[Need]:
    return [need for need in NEEDS if not need.is_met]


@contextmanager
def no_service_started() -> Iterator[None]:
    """Installing docker.io starts a daemon for the whole machine: the tests start their own, and no other."""
    before = POLICY.with_name(POLICY.name + ".before-drift")
    if POLICY.exists():
        POLICY.rename(before)
    try:
        POLICY.write_text(FORBIDDEN)
        POLICY.chmod(0o755)
        yield
    finally:
        POLICY.unlink(missing_ok=True)
        if before.exists():
            before.rename(POLICY)


def apt(*arguments: str) -> bool:
    """What it complains about is shown, its progress is not."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    command = ("apt-get", "-qq", *arguments)
    quiet = subprocess.DEVNULL
    return subprocess.run(command, env=environment, stdin=quiet, stdout=quiet, check=False).returncode == 0


def install(packages: list[str]) -> None:
    """All at once, which is quick; where one of them cannot be had, each for itself, so that the others are."""
    apt("update")
    flags = ("-y", "--no-install-recommends", "-o", "Dpkg::Use-Pty=0")
    with no_service_started():
        if not apt("install", *flags, *packages):
            for package in packages:
                apt("install", *flags, package)


def main() -> int:
    needs = missing()
    for need in needs:
        print(f"missing: {need.program}, {need.why} (package {need.package})")
    packages = sorted({need.package for need in needs})
    if packages and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing with apt-get, as root: {' '.join(packages)}", flush=True)
        install(packages)
        needs = missing()
    if needs:
        print(f"Without {', '.join(need.program for need in needs)} the tests that need them are skipped, and say so.")
        print(f"On Debian or Ubuntu, as root: apt-get install {' '.join(sorted({need.package for need in needs}))}")
    else:
        print(f"The {len(NEEDS)} programs that the tests use are here.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
