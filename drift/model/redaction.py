"""Secrets never land: a value whose name or shape says secret is kept as HMAC-SHA-256 with the ID of its key.

What stands in a document in place of a secret is a mark, `hmac:KEYID:HEX`, followed by the shape of the rest where there is one.
A mark is never marked again, so the records made from a redacted document equal those made from the document itself.
"""

import hashlib
import hmac
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from drift.model.canonical import Document, Json, to_bytes
from drift.model.entries import Entry, FileType, file_fields
from drift.model.secret_names import keyed_path, matcher, names_an_id, says_secret
from drift.model.secret_shapes import Span, looks_random, ordinary, secret_spans

CUT = "***"
"""Stands in a shape where a secret was: postgres://user:***@host/db."""

SMALL = 4096
"""Bytes up to which the content of a file could be guessed from a plain digest, so that it is keyed."""

_MARKED = re.compile(r"hmac:([0-9a-f]{8}):([0-9a-f]{64})(?: (.*))?", re.DOTALL)


_VALUES, _NAMES = ("value", "@value", "#text"), ("name", "@name", "@key", "@id")
"""Members whose name is the value of a neighbour: {"name": "DB_PASSWORD", "value": …}, and XML's attributes."""


class Fingerprint(NamedTuple):
    """What is kept of a value with a secret in it."""

    key_id: str
    hmac: str
    """Of the secret alone; of all its parts where the value has several."""
    shape: str = ""
    """The value with its secrets cut out, so that "same password, other host" can be told; "" where all of it is secret."""

    @property
    def content(self) -> dict[str, Json]:
        content: dict[str, Json] = {"hmac": self.hmac, "key_id": self.key_id}
        return {**content, "shape": self.shape} if self.shape else content

    @property
    def mark(self) -> str:
        """As it stands in a document."""
        return f"hmac:{self.key_id}:{self.hmac}" + (f" {self.shape}" if self.shape else "")


@dataclass(frozen=True)
class Redactor:
    """Pure: the same key, kind, name and value give the same fingerprint, everywhere and always."""

    key: bytes = field(repr=False)
    extra_names: tuple[str, ...] = ()
    """Names or globs whose values are secret though nothing shows it: `[env] secret` of the policy."""
    key_id: str = field(init=False)
    """First 8 hex digits of the key's SHA-256."""
    _extra: re.Pattern[str] | None = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key_id", hashlib.sha256(self.key).hexdigest()[:8])
        object.__setattr__(self, "_extra", matcher(self.extra_names))

    def is_secret(self, name: str, value: str) -> bool:
        """Is the value, or a part of it, a secret by the name or by its shape?"""
        return bool(self._spans(name, value)) or _MARKED.fullmatch(value) is not None

    def fingerprint(self, kind: str, name: str, value: str) -> dict[str, Json]:
        """{"hmac": hex, "key_id": 8 hex}: HMAC-SHA-256 over kind, name and value, each with its length before it."""
        return Fingerprint(self.key_id, self._hmac(kind, name, value)).content

    def content(self, kind: str, name: str, value: str) -> dict[str, Json]:
        """A record's content: {"value": …}, or {"hmac", "key_id"} and "shape" where only a part is secret."""
        kept = self._kept(kind, name, value)
        return kept.content if kept else {"value": value}

    def text(self, kind: str, name: str, value: str) -> str:
        """The value as it stands in a redacted document: itself, or its mark."""
        kept = self._kept(kind, name, value)
        return kept.mark if kept else value

    def within(self, kind: str, text: str) -> str:
        """A text in which each secret gives way to a mark of its own: a command line, a line of configuration, a URL."""
        pieces, at = [], 0
        for span in secret_spans(text):
            mark = Fingerprint(self.key_id, self._hmac(kind, span.name, text[span.start : span.end])).mark
            pieces += [text[at : span.start], mark]
            at = span.end
        return "".join((*pieces, text[at:]))

    def url(self, text: str) -> str:
        """A URL whose password, and secrets in its query, give way to `***`: for what a person reads."""
        return _cut(text, secret_spans(text))

    def arguments(self, kind: str, arguments: Iterable[str]) -> list[str]:
        """An argument list: --password=x, PASSWORD=x, and the argument that follows --password."""
        redacted, option = [], ""
        for argument in arguments:
            name = argument.lstrip("-")
            if option and not argument.startswith("-"):
                redacted.append(self.text(kind, option, argument))
            elif looks_random(argument):
                redacted.append(self.text(kind, "argument", argument))
            else:
                redacted.append(self.within(kind, argument))
            option = name if argument != name and "=" not in name and self._named(name) else ""
        return redacted

    def lines(self, kind: str, lines: Iterable[str]) -> list[str]:
        """Lines of a text file; a private key over several lines becomes one."""
        return self.within(kind, "\n".join(lines)).split("\n")

    def tree(self, kind: str, value: Any, name: str = "") -> Any:
        """Nested values of a configuration file, by their keys and by their shape; everything below `secrets:` is one."""
        match value:
            case dict():
                return {key: self._member(kind, value, key, item, name) for key, item in value.items()}
            case list():
                return [self.tree(kind, item, name) for item in value]
            case str():
                return self.text(kind, name, value)
            case int() | float() if (
                not isinstance(value, bool) and self._named(name) and not ordinary(name, str(value))
            ):
                return self.text(kind, name, str(value))
            case _:
                return value

    def file(self, entry: Entry) -> dict[str, Json]:
        """`file_fields` of a changed file; one of at most SMALL bytes at a secret-like path has a keyed digest."""
        fields = file_fields(entry)
        digest = fields.get("sha256")
        if (
            entry.type is FileType.REGULAR
            and entry.size <= SMALL
            and isinstance(digest, str)
            and keyed_path(entry.path)
        ):
            del fields["sha256"]
            fields |= self.fingerprint("files", entry.path, digest)
        return fields

    def document(self, document: Document) -> Document:
        """A redacted deep copy of what an engine or an image said: inspect, info, image config."""
        return {key: self._engine_field(key, value) for key, value in document.items()}

    def _engine_field(self, key: str, value: Any) -> Any:
        redact = _FIELDS.get(key)
        if redact is not None:
            return redact(self, value)
        match value:
            case dict():
                return self.document(value)
            case list():
                return [self._engine_field("", item) for item in value]
            case str():
                return self.within("engine", value)
            case _:
                return value

    def _member(self, kind: str, parent: dict[str, Any], key: str, value: Any, above: str) -> Any:
        """{"name": "DB_PASSWORD", "value": …} is named by its neighbour; `secrets: {db: …}` and a Secret's data by what is above."""
        if key in _VALUES and (
            named := next((parent[one] for one in _NAMES if isinstance(parent.get(one), str)), None)
        ):
            return self.tree(kind, value, named)
        if key in {"data", "stringData"} and parent.get("kind") == "Secret":
            return self.tree(kind, value, "secret")
        inherits = above in {"secret", "secrets", "credentials", "passwords"} and not isinstance(value, bool)
        return self.tree(kind, value, above if inherits else key)

    def _kept(self, kind: str, name: str, value: str) -> Fingerprint | None:
        marked = _MARKED.fullmatch(value)
        if marked:
            return Fingerprint(marked[1], marked[2], marked[3] or "")
        spans = self._spans(name, value)
        if not spans:
            return None
        secret = "\0".join(value[span.start : span.end] for span in spans)
        shape = _cut(value, spans)
        return Fingerprint(self.key_id, self._hmac(kind, name, secret), "" if shape == CUT else shape)

    def _spans(self, name: str, value: str) -> tuple[Span, ...]:
        whole = (Span(0, len(value), name),)
        if self._named(name) and not ordinary(name, value):
            within_url = secret_spans(value) if "://" in value else ()
            return within_url or whole
        spans = secret_spans(value)
        if not spans and looks_random(value) and not names_an_id(name):
            return whole
        return spans

    def _named(self, name: str) -> bool:
        return says_secret(name) or (self._extra is not None and self._extra.match(name) is not None)

    def _hmac(self, kind: str, name: str, value: str) -> str:
        digest = hmac.new(self.key, digestmod=hashlib.sha256)
        for part in (kind, name, value):
            raw = to_bytes(part)
            digest.update(len(raw).to_bytes(8, "big") + raw)
        return digest.hexdigest()


