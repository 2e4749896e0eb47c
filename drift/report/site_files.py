"""Names of a site's files: safe on every file system and in every address, whatever a service is called."""

from drift.model.canonical import sha256, to_bytes

INDEX, HISTORY, WHOLE = "index.html", "history.html", "report.html"
SERVICE, ENVIRONMENT, SERVICE_HISTORY = "service", "environment", "history"

_PLAIN = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789-")
_LONGEST, _KEPT, _DIGITS = 100, 40, 24


def file_of(kind: str, name: str) -> str:
    """As in "service-shop.web.html". No two names have one file, also where capitals do not count.

    "/" is written as ".", every other byte but small letters, digits and "-" as "_" and its two hex digits; a long name is cut,
    and "~" and the begin of its digest stand for the rest.
    """
    written = "".join(map(_written, to_bytes(name)))
    if len(written) > _LONGEST:
        written = f"{written[:_KEPT]}~{sha256(to_bytes(name)).hex()[:_DIGITS]}"
    return f"{kind}-{written}.html"


def _written(byte: int) -> str:
    if byte in _PLAIN:
        return chr(byte)
    return "." if byte == ord("/") else f"_{byte:02x}"
