"""How much of a page is still free."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_LONG = re.compile(r"[^ !#-%(-;=?-~]")
"""What becomes longer on its way into a page: markup, what is written out because it could act, what takes several bytes."""
LONGEST = 6
"""Bytes of one of these, about: &quot; or \\u202e"""


@dataclass(slots=True)
class Room:
    left: int
    """Bytes."""

    def take(self, texts: Iterable[str], markup: int) -> bool:
        """Is there room for these texts, and for so many bytes of markup round them? Then it is taken; else nothing more comes in."""
        needed = markup + sum(len(text) + (LONGEST - 1) * len(_LONG.findall(text)) for text in texts)
        self.left = self.left - needed if needed <= self.left else 0
        return self.left > 0
