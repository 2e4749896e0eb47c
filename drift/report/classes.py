"""Which of several environments have the same: one class for each content."""

from collections.abc import Sequence
from dataclasses import dataclass

NOTHING, UNKNOWN = "-", "?"
"""Classes of an environment that has no such thing, and of one of which nobody knows."""


@dataclass(frozen=True, slots=True)
class Classes:
    of: tuple[str, ...]
    """For each environment a number, the same for the same content; or NOTHING, or UNKNOWN."""
    contents: tuple[str, ...]
    """By number, in the order of their first environments."""

    @property
    def differ(self) -> bool:
        """Do two environments that are known differ?"""
        return len({one for one in self.of if one != UNKNOWN}) > 1

    @property
    def text(self) -> str:
        """For the page's script."""
        return " ".join(self.of)


def classes_of(contents: Sequence[str | None]) -> Classes:
    """Of the contents that environments have, in their order: None for nothing, UNKNOWN itself for what is not known."""
    numbers: dict[str, str] = {}
    found = []
    for content in contents:
        if content is None:
            found.append(NOTHING)
        elif content == UNKNOWN:
            found.append(UNKNOWN)
        else:
            found.append(numbers.setdefault(content, str(len(numbers))))
    return Classes(tuple(found), tuple(numbers))
