"""In what a file differs: content, mode, owner, type …, and the words for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from drift.model.canonical import Document
from drift.model.changes import Change
from drift.model.entries import FileType
from drift.policy.paths import FileClass, file_class, is_executable, mode_of

GONE = "absent"
DEVICES = frozenset({FileType.CHARACTER.value, FileType.BLOCK.value})
_NOUNS = {
    FileType.REGULAR.value: "file",
    FileType.DIRECTORY.value: "directory",
    FileType.SYMLINK.value: "symbolic link",
    FileType.CHARACTER.value: "character device",
    FileType.BLOCK.value: "block device",
    FileType.FIFO.value: "fifo",
}
SET_UID, SET_GID, ANYONE_WRITES, STICKY, ANYONE_RUNS = 0o4000, 0o2000, 0o002, 0o1000, 0o111


@dataclass(frozen=True)
class FileChange:
    """A change of kind FILES, read."""

    key: str
    before: Document | None
    after: Document | None

    @property
    def path(self) -> str:
        return self.key.lstrip("/")

    @cached_property
    def content(self) -> bool:
        """Do the bytes, the link's target or the device number differ? Only where both sides have them."""
        if not self.before or not self.after or self.type:
            return False
        if self.two_keys:
            return self.before.get("size") != self.after.get("size")
        if ("hmac" in self.before) != ("hmac" in self.after):
            # Only a file that differs from the image's is fingerprinted: where nothing else differs, the content does.
            return self.before.get("size") != self.after.get("size") or not (self.mode or self.owner or self.capability)
        fields = ("sha256", "hmac", "size", "linkname", "rdev")
        return any(self.before.get(field) != self.after.get(field) for field in fields)

    @cached_property
    def type(self) -> bool:
        return bool(self.before and self.after and self.before.get("type") != self.after.get("type"))

    @cached_property
    def mode(self) -> bool:
        return bool(self.before and self.after and not self.type and self.before.get("mode") != self.after.get("mode"))

    @cached_property
    def owner(self) -> bool:
        return bool(self.before and self.after and _owner(self.before) != _owner(self.after))

    @cached_property
    def capability(self) -> bool:
        """Does it have another security.capability?"""
        return (self.before or {}).get("capability") != (self.after or {}).get("capability")

    @cached_property
    def two_keys(self) -> bool:
        """Are the contents fingerprinted, each with another key?"""
        ids = {side.get("key_id") for side in (self.before, self.after) if side}
        return len(ids) == 2 and None not in ids

    @cached_property
    def unstable(self) -> bool:
        """Could the content not be read in peace?"""
        return any(
            side is not None
            and side.get("type") == FileType.REGULAR
            and side.get("sha256") is None
            and "hmac" not in side
            for side in (self.before, self.after)
        )

    @property
    def file_class(self) -> FileClass:
        return file_class(self.path, self.before, self.after)

    @property
    def gains_bits(self) -> int:
        """Set-uid and set-gid bits that a regular file has after, and had not before."""
        if not self.after or self.after.get("type") != FileType.REGULAR:
            return 0
        before = mode_of(self.before) if self.before and self.before.get("type") == FileType.REGULAR else 0
        return mode_of(self.after) & ~before & (SET_UID | SET_GID)

    @property
    def lost_execution(self) -> bool:
        return is_executable(self.before) and bool(self.after) and not self.type and not is_executable(self.after)

    @property
    def anyone_writes(self) -> bool:
        """May anyone write it now, who could not before? A sticky directory is made for that."""
        mode = mode_of(self.after)
        return bool(mode & ANYONE_WRITES) and not mode & STICKY and not mode_of(self.before) & ANYONE_WRITES

    @property
    def noun(self) -> str:
        """What it is, or was."""
        return noun(self.after or self.before)

    def __str__(self) -> str:
        """As in "content and mode 0644 → 0600"; "" where both sides are equal or one is missing."""
        parts = list(self._parts())
        return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1]))) if parts else ""

    def _parts(self) -> Iterator[str]:
        before, after = self.before or {}, self.after or {}
        if self.type:
            yield f"{noun(before)} → {noun(after)}"
        if self.content:
            if "linkname" in after:
                yield f"target {before.get('linkname')} → {after['linkname']}"
            else:
                yield "device number" if "rdev" in after else "content"
        if self.mode:
            yield f"mode {before.get('mode')} → {after.get('mode')}"
        if self.owner:
            yield f"owner {_owner(before)} → {_owner(after)}"
        if self.before and self.after and self.capability:
            yield "file capability"


def file_change(change: Change) -> FileChange:
    """A side that says that the path is gone has no record."""
    return FileChange(change.key, _present(change.before), _present(change.after))


def noun(side: Document | None) -> str:
    return _NOUNS.get(str((side or {}).get("type")), "file")


def _present(side: Document | None) -> Document | None:
    return None if side is None or side.get("type") == GONE else side


def _owner(side: Document) -> str:
    return f"{side.get('uid')}:{side.get('gid')}"
