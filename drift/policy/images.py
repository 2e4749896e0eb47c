"""Which image a side runs, and under which name."""

from drift.model.changes import Change, Comparison
from drift.model.records import Kind


def is_image_change(change: Change) -> bool:
    """Does it say that the two sides have different images?"""
    return change.kind is Kind.IDENTITY and change.key == "image"


def one_reference(comparison: Comparison) -> str:
    """The reference that both sides were created from, "" where they have two or one is not known."""
    before, after = comparison.before.reference, comparison.after.reference
    return after if before and after and _whole(before) == _whole(after) else ""


def same_platform(comparison: Comparison) -> bool:
    return not any(change.kind is Kind.IDENTITY and change.key == "platform" for change in comparison.changes)


def _whole(reference: str) -> str:
    """With the registry and tag that a short name stands for (distribution reference grammar)."""
    name, at, digest = reference.partition("@")
    first, slash, _ = name.partition("/")
    if not slash:
        name = f"docker.io/library/{name}"
    elif not ("." in first or ":" in first or first == "localhost"):
        name = f"docker.io/{name}"
    tagged = ":" in name.rpartition("/")[2]
    return f"{name}{at}{digest}" if tagged or at else f"{name}:latest"
