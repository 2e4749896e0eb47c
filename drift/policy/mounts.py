"""What a mounts record says: how many of the image's files it hides, and what a volume has in their place."""

import re

from drift.model.canonical import Document

_NAMELESS = re.compile("[0-9a-f]{64}")
"""The name that an engine gives a volume without one."""


def hidden(mount: Document | None) -> int:
    """How many files of the image it hides."""
    hides = (mount or {}).get("hides")
    return number(hides, "count") if isinstance(hides, dict) else 0


def holds_the_same(mount: Document) -> bool:
    """Was a volume compared with the files that it hides, and has them all as they are?"""
    stale = mount.get("stale")
    return isinstance(stale, dict) and not number(stale, "differ") and not number(stale, "absent")


def number(said: Document, field: str) -> int:
    found = said.get(field)
    return found if isinstance(found, int) else 0


def example_of(said: Document) -> str:
    examples = said.get("examples")
    return str(examples[0]) if isinstance(examples, list) and examples else ""


def is_nameless(mount: Document) -> bool:
    """Is it a volume that nobody gave a name?"""
    return mount.get("type") == "volume" and bool(_NAMELESS.fullmatch(str(mount.get("source"))))
