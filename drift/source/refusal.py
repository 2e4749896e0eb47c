"""Errors that tell of what was read: one line of bounded length each, whatever the bytes were."""

from drift.errors import DigestMismatch, MalformedArchive

LONGEST = 500
AGAIN = "make or fetch it again"


def malformed(what: str, remedy: str = AGAIN) -> MalformedArchive:
    return MalformedArchive(shown(what), remedy=remedy)


def mismatch(what: str) -> DigestMismatch:
    return DigestMismatch(shown(what), remedy=AGAIN)


def shown(text: str, longest: int = LONGEST) -> str:
    """Text of somebody else's: what is not printable is escaped, what is long is cut."""
    if len(text) > longest:
        text = text[:longest] + "…"
    return text if text.isprintable() else "".join(one if one.isprintable() else ascii(one)[1:-1] for one in text)
