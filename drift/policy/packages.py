"""What a packages record says: versions, evidence."""

from drift.model.canonical import Document
from drift.model.changes import Change
from drift.policy.versions import Part, Step, first_difference, step

_METADATA = (".dist-info", ".egg-info")
"""Directories that hold one installed Python package's metadata (PEP 376)."""


def versions_of(side: Document | None) -> str:
    """As in "1.2", or "1.2, 1.3" where several are installed under one key."""
    versions = (side or {}).get("versions")
    return ", ".join(map(str, versions)) if isinstance(versions, list) else ""


def version_step(change: Change) -> Step:
    """CHANGED where a side has several versions."""
    before, after = versions_of(change.before), versions_of(change.after)
    if ", " in before + after:
        return Step.CHANGED
    return step(change.key, before, after)


def names_of(key: str) -> tuple[str, ...]:
    """What a pattern may have for a package: its purl, also with its root, and its name."""
    purl = key.partition("#")[0]
    return tuple(dict.fromkeys((purl, key, purl.rpartition("/")[2])))


def part_changed(before: Document | None, after: Document | None, key: str) -> Part:
    """MAJOR where a side has several versions, or none."""
    versions = versions_of(before), versions_of(after)
    if not all(versions) or any(", " in one for one in versions):
        return Part.MAJOR
    return first_difference(key, *versions)


def metadata_of(change: Change) -> set[str]:
    """Paths (without leading slash) of the files and directories that hold what is known of a package."""
    found = set()
    for side in (change.before, change.after):
        evidence = (side or {}).get("evidence")
        for path in evidence if isinstance(evidence, list) else ():
            directory = str(path).lstrip("/").rpartition("/")[0]
            found.add(directory if directory.endswith(_METADATA) else str(path).lstrip("/"))
    return found
