"""What a preset is: paths that some software writes by itself, each with the reason why it is no drift."""

from dataclasses import dataclass
from typing import NamedTuple


class Line(NamedTuple):
    pattern: str
    """Gitignore pattern over paths without leading slash; with a slash inside it begins at the root."""
    reason: str
    """What writes it, and why it says nothing."""


@dataclass(frozen=True, slots=True)
class Preset:
    name: str
    title: str
    lines: tuple[Line, ...]


HIDES = frozenset(
    {
        "file-added",
        "file-changed",
        "file-mode-changed",
        "file-moved",
        "file-owner-changed",
        "file-removed",
        "runtime-state",
        "unstable-file",
    }
)
"""Rules whose findings a preset hides. A program, a set-uid bit, a capability or configuration in such a place is shown."""
