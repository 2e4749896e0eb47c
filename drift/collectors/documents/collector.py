"""Configuration files: all below etc/, and those with a suffix that says so, outside of where packages put their own data."""

import json
import re
import tomllib
from collections.abc import Callable
from configparser import Error as IniError
from typing import Any, BinaryIO

from drift.collectors.documents.blocks import blocks
from drift.collectors.documents.ini import ini_document
from drift.collectors.documents.keywords import SSH, keywords, ssh_keywords
from drift.collectors.documents.plain import TooDeep, YamlRefused, plain
from drift.collectors.documents.properties import properties
from drift.collectors.documents.variables import variables
from drift.collectors.documents.xml_elements import XmlRefused, xml_document
from drift.collectors.interface import Collector
from drift.model.facts import Status
from drift.model.records import Kind

LIMIT = 256 * 1024
"""Bytes of a document. Longer files are data."""
MOST_LINES = 2_000
LONGEST_LINE = 4_096
"""Characters. A text file with more or longer lines is data too, and has no document: its digest says that it differs."""

_SUFFIXES = ("json", "yaml", "yml", "toml", "ini", "cfg", "conf", "properties", "env", "cnf", "xml")

_NOT_A_DOCUMENT = (ValueError, RecursionError, IniError, YamlRefused, XmlRefused, TooDeep)
"""What the standard parsers raise on text that is another format; tomllib's and json's own errors are ValueErrors."""


def _yaml(text: str) -> Any:
    """Most scans read no YAML, and its library takes 12 ms."""
    from drift.collectors.documents.yaml_events import yaml_documents

    return yaml_documents(text)


_Readers = tuple[tuple[str, Callable[[str], Any]], ...]

_INI: _Readers = (("ini", ini_document),)
_FORMATS: dict[str, _Readers] = {
    "json": (("json", json.loads),),
    "yaml": (("yaml", _yaml),),
    "yml": (("yaml", _yaml),),
    "toml": (("toml", tomllib.loads),),
    "ini": _INI,
    "cfg": _INI,
    "cnf": _INI,
    "env": (("env", variables),),
    "xml": (("xml", xml_document),),
    "properties": (("properties", properties),),
    "conf": (*_INI, ("blocks", blocks), ("keywords", keywords)),  # many languages: the first that fits all of it
    **dict.fromkeys(SSH, (("ssh", ssh_keywords),)),
}
"""Suffix, or base name → formats and their readers, in the order in which they are tried."""


def parse(content: BinaryIO, name: str) -> dict[str, Any] | None:
    """{"format", "document"}, or {"format": "text", "lines"} where it is no such document; None where it is no text.

    JSON: RFC 8259. YAML 1.1 without tags, dates as written. TOML 1.0. INI as configparser has it. XML 1.0 without entities.
    """
    try:
        text = content.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    if "\0" in text:
        return None
    return _structured(text, name) or _lines(text)


def _structured(text: str, name: str) -> dict[str, Any] | None:
    """None also for a broken or templated document: it is text all the same."""
    suffix = "env" if re.match(r"\.env(?:\.|\Z)", name) else name.rpartition(".")[2].lower()
    for format_, read in _FORMATS.get(suffix, ()):
        try:
            return {"format": format_, "document": plain(read(text))}
        except _NOT_A_DOCUMENT:
            continue
    return None


def _lines(text: str) -> dict[str, Any] | None:
    lines = text.splitlines()
    if len(lines) > MOST_LINES or any(len(line) > LONGEST_LINE for line in lines):
        return None
    return {"format": "text", "lines": lines}


DOCUMENTS = Collector(
    name="documents",
    version=2,
    kind=Kind.DOCUMENTS,
    globs=("etc/**", "**/.env", "**/.env.*", *(f"**/*.{suffix}" for suffix in _SUFFIXES)),
    unless=(
        "usr/share/**",
        "usr/lib/**",
        "usr/include/**",
        "**/node_modules/**",
        "**/site-packages/**",
        "**/dist-packages/**",
    ),
    parse=parse,
    limit=LIMIT,
    oversize=Status.ABSENT,
    secret=True,
)
