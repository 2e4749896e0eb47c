"""The files of an image that a package manager may have recorded, asked for one by one while a container's files stream by."""

from drift.model.entries import Entry, FileType
from drift.tree.image_tree import ImageTree

SYSTEM, LOCAL = ("bin/", "boot/", "lib", "opt/", "sbin/", "usr/"), "usr/local/"
"""Where packages put what nobody should edit, and where they put nothing."""

MANY = 1_000
"""Look-ups of 0.2 ms; after so many the whole tree is loaded (0.4 s for 100,000 entries), as for an export."""


class Packaged:
    """Path → the image's regular file there; None for any other, and where no package puts one."""

    def __init__(self, image: ImageTree) -> None:
        self._image = image
        self._asked = 0

    def __call__(self, path: str) -> Entry | None:
        if not path.startswith(SYSTEM) or path.startswith(LOCAL):
            return None
        self._asked += 1
        tree = self._image if self._asked < MANY else self._image.whole
        entry = tree.entry(path)
        return entry if entry is not None and entry.type is FileType.REGULAR else None
