"""Installed Lua rocks: rocks-LUA/NAME/VERSION/NAME-VERSION.rockspec (LuaRocks' rocks tree). A rockspec elsewhere is a recipe.

A rockspec is a program, which is never run: name and version are assigned as literals at its top level.
"""

import re
from typing import BinaryIO

from drift.collectors.interface import Collector, Unreadable
from drift.collectors.packages.package import package
from drift.model.canonical import Json, to_text
from drift.model.records import Kind

_FIELD = re.compile(r"""^(package|version)\s*=\s*(["'])(.*?)\2""", re.MULTILINE)
_LICENCE = re.compile(r"""\blicense\s*=\s*(["'])(.*?)\1""")
_PLACE = re.compile(
    r"(?P<root>(?:.*/)?rocks(?:-[\d.]+)?)/(?P<name>[^/]+)/(?P<version>[^/]+)/(?P=name)-(?P=version)\.rockspec\Z"
)


def parse(content: BinaryIO, name: str) -> list[dict[str, Json]]:
    """The one rock. LuaRocks fails on an installed rockspec without package or version: Unreadable."""
    text = to_text(content.read())
    found = {field: value for field, _, value in _FIELD.findall(text)}
    if not {"package", "version"} <= found.keys():
        raise Unreadable(f"{name} states no package or no version")
    licence = _LICENCE.search(text)
    return [package("luarocks", found["package"], found["version"], licence=licence[2] if licence else None)]


def is_installed(path: str) -> bool:
    return _PLACE.match(path) is not None


def rocks_tree(path: str) -> str:
    """The directory of all rocks for one version of Lua."""
    place = _PLACE.match(path)
    return place["root"] if place else ""


LUAROCKS = Collector(
    name="luarocks",
    version=1,
    kind=Kind.PACKAGES,
    globs=("**/*.rockspec",),
    place=is_installed,
    parse=parse,
    root=rocks_tree,
)
