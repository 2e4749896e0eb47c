"""Lock files that are TOML with a table for each package: Cargo.lock, poetry.lock, uv.lock, pdm.lock and pylock.toml (PEP 751).

Their programs write them alike, one field a line, and they are read as such: a TOML parser takes 5 times as long (500 packages of uv: 104 ms, so 19).
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

from drift.collectors.declared.declared import LIMIT, NOT_OURS, declared, once
from drift.collectors.interface import Collector, Unreadable
from drift.collectors.packages.python import normalised
from drift.model.canonical import Json, to_text
from drift.model.records import Kind

CARGO = "Cargo.lock"

_TABLE = re.compile(r"^\[\[packages?\]\][ \t\r]*$", re.MULTILINE)
_END = re.compile(r"^\[", re.MULTILINE)
_FIELD = re.compile(r"^(name|version|source|optional|category|groups|markers?)[ \t]*=(.*)$", re.MULTILINE)
_LOCAL = re.compile(r"\{\s*(?:virtual|editable|directory)\s*=")
"""uv's source of the project itself and of the members of its workspace."""


def parse(content: BinaryIO, name: str) -> list[dict[str, Json]]:
    """All but the project itself. Unreadable for what has no such table and no head either: each of these programs refuses it."""
    text = to_text(content.read())
    head, *tables = _TABLE.split(text)
    if not tables and not re.search(r"^[\w-]+[ \t]*=|^\[", head, re.MULTILINE):
        raise Unreadable(f"{name} is no lock file")
    return once(_declared(tables, name))


def _declared(tables: list[str], name: str) -> Iterator[dict[str, Json]]:
    for table in tables:
        stated = _FIELD.findall(_END.split(table, maxsplit=1)[0])
        found = {field: value.strip() for field, value in stated}
        package_name, version = _text(found.get("name", "")), _text(found.get("version", ""))
        if not package_name:
            raise Unreadable(f"{name} has a package without a name: is the file cut off?")
        if not version or _is_the_project(found, name):
            continue  # a version that is worked out at each build is not locked
        if name == CARGO:
            yield declared("cargo", package_name, version)
        else:
            yield declared("pypi", normalised(package_name), version, optional=_is_optional(found))


def _is_the_project(found: dict[str, str], name: str) -> bool:
    """Cargo gives no source to what lies in the workspace."""
    return "source" not in found if name == CARGO else _LOCAL.match(found.get("source", "")) is not None


def _is_optional(found: dict[str, str]) -> bool:
    """poetry: optional, category (1.4 and before), groups, markers; pylock and pdm: marker, groups."""
    groups = found.get("groups", "")
    other_groups = bool(groups) and not re.search(r'"(?:main|default)"', groups)
    other_category = _text(found.get("category", "")) not in ("", "main")
    return found.get("optional") == "true" or "marker" in found or "markers" in found or other_groups or other_category


def _text(value: str) -> str:
    """A basic or literal string."""
    quoted = re.match(r"""(["'])(.*?)\1""", value)
    return quoted[2] if quoted else ""


TOML_LOCKS = Collector(
    name="toml-locks",
    version=1,
    kind=Kind.DECLARED,
    globs=("**/Cargo.lock", "**/poetry.lock", "**/uv.lock", "**/pdm.lock", "**/pylock.toml", "**/pylock.*.toml"),
    unless=NOT_OURS,
    parse=parse,
    limit=LIMIT,
)
