"""The base of the demo's image: a shell, coreutils and their libraries as this machine has them, users, and dpkg's database of them."""

import sys
from dataclasses import dataclass, field, replace
from pathlib import Path

from drift.demo.debian import INFO, STATUS, Package, database, licences, made_up, owners
from drift.demo.nodes import Tree, file, folder, with_parents
from drift.demo.programs import Machine, take_all

SHELL = "bin/sh"
NEEDED = ("chmod", "cp", "mv", "sleep")
"""Programs that the containers and the injectors run, beside the shell."""
_MORE = ("cat", "env", "grep", "head", "id", "ls", "mkdir", "rm", "sed", "tail")
_MAY_BE_UPGRADED = ("sed", "grep")
_DIRECTORIES = {
    **dict.fromkeys(("dev", "etc", "home", "opt", "proc", "run", "srv", "sys", "usr/bin", "usr/local/bin"), 0o755),
    **dict.fromkeys(("usr/share/doc", "var/cache", "var/lib/dpkg", "var/log"), 0o755),
    "root": 0o700,
    "tmp": 0o1777,
    "var/tmp": 0o1777,
}
_OS_RELEASE = 'ID=debian\nNAME="container-drift demo"\nPRETTY_NAME="container-drift demo"\n'
_ETC = {
    "etc/passwd": "root:x:0:0:root:/root:/bin/sh\nshop:x:1000:1000:shop:/opt/shop:/bin/sh\n",
    "etc/group": "root:x:0:\nshop:x:1000:\n",
    "etc/issue": "Made by the demo of container-drift.\n",
}
_REPORT = '#!/bin/sh\n# Prints what is in stock.\nexec cat "${SHOP_STOCK:-/var/lib/shop/stock.csv}"\n'


@dataclass(frozen=True, slots=True)
class Upgradable:
    """The package that somebody upgrades by hand, and where its database is."""

    package: Package
    status: str
    """The file that its stanza stands in."""
    checksums: str


@dataclass(frozen=True, slots=True)
class Base:
    tree: Tree = field(repr=False)
    upgradable: Upgradable
    distribution: str
    """ID of its os-release: the namespace of its packages' purls."""
    architecture: str = ""
    """Of its programs, "" where there are none and nothing can run."""
    lacks: str = ""
    """Why there are none."""
    binary: str = "usr/bin/stock-report"
    """An executable file that can be copied: no link."""


def host_base() -> Base:
    """Of this machine's own files, which are only read. Without Linux programs to be had, files alone."""
    if sys.platform != "linux":
        return plain_base(f"this machine runs {sys.platform}, and containers need programs of Linux")
    try:
        return machine_base(Path("/"))
    except (LookupError, ValueError) as error:
        return plain_base(f"the programs of this machine cannot be copied: {error}")


def machine_base(root: Path) -> Base:
    """Of the files below `root`. LookupError where it lacks a program or a library, ValueError for a damaged program."""
    machine = Machine(root)
    shell = machine.take_program(SHELL)
    programs = take_all(machine, (*NEEDED, *_MORE))
    missing = [name for name in NEEDED if name not in programs]
    if shell is None or missing:
        raise LookupError(f"no program {missing[0] if missing else SHELL!r}")
    needed = {machine.take(path) for name, path in programs.items() if name in NEEDED} | {machine.take(SHELL)}
    found = owners(machine.taken, root)
    may_be = [package for name in _MAY_BE_UPGRADED for package in found if _owns(package, machine, programs.get(name))]
    upgradable = next((package for package in may_be if needed.isdisjoint(package.files)), None)
    distribution = _distribution(machine) if upgradable else ""
    if upgradable and distribution:
        tree = _skeleton() | machine.taken | licences(found, root)
        made = _base(tree, owners(tree, root), upgradable.name, distribution)
        return replace(made, architecture=shell.architecture, binary=machine.take(SHELL))
    report = _report()
    packages = (made_up("demo-base", "1.0-1", machine.taken), made_up("stock-report", "2.1-1", report))
    tree = _skeleton() | machine.taken | report | {"etc/os-release": file(_OS_RELEASE)}
    made = _base(tree, packages, "stock-report", "debian")
    return replace(made, architecture=shell.architecture, binary=machine.take(SHELL))


def plain_base(lacks: str) -> Base:
    """Files alone: no container runs from it, and everything about it can be compared. The same on every machine."""
    report = _report()
    shell = {SHELL: file(b"", 0o755)}  # its scripts name one, and nothing is run here
    tree = _skeleton() | report | shell | {"etc/os-release": file(_OS_RELEASE)}
    made = _base(tree, (made_up("stock-report", "2.1-1", report),), "stock-report", "debian")
    return replace(made, lacks=lacks)


def _base(tree: Tree, packages: tuple[Package, ...], name: str, distribution: str) -> Base:
    package = next(one for one in packages if one.name == name)
    upgradable = Upgradable(package, STATUS, f"{INFO}/{package.info}.md5sums")
    return Base(with_parents(tree | database(packages, tree)), upgradable, distribution)


def _skeleton() -> Tree:
    directories = {path: folder(mode) for path, mode in _DIRECTORIES.items()}
    return directories | {path: file(content) for path, content in _ETC.items()}


def _report() -> Tree:
    return {"usr/bin/stock-report": file(_REPORT, 0o755)}


def _owns(package: Package, machine: Machine, program: str | None) -> bool:
    return program is not None and machine.take(program) in package.files


def _distribution(machine: Machine) -> str:
    """ID of this machine's os-release, which is taken; "" where it has none."""
    try:
        content = machine.taken[machine.take("etc/os-release")].content.decode(errors="replace")
    except LookupError:
        return ""
    return next((line.partition("=")[2].strip("\"'") for line in content.splitlines() if line.startswith("ID=")), "")
