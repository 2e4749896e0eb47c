"""Where what differs comes from: the package that owns a file, and the step of the image's build that made it."""

import re

from drift.model.changes import Change, ChangeType
from drift.model.evidence import Evidence
from drift.model.records import Kind

_OF_FILES = frozenset({Kind.FILES, Kind.LIBRARIES, Kind.SCRIPTS, Kind.VERIFICATION})
_DEB = re.compile(r"pkg:deb/(?:[^/]+/)?([^/#?]+)\Z")


def step_of(change: Change, evidence: Evidence) -> str:
    """The step that made what was there before; "" for what no image has."""
    if change.change is ChangeType.ADDED:
        return ""
    if change.kind in _OF_FILES:
        origin = (change.before or {}).get("path") if change.change is ChangeType.MOVED else None
        return evidence.step(str(origin or change.key)) if change.key.startswith("/") else ""
    return _of_package(change, evidence) if change.kind is Kind.PACKAGES else ""


def _of_package(change: Change, evidence: Evidence) -> str:
    """By what its manager keeps of this package alone: the list of its files, or its own directory."""
    debian = _DEB.match(change.key)
    if debian is None:
        found = (change.before or {}).get("evidence")
        paths = [str(path) for path in found] if isinstance(found, list) else []
        own = [path for path in paths if path.endswith(("/METADATA", "/PKG-INFO", "/package.json", ".gemspec"))]
        return evidence.step(own[0]) if own else ""
    architectures = (change.before or {}).get("architectures")
    names = [debian[1], *(f"{debian[1]}:{one}" for one in architectures or () if isinstance(architectures, list))]
    steps = (evidence.step(f"/var/lib/dpkg/info/{name}.list") for name in names)
    return next((step for step in steps if step), "")
