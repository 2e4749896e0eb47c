"""Other bases for the demo's image than this machine's own: busybox with a distroless database, and no programs at all."""

from functools import cache

from drift.demo.base import Base, Upgradable, host_base, plain_base
from drift.demo.debian import checksums, made_up
from drift.demo.nodes import Tree, file, folder, link, with_parents
from drift.model.oci import Platform
from tests.engines import images

APPLETS = ("cat", "chmod", "cp", "mv", "sh", "sleep")
STATUS_D = "var/lib/dpkg/status.d"
NOT_MERGED = (
    "bin",
    "dev",
    "etc",
    "lib",
    "proc",
    "run",
    "sys",
    "usr/bin",
    "usr/local/bin",
    "usr/share/zoneinfo",
    "var/lib",
)


@cache
def of_this_machine() -> Base:
    return host_base()


@cache
def of_files_alone() -> Base:
    return plain_base("the test has no programs")


@cache
def distroless() -> Base:
    """A file for each package in status.d, beside it the checksums of its files; /bin is no link; one static program."""
    busybox: Tree = {"bin/busybox": file(images.busybox(), 0o755)}
    zones: Tree = {"usr/share/zoneinfo/Etc": file("TZif2 Etc\n"), "usr/share/zoneinfo/UTC": file("TZif2 UTC\n")}
    packages = [made_up("busybox-static", "1:1.35.0-4", busybox), made_up("tzdata", "2025b-0+deb12u1", zones)]
    tree: Tree = {path: folder() for path in NOT_MERGED} | {"tmp": folder(0o1777)} | busybox | zones
    tree |= {f"bin/{name}": link("busybox") for name in APPLETS}
    tree["etc/os-release"] = file('ID="distroless"\nNAME="Distroless"\n')
    tree["etc/issue"] = file("distroless\n")
    for package in packages:
        stanza = "".join(f"{line}\n" for line in package.stanza.splitlines() if not line.startswith("Status:"))
        tree[f"{STATUS_D}/{package.name}"] = file(stanza)
        tree[f"{STATUS_D}/{package.name}.md5sums"] = file(
            checksums({path: tree[path].content for path in package.files})
        )
    upgradable = Upgradable(packages[1], f"{STATUS_D}/tzdata", f"{STATUS_D}/tzdata.md5sums")
    architecture = Platform.of("linux", images.ARCHITECTURE).architecture
    return Base(with_parents(tree), upgradable, "distroless", architecture, binary="bin/busybox")


BASES = {"this machine": of_this_machine, "distroless": distroless, "files alone": of_files_alone}
