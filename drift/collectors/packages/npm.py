"""Installed Node.js packages: package.json of each directory in a node_modules (npm's package.json(5), folders(5)).

The layouts of npm, Yarn, pnpm and Bun: node_modules/NAME, node_modules/@SCOPE/NAME, and below each of these again; the packages
themselves in node_modules/.pnpm/ID/node_modules, .store or .bun, with links to them. Debian's in usr/share/nodejs. A package.json
anywhere else is a project, or a part of a package: no installed package.
"""

import re
from typing import BinaryIO

from drift.collectors.interface import Collector
from drift.collectors.json_document import json_object, objects, string
from drift.collectors.packages.package import package
from drift.model.canonical import Document, Json
from drift.model.records import Kind

_NAME = r"(?:@[^/]+/)?[^/@.][^/]*"
_STORE = r"\.(?:pnpm|store|bun)/[^/]+"
_INSTALLED = re.compile(
    rf"(?:(?:{_STORE}|{_NAME})/node_modules/)*(?:{_NAME}|{_STORE}/package)/package\.json\Z", re.DOTALL
)
"""What follows the outermost node_modules. In a directory of a package, other than node_modules, npm sees nothing: fixtures lie there."""

_DEBIAN = "usr/share/nodejs/"
_UNPACKED = re.compile(r"(?P<root>opt/yarn-v[^/]+)/package\.json\Z")
"""Yarn 1 as its own archive installs it, and the official images of Node.js."""

_OUTER_STORE = re.compile(r"(?:/\.pnpm|/\.yarn/unplugged)/[^/]+/node_modules\Z")
"""Where a store lies beside node_modules, all of it is one place."""


def parse(content: BinaryIO, name: str) -> list[dict[str, Json]] | None:
    """The one package. None without name or version: npm goes by the directory then, and lists it without version.

    Text that is no JSON is Unreadable: npm ls says "invalid" of it and ends with an error.
    """
    document = json_object(content, name)
    stated, version = string(document.get("name")), string(document.get("version"))
    if not stated or not version:
        return None
    scope, _, bare = stated.rpartition("/")
    return [package("npm", bare, version, namespace=scope or None, licence=_licence(document))]


def _licence(document: Document) -> str | None:
    """An SPDX expression; an object with a type, and a list of these, are npm's older forms."""
    stated = document.get("license") or document.get("licenses")
    if isinstance(stated, str):
        return string(stated)
    listed = objects(stated) or objects([stated])
    return " OR ".join(filter(None, (string(one.get("type")) for one in listed))) or None


def tree_root(path: str) -> str:
    """The outermost node_modules: of one application, or of what npm installed globally."""
    if unpacked := _UNPACKED.match(path):
        return unpacked["root"]
    if path.startswith(_DEBIAN):
        return _DEBIAN.rstrip("/")
    return _OUTER_STORE.sub("", _outermost(path)[0])


def is_installed(path: str) -> bool:
    """Would Node.js or npm find a package there?"""
    if _UNPACKED.match(path):
        return True
    below = path.removeprefix(_DEBIAN) if path.startswith(_DEBIAN) else _outermost(path)[1]
    return _INSTALLED.match(below) is not None


def _outermost(path: str) -> tuple[str, str]:
    """The outermost node_modules, and what follows it."""
    before, name, below = f"/{path}".partition("/node_modules/")
    return f"{before}{name}".strip("/"), below


NPM = Collector(
    name="npm",
    version=1,
    kind=Kind.PACKAGES,
    globs=("**/node_modules/**/package.json", f"{_DEBIAN}**/package.json", "opt/yarn-v*/package.json"),
    place=is_installed,
    parse=parse,
    root=tree_root,
)
