"""Is there something at a path of a side, as a process in it would look: through links, and below mounts as far as one can know?"""

from dataclasses import dataclass
from functools import cached_property

from drift.diff.sides import Viewed
from drift.model.entries import Entry, FileType
from drift.model.records import Kind
from drift.tree.paths import resolve

BY_THE_ENGINE = ("/dev", "/proc", "/sys", "/run", "/var/run", "/etc/hosts", "/etc/hostname", "/etc/resolv.conf")
"""Filled when a container starts, and by programs while they run."""


@dataclass(frozen=True)
class Present:
    viewed: Viewed

    def has(self, path: str) -> bool:
        """True also where nobody can know: files that were not read, a mount, what the engine makes."""
        files = self.viewed.snapshot.sections.get(Kind.FILES)
        if files is None or files.set is None:
            return True
        covered = (*BY_THE_ENGINE, *self._mounts)
        if any(path == place or path.startswith(f"{place.rstrip('/')}/") for place in covered):
            return True
        return resolve(self, path) is not None

    def entry(self, path: str) -> Entry | None:
        content = self.viewed.file(f"/{path}")
        if content is None:
            return None
        link = content.get("linkname")
        kind = FileType(str(content.get("type")))
        return Entry(path, kind, 0, 0, 0, 0, 0, linkname=link if isinstance(link, str) else None)

    @cached_property
    def _mounts(self) -> tuple[str, ...]:
        section = self.viewed.snapshot.sections.get(Kind.MOUNTS)
        return tuple(one.key for one in section.set.records) if section and section.set else ()
