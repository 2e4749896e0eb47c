"""Text from inside a container, made safe to show. Everything that a person reads goes through here."""

import hashlib
import re

from drift.model.canonical import to_bytes

_SURROGATE = re.compile("[\ud800-\udfff]")
_DIGITS = re.compile(r"\b([0-9a-f]{12})[0-9a-f]{28,52}\b")
"""Of a SHA-1 or SHA-256."""


def visible(text: str) -> str:
    r"""What could act on a terminal or a reader's eye is written out: \x1b, \n, \u202e; an undecodable byte as \xff.

    What stays is what `str.isprintable` holds printable: no control or format character (so no escape sequence and no
    mark that turns the direction of writing), no line break, no space but the plain one, no lone surrogate.
    """
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else _escaped(one) for one in text)


def decodable(text: str) -> str:
    r"""Only what no encoding can say is written out: an undecodable byte as \xff, another lone surrogate as \ud800."""
    if not _SURROGATE.search(text):
        return text
    return _SURROGATE.sub(lambda found: _escaped(found[0]), text)


def _escaped(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    named = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
    if code < 0x80:
        return named.get(character, f"\\x{code:02x}")
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def shortened(text: str, limit: int) -> str:
    """Visible, and at most `limit` (60 or more) characters: the middle goes, a digest of the whole and its length come instead."""
    shown = visible(text)
    if len(shown) <= limit:
        return shown
    digest = hashlib.sha256(to_bytes(text)).hexdigest()[:8]
    whole = f" (sha256 {digest}, {len(text):,} characters)"
    room = max(limit - len(whole) - 1, 8)
    head = (room + 1) * 2 // 3
    return f"{shown[:head]}…{shown[len(shown) - (room - head) :]}{whole}"


def brief(text: str) -> str:
    """Its digests by their first twelve digits."""
    return _DIGITS.sub(r"\1…", text)
