"""The fields of a record as text, and which of them differ between two sides."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from drift.model.canonical import Document
from drift.model.changes import ChangeType
from drift.model.findings import Finding
from drift.model.records import Kind
from drift.report.parts import Value
from drift.report.wording import count, listed, size

Texts = dict[str, str]
"""Label → text, in the order in which a person reads them."""

BYTES = frozenset({"memory", "memory_swap", "memory_reservation", "shm_size"})
"""Records of `runtime` and `host` that are a number of bytes."""

SHOWN_DIGEST = 16
"""Hex digits of a digest that a person compares by eye; the JSON has all of them."""


def differing(finding: Finding) -> tuple[Value, ...]:
    """What differs, field by field; every field where one side has nothing."""
    before = texts(finding.kind, finding.key, finding.before)
    after = texts(finding.kind, finding.key, finding.after)
    if finding.change is ChangeType.MOVED:
        before = {"path": plain((finding.before or {}).get("path"))} | before
        after = {"path": finding.key} | after
    labels = dict.fromkeys([*before, *after])
    return tuple(
        Value(label, before.get(label), after.get(label)) for label in labels if before.get(label) != after.get(label)
    )


def texts(kind: Kind, key: str, content: Document | None) -> Texts:
    """A record's fields as a person reads them; {} for no record."""
    if content is None:
        return {}
    if "reason" in content and kind is not Kind.COVERAGE:
        return {"reason": plain(content["reason"])}
    return _BY_KIND.get(kind, _any)(key, content)


def plain(value: Any) -> str:
    """A JSON value in one line."""
    match value:
        case None:
            return "none"
        case "":
            return '""'
        case str():
            return value
        case _:
            return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _digest(content: Mapping[str, Any]) -> str | None:
    """Of a file's content or a variable's value, where it is known only by a digest."""
    if "hmac" in content:
        return f"secret, fingerprint {str(content['hmac'])[:SHOWN_DIGEST]} (key {content.get('key_id', '?')})"
    if "sha256" in content:
        digest = content["sha256"]
        return f"sha256 {str(digest)[:SHOWN_DIGEST]}" if digest else "changed while it was read"
    return None


def _file(_key: str, content: Document) -> Texts:
    if content.get("type") == "absent":
        return {}
    found: Texts = {field: plain(content[field]) for field in ("type", "mode") if field in content}
    if "uid" in content or "gid" in content:
        found["owner"] = f"{content.get('uid', '?')}:{content.get('gid', '?')}"
    if isinstance(content.get("size"), int):
        found["size"] = count(content["size"], "byte")
    if digest := _digest(content):
        found["content"] = digest
    for field, label in (("linkname", "link to"), ("rdev", "device"), ("capability", "capability")):
        if field in content:
            found[label] = plain(content[field])
    return found


def _valued(key: str, content: Document) -> Texts:
    """Of env, config, runtime, host and identity: one value, or its fingerprint."""
    if digest := _digest(content):
        return {"value": digest}
    if "identity" in content:
        return {"identity": plain(content["identity"])[:SHOWN_DIGEST]}
    if set(content) != {"value"}:
        return _any(key, content)
    match content["value"]:
        case bool() as yes:
            return {"value": "yes" if yes else "no"}
        case int() as number if number > 0 and key in BYTES:
            return {"value": size(number)}
        case int() as number if number > 0 and key == "nano_cpus":
            return {"value": f"{number / 1e9:g} CPUs"}
        case dict() as fields if fields:
            return {str(name): plain(fields[name]) for name in sorted(fields)}
        case value:
            return {"value": plain(value)}


def _mount(_key: str, content: Document) -> Texts:
    found: Texts = {
        "type": plain(content.get("type")),
        "source": plain(content.get("source")),
        "access": "read and write" if content.get("rw") else "read only",
    }
    hides = content.get("hides")
    if isinstance(hides, dict):
        examples = [str(one) for one in hides.get("examples", [])]
        found["hides"] = f"{count(int(hides.get('count', 0)), 'file')} of the image: {listed(examples)}"
    stale = content.get("stale")
    if isinstance(stale, dict):
        found["holds of them"] = _stale(stale)
    return found


