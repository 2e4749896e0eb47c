"""Addresses of notifications in drift.toml: a file that is committed has no secret in it."""

import re
from urllib.parse import parse_qsl, unquote, urlsplit

from drift.model.secret_shapes import looks_random, secret_spans

VARIABLE = re.compile(r"\$(?:([A-Za-z_][A-Za-z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*)\})")
WEBHOOKS = ("http", "https")
_MAIL = ("mailto", "mailtos")
_OPEN = ("to", "from", "name", "cc", "bcc", "reply", "smtp", "port", "mode", "format")
"""Parameters of a mail address that are no secret."""
_REMEDY = 'write "$NAME", and set NAME where drift runs, or put it into the file that `file` names'


def variable_of(address: str) -> str:
    """NAME of "$NAME"; "" for an address."""
    found = VARIABLE.fullmatch(address)
    return (found[1] or found[2]) if found else ""


def complaint(address: str) -> tuple[str, str] | None:
    """What is wrong with one, without saying it, and what to do; None where it can stand in drift.toml."""
    if variable_of(address):
        return None
    try:
        parts = urlsplit(address)
        scheme, host, port = parts.scheme, parts.hostname, parts.port
    except ValueError:
        return "is no address", "write https://HOST/PATH, or the name of a variable: $NAME"
    if not scheme or not host or port == 0:
        return "is no address", "write https://HOST/PATH, or the name of a variable: $NAME"
    if scheme not in (*WEBHOOKS, *_MAIL):
        return f"a {scheme}: address has its secret in it", _REMEDY
    if parts.username is not None or parts.password is not None:
        return "has a name or a password in it", _REMEDY
    if _has_secret(address) or (scheme in WEBHOOKS and parts.query) or (scheme in _MAIL and _hides(parts.query)):
        return "has a secret in it", _REMEDY
    return None


def _has_secret(address: str) -> bool:
    """A token, as the path of a webhook often is."""
    words = re.split(r"[/?&=]", unquote(address))
    return bool(secret_spans(address)) or any(map(looks_random, words))


def _hides(query: str) -> bool:
    return any(name.lower() not in _OPEN for name, _ in parse_qsl(query, keep_blank_values=True))
