"""drift.toml → `Settings`. Whatever is wrong with it is one line: file, line, key, what, and the nearest name."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from drift.errors import ConfigError
from drift.model.settings import Settings
from drift.policy import locate
from drift.policy.digest import effective_digest

LARGEST = 1_048_576
"""Bytes. A policy is written by hand."""

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def load_settings(path: Path | None) -> Settings:
    """The policy of a file, or the built-in one. ConfigError where the file cannot be read or used."""
    if path is None:
        return _with_digest(Settings())
    source = _read(path)
    document, lines = _decoded(source, path)
    if not document:
        return _with_digest(Settings(path=str(path)))
    from drift.policy.decode import Decoder

    return _with_digest(Decoder(str(path), document, lines).settings())


def json_schema() -> dict[str, Any]:
    """The JSON Schema of drift.toml, published as drift-toml.schema.json beside this module."""
    from drift.policy import schema

    return schema.json_schema()


def _with_digest(settings: Settings) -> Settings:
    return replace(settings, digest=effective_digest(settings))


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError as error:
        raise ConfigError(
            f"{path}: cannot be read: {error.strerror}", remedy="name another file with --config"
        ) from error
    if len(raw) > LARGEST:
        raise ConfigError(f"{path}: larger than {LARGEST:,} bytes", remedy="name another file with --config")
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path} line {line}: not UTF-8", remedy="save the file as UTF-8") from error


def _decoded(source: str, path: Path) -> tuple[Mapping[str, Any], Mapping[locate.Path, int]]:
    try:
        return tomllib.loads(source), locate.lines_of(source)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(_syntax(str(error), source, path), remedy="strings need quotes, tables need [ ]") from error
    except RecursionError as error:
        raise ConfigError(f"{path}: nested too deeply", remedy="it needs no more than three levels") from error


def _syntax(message: str, source: str, path: Path) -> str:
    place = _PLACE.search(message)
    line = place[1] if place and place[1] else str(source.count("\n") + 1)
    column = f", column {place[2]}" if place and place[2] else ""
    text = _PLACE.sub("", message)
    return f"{path} line {line}{column}: not TOML: {text[:1].lower()}{text[1:]}"
