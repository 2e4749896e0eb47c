"""A small dpkg database: of the packages that own the files which were taken, with what dpkg itself says of them (dpkg(1), deb-control(5))."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from drift.demo.nodes import Tree, file, folder

STATUS = "var/lib/dpkg/status"
STATUS_OLD = f"{STATUS}-old"
INFO = "var/lib/dpkg/info"
_STANZA_NAME = re.compile(r"^Package: (\S+)$", re.MULTILINE)
_INSTALLED = re.compile(r"^Status: \S+ ok installed$", re.MULTILINE)
_VERSION = re.compile(r"^(Version: )(\S+)$", re.MULTILINE)
_LARGEST_LICENCE = 64 << 10


@dataclass(frozen=True, slots=True)
class Package:
    name: str
    info: str
    """Name of its files in dpkg's info directory: "libc6:amd64"."""
    stanza: str
    """As in status, without the empty line after it."""
    files: tuple[str, ...]
    """Regular files of it that are in the tree, without leading slash."""
    listed: tuple[str, ...]
    """What its list says of that tree, as dpkg writes it: with a leading slash, directories too."""

    @property
    def version(self) -> str:
        found = _VERSION.search(self.stanza)
        return found[2] if found else ""


def owners(tree: Tree, root: Path = Path("/")) -> tuple[Package, ...]:
    """The installed packages that own the regular files of a tree that was taken from this machine, by name."""
    status = root / STATUS
    if not status.is_file():
        return ()
    stanzas = _stanzas(status.read_text(errors="replace"))
    listings = {listing.name.removesuffix(".list"): listing for listing in sorted((root / INFO).glob("*.list"))}
    found = (_package(info, listing, tree, stanzas) for info, listing in listings.items())
    return tuple(package for package in found if package is not None)


def _stanzas(status: str) -> dict[str, str]:
    """Name of the package, and of its info files where that is another, → stanza."""
    stanzas: dict[str, str] = {}
    for stanza in status.split("\n\n"):
        name = _STANZA_NAME.search(stanza)
        if name and _INSTALLED.search(stanza):
            architecture = re.search(r"^Architecture: (\S+)$", stanza, re.MULTILINE)
            stanzas[name[1]] = stanzas[f"{name[1]}:{architecture[1] if architecture else ''}"] = stanza.strip("\n")
    return stanzas


def _package(info: str, listing: Path, tree: Tree, stanzas: dict[str, str]) -> Package | None:
    lines = listing.read_text(errors="replace").splitlines()
    places = {line: place for line in lines if (place := _place(line, tree))}
    files = tuple(sorted({place for place in places.values() if tree[place].content}))
    if not files or info not in stanzas:
        return None
    return Package(info.partition(":")[0], info, stanzas[info], files, ("/.", *places))


def _place(line: str, tree: Tree) -> str:
    """Where a listed path lies in the tree: a package of before the merge of /usr lists /bin/sed (Debian's usrmerge)."""
    path = line.strip("/")
    return next((place for place in (path, f"usr/{path}") if place in tree), "")


def made_up(name: str, version: str, tree: Tree) -> Package:
    """A package for the files of a tree, where the machine has no dpkg."""
    stanza = "\n".join(
        (
            f"Package: {name}",
            "Status: install ok installed",
            "Priority: optional",
            "Section: misc",
            "Maintainer: container-drift demo <demo@container-drift.invalid>",
            "Architecture: all",
            f"Version: {version}",
            "Description: files of the demo",
        )
    )
    files = tuple(sorted(path for path, node in tree.items() if node.content))
    return Package(name, name, stanza, files, ("/.", *(f"/{path}" for path in files)))


def licences(packages: Iterable[Package], root: Path = Path("/")) -> Tree:
    """The copyright file of each package, where this machine keeps it and it is short."""
    names = (f"usr/share/doc/{package.name}/copyright" for package in packages)
    places = {name: root / name for name in names}
    return {
        name: file(place.read_bytes())
        for name, place in places.items()
        if place.is_file() and not place.is_symlink() and place.stat().st_size <= _LARGEST_LICENCE
    }


def database(packages: Iterable[Package], tree: Tree) -> Tree:
    """status, and for each package its list and checksums."""
    ordered = sorted(packages, key=lambda package: package.info)
    files: Tree = {STATUS: file("".join(f"{one.stanza}\n\n" for one in ordered).encode())}
    for one in ordered:
        files[f"{INFO}/{one.info}.list"] = file("".join(f"{line}\n" for line in one.listed))
        files[f"{INFO}/{one.info}.md5sums"] = file(checksums({path: tree[path].content for path in one.files}))
    return {INFO: folder(), f"{INFO}/format": file("1\n"), **files}


def checksums(contents: dict[str, bytes]) -> str:
    """As in NAME.md5sums: the format is what it is, nothing is proven by it."""
    return "".join(
        f"{hashlib.md5(content, usedforsecurity=False).hexdigest()}  {path}\n"
        for path, content in sorted(contents.items())
    )


def upgraded(status: str, name: str, version: str) -> str:
    """A status file, or one stanza, in which a package has another version."""
    stanzas = status.split("\n\n")
    return "\n\n".join(_VERSION.sub(rf"\g<1>{version}", one) if _is_named(one, name) else one for one in stanzas)


def _is_named(stanza: str, name: str) -> bool:
    found = _STANZA_NAME.search(stanza)
    return found is not None and found[1] == name