def _cut(text: str, spans: Iterable[Span]) -> str:
    pieces, at = [], 0
    for span in spans:
        pieces += [text[at : span.start], CUT]
        at = span.end
    return "".join((*pieces, text[at:]))


def environment_entry(redactor: Redactor, entry: str) -> str:
    """NAME=VALUE of an environment list."""
    name, equals, value = entry.partition("=")
    return f"{name}={redactor.text('env', name, value)}" if equals else entry


def _environment(redactor: Redactor, value: Any) -> Any:
    return [environment_entry(redactor, str(entry)) for entry in value] if isinstance(value, list) else None


def _labels(redactor: Redactor, value: Any) -> Any:
    if not isinstance(value, dict):
        return [redactor.within("engine", str(item)) for item in value] if isinstance(value, list) else None
    return {name: redactor.text("config", f"label:{name}", str(text)) for name, text in value.items()}


def _options(redactor: Redactor, value: Any) -> Any:
    return redactor.tree("runtime", value)


def _arguments(redactor: Redactor, value: Any) -> Any:
    if isinstance(value, str):
        return redactor.within("config", value)
    return redactor.arguments("config", map(str, value)) if isinstance(value, list) else None


def _discarded(_redactor: Redactor, _value: Any) -> Any:
    return None


_FIELDS: dict[str, Callable[[Redactor, Any], Any]] = {
    "Env": _environment,
    "Labels": _labels,
    "Annotations": _labels,
    "Cmd": _arguments,
    "Entrypoint": _arguments,
    "Args": _arguments,
    "Test": _arguments,
    "Shell": _arguments,
    "OnBuild": _arguments,
    "CreateCommand": _arguments,
    "created_by": _arguments,
    "CreatedBy": _arguments,
    "comment": _arguments,
    "LogConfig": _options,
    "DriverOpts": _options,
    "Options": _options,
    "Log": _discarded,  # outputs of health checks
}
"""Field of an engine's document → how its secrets are found. All else: tokens, URLs and assignments within the text."""
