"""What a certificates record says: whose it is, whether it is still valid, and by which files it is trusted."""

import re

from drift.model.canonical import Document

_COMMON_NAME = re.compile(r"(?:^|, | \+ )CN=(.+?)(?:$|, [A-Za-z]+=| \+ )")
SHOWN_DIGEST = 16


def ca_name(key: str, side: Document | None) -> str:
    """Its common name, else its whole subject, else the start of its fingerprint."""
    subject = str((side or {}).get("subject") or "")
    found = _COMMON_NAME.search(subject)
    return found[1] if found else subject or f"certificate {key[:SHOWN_DIGEST]}"


def validity(side: Document | None, at: str) -> str:
    """As in ", expired since 2021-09-30"; "" where it is valid, or `at` (RFC 3339) is not known."""
    before, after = (str((side or {}).get(field) or "") for field in ("not_before", "not_after"))
    if at and after and after < at:
        return f", expired since {after[:10]}"
    return f", not valid before {before[:10]}" if at and before > at else ""


def paths_of(side: Document | None) -> list[str]:
    found = (side or {}).get("paths")
    return [str(path) for path in found] if isinstance(found, list) else []