def _stale(stale: Document) -> str:
    """Which of the image's files a volume has otherwise."""
    numbers = [
        f"{stale.get(field)} {word}" for field, word in (("differ", "otherwise"), ("absent", "not")) if stale.get(field)
    ]
    examples = listed([str(one) for one in stale.get("examples", [])])
    return f"{', '.join(numbers)}: {examples}" if numbers else "all, unchanged"


def _package(_key: str, content: Document) -> Texts:
    named = {
        "versions": "version",
        "architectures": "architecture",
        "states": "state",
        "licences": "licence",
        "digests": "digest",
        "evidence": "read from",
    }
    found = {label: ", ".join(map(str, content[field])) for field, label in named.items() if content.get(field)}
    if content.get("source"):
        found["source"] = plain(content["source"])
    return found


def _library(_key: str, content: Document) -> Texts:
    """One line for each library, so that of two sides only those are shown that differ."""
    found: Texts = {}
    for name, value in sorted(content.items()):
        label = _OF_LIBRARIES.get(name)
        if label and isinstance(value, dict):
            found |= {f"{label} {library}": plain(path) if path else "not found" for library, path in value.items()}
        else:
            found[name] = plain(value)
    return found


_OF_LIBRARIES = {"needed": "needs", "elsewhere": "lies elsewhere:", "missing": "further down is missing"}
"""Fields that say something of several libraries → how each of these is labelled."""


def _verification(_key: str, content: Document) -> Texts:
    """What differs from what was recorded: found, and expected in brackets."""
    differing = {field: both for field, both in content.items() if isinstance(both, dict)}
    found = {
        field: f"{_short(both.get('found'))} (recorded: {_short(both.get('expected'))})"
        for field, both in differing.items()
    }
    return {"package": plain(content.get("package"))} | found


def _short(value: Any) -> str:
    """A digest as a person compares it."""
    algorithm, colon, digest = str(value).partition(":")
    return f"{algorithm} {digest[:SHOWN_DIGEST]}" if colon else plain(value)


def _document(_key: str, content: Document) -> Texts:
    """Its values are the finding's details; here only what it was read as."""
    return {"format": plain(content.get("format"))}


def _schedule(_key: str, content: Document) -> Texts:
    entries = content.get("entries")
    found: Texts = {
        f"entry {number}": " ".join(plain(one[field]) for field in ("when", "user", "command") if field in one)
        for number, one in enumerate(entries if isinstance(entries, list) else [], 1)
        if isinstance(one, dict)
    }
    return found | {
        field: plain(content[field]) for field in ("variables", "enabled") if content.get(field) is not None
    }


def _certificate(key: str, content: Document) -> Texts:
    paths = content.get("paths")
    return {
        "subject": plain(content.get("subject")),
        "fingerprint": f"sha256 {key[:SHOWN_DIGEST]}",
        "valid": f"{str(content.get('not_before'))[:10]} to {str(content.get('not_after'))[:10]}",
        "trusted by": listed([str(path) for path in paths]) if isinstance(paths, list) else "",
    }


def _gap(_key: str, content: Document) -> Texts:
    """Of what could not be judged: the title has the rest."""
    named = {"candidates": "could be", "line": "drift.toml", "now": "now", "key_id": "key"}
    return {
        label: listed([plain(one) for one in value]) if isinstance(value, list) else plain(value)
        for field, label in named.items()
        if (value := content.get(field))
    }


def _any(_key: str, content: Document) -> Texts:
    return {str(name): plain(content[name]) for name in sorted(content)}


_BY_KIND: Mapping[Kind, Callable[[str, Document], Texts]] = {
    Kind.FILES: _file,
    Kind.DOCUMENTS: _document,
    Kind.ENV: _valued,
    Kind.CONFIG: _valued,
    Kind.RUNTIME: _valued,
    Kind.HOST: _valued,
    Kind.PROCESSES: _valued,
    Kind.IDENTITY: _valued,
    Kind.MOUNTED: _file,
    Kind.MOUNTS: _mount,
    Kind.LIBRARIES: _library,
    Kind.DECLARED: _package,
    Kind.PACKAGES: _package,
    Kind.CERTIFICATES: _certificate,
    Kind.SCHEDULES: _schedule,
    Kind.VERIFICATION: _verification,
    Kind.COVERAGE: _gap,
}
