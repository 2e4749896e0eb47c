"""drift.lock as text: one JSON array in a line, which says by itself where it belongs. Lines are sorted, and nothing else stands in them.

So a difference between two locks reads like a sentence, and Git merges what two people change of two services. Names from inside a
container are escaped: the file is ASCII. Each service has a checksum, which an edit or a bad merge does not survive.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from drift.errors import LockError
from drift.model.canonical import Document
from drift.model.lock import DIGESTED, READABLE, Lock, LockedService, LockedSet
from drift.model.records import Kind

VERSION = 1
HEAD = "container-drift lock"
LARGEST = 64 << 20
"""Bytes of a file that is read."""
_UPDATE = "drift lock --update writes it anew"
_ABOUT = "# What runs where, by `drift lock`. Commit it; `drift gate --lock` compares with it; `drift lock --update` writes it anew."


def lock_text(lock: Lock) -> str:
    """The same lock gives the same bytes."""
    lines = [_ABOUT, *(_line(*one) for one in _head(lock))]
    for service in lock.services:
        own = [_line(*one) for one in _service(service)]
        lines += [*own, _line(_label(service.place), "checksum", _checksum(own))]
    return "\n".join(lines) + "\n"


def parse_lock(content: bytes, name: str) -> Lock:
    """LockError for what is none, was edited, or is of a newer version; `name` is the file's."""
    lines = list(_lines(content, name))
    head = [(number, line) for number, _, line in lines if not _is_service(line)]
    _check_version(head, name)
    groups: dict[str, list[tuple[str, list[Any]]]] = defaultdict(list)
    for _, text, line in lines:
        if _is_service(line):
            groups[line[0]].append((text, line))
    try:
        services = [_parsed(label, group) for label, group in groups.items()]
        lock = _of_head([line for _, line in head], services)
    except (KeyError, ValueError, TypeError, IndexError) as error:
        raise LockError(f"{name} is not as drift lock writes it: {error}", remedy=_UPDATE) from error
    for label, group in groups.items():
        _check(label, group, name)
    _check_services(lock, name)
    return lock


def _line(*parts: Any) -> str:
    return json.dumps(parts, sort_keys=True)


def _head(lock: Lock) -> Iterator[tuple[Any, ...]]:
    yield HEAD, VERSION
    yield "drift", lock.tool
    yield "key", lock.key_id
    for kind, versions in sorted(lock.collectors.items()):
        yield "collectors", kind, ", ".join(f"{name} {version}" for name, version in sorted(versions.items()))
    for environment, services in sorted(lock.environments.items()):
        yield "environment", environment, list(services)


def _service(service: LockedService) -> Iterator[tuple[Any, ...]]:
    label = _label(service.place)
    for kind, one in sorted(service.digests.items()):
        yield label, "digest", kind.value, one.digest, one.records
    for kind, records in sorted(service.records.items()):
        yield label, "records", kind.value
        for key, content in sorted(records.items()):
            yield label, kind.value, key, _short(content)
    for name in sorted(service.required):
        yield label, "required", name


def _label(place: tuple[str, str]) -> str:
    return f"env:{place[0]}/{place[1]}"


def _short(content: Document) -> Any:
    """A record that has a value and nothing else is written as that; a value that is an object stays inside its record."""
    value = content.get("value")
    return value if set(content) == {"value"} and not isinstance(value, dict) else content


def _long(short: Any) -> Document:
    return short if isinstance(short, dict) else {"value": short}


def _checksum(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def _lines(content: bytes, name: str) -> Iterator[tuple[int, str, list[Any]]]:
    """Number, text and meaning of each line that is no comment."""
    for number, raw in enumerate(content.split(b"\n"), start=1):
        text = raw.strip().decode("utf-8", "replace")
        if not text or text.startswith("#"):
            continue
        try:
            line = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise LockError(f"{name} line {number} is no JSON; was it merged?", remedy=_UPDATE) from error
        if not isinstance(line, list) or len(line) < 2 or not isinstance(line[0], str):
            raise LockError(f"{name} line {number} is no line of a lock", remedy=_UPDATE)
        yield number, text, line


def _is_service(line: list[Any]) -> bool:
    return str(line[0]).startswith("env:")


def _check_version(head: list[tuple[int, list[Any]]], name: str) -> None:
    first = head[0][1] if head else []
    if first[:1] != [HEAD] or not isinstance(first[1], int):
        raise LockError(
            f"{name} is no lock: it does not begin with {_line(HEAD, VERSION)}", remedy="make one: drift lock"
        )
    if first[1] > VERSION:
        raise LockError(
            f"{name} is of version {first[1]}, and this drift knows {VERSION}",
            remedy=f"use a newer drift, or {_UPDATE}",
        )


def _of_head(head: list[list[Any]], services: Iterable[LockedService]) -> Lock:
    collectors: dict[str, Mapping[str, int]] = {}
    environments: dict[str, tuple[str, ...]] = {}
    said = {"drift": "", "key": ""}
    for word, *rest in head[1:]:
        match word:
            case "collectors":
                collectors[rest[0]] = dict(_version(one) for one in rest[1].split(", ") if one)
            case "environment":
                environments[rest[0]] = tuple(map(str, rest[1]))
            case "drift" | "key":
                said[word] = str(rest[0])
            case _:
                raise ValueError(f"{word!r} is unknown")
    ordered = tuple(sorted(services, key=lambda one: one.place))
    return Lock(said["drift"], said["key"], collectors, environments, ordered)


def _version(text: str) -> tuple[str, int]:
    name, _, version = text.rpartition(" ")
    return name, int(version)


def _parsed(label: str, lines: Iterable[tuple[str, list[Any]]]) -> LockedService:
    environment, _, name = label.removeprefix("env:").partition("/")
    records: dict[Kind, dict[str, Document]] = {}
    digests: dict[Kind, LockedSet] = {}
    required: list[str] = []
    for _, (_, word, *rest) in lines:
        match word:
            case "digest":
                digests[_one_of(rest[0], DIGESTED)] = LockedSet(str(rest[1]), int(rest[2]))
            case "records":
                records.setdefault(_one_of(rest[0], READABLE), {})
            case "required":
                required.append(str(rest[0]))
            case "checksum":
                continue
            case _:
                records.setdefault(_one_of(word, READABLE), {})[str(rest[0])] = _long(rest[1])
    return LockedService(environment, name, records, digests, tuple(required))


def _one_of(name: str, kinds: Iterable[Kind]) -> Kind:
    kind = Kind(name)
    if kind not in kinds:
        raise ValueError(f"{name!r} is not locked so")
    return kind


def _check(label: str, lines: list[tuple[str, list[Any]]], name: str) -> None:
    """The last line of a service is the checksum of the others."""
    *own, (_, last) = lines
    if last[1:] != ["checksum", _checksum(text for text, _ in own)]:
        raise LockError(f"{name}: {label} was edited or merged by hand: its checksum is another", remedy=_UPDATE)


def _check_services(lock: Lock, name: str) -> None:
    """Every service that is listed is there, and no other."""
    listed = {(environment, one) for environment, names in lock.environments.items() for one in names}
    there = {one.place for one in lock.services}
    for place in sorted(listed ^ there):
        what = (
            "is listed and has no lines" if place in listed else "is not listed among the services of its environment"
        )
        raise LockError(f"{name}: {_label(place)} {what}", remedy=_UPDATE)
