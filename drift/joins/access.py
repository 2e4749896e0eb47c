"""What the user that a container runs as may do with a file: mode, owner, groups and capabilities (path_resolution(7), capabilities(7))."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from drift.collectors.capabilities import ALL, DOCKER
from drift.model.canonical import Document
from drift.model.entries import Entry, FileType
from drift.model.records import RUNS_AS, Kind
from drift.model.snapshot import Snapshot

READ, WRITE, RUN = 4, 2, 1
_NUMBER = re.compile("[0-9]{1,10}")
_EVERYTHING = READ | WRITE | RUN


@dataclass(frozen=True, slots=True)
class User:
    """Whom the container's program runs as, by number."""

    uid: int
    gid: int
    groups: frozenset[int] = frozenset()
    capabilities: frozenset[str] = frozenset()
    """That its processes have from the start: only root has any."""

    def may(self, entry: Entry) -> int:
        """READ, WRITE and RUN, as bits; of a directory RUN means to enter it."""
        if entry.type is FileType.SYMLINK:
            return _EVERYTHING
        is_directory = entry.type is FileType.DIRECTORY
        rights = self._by_mode(entry)
        if "DAC_OVERRIDE" in self.capabilities:
            rights |= READ | WRITE | (RUN if is_directory or entry.mode & 0o111 else 0)
        if "DAC_READ_SEARCH" in self.capabilities:
            rights |= READ | (RUN if is_directory else 0)
        return rights

    def _by_mode(self, entry: Entry) -> int:
        if entry.uid == self.uid:
            return entry.mode >> 6 & _EVERYTHING
        if entry.gid == self.gid or entry.gid in self.groups:
            return entry.mode >> 3 & _EVERYTHING
        return entry.mode & _EVERYTHING

    def __str__(self) -> str:
        """As in "1000:1000", "0:0 without CAP_DAC_OVERRIDE"."""
        lacks = " without CAP_DAC_OVERRIDE" if self.uid == 0 and "DAC_OVERRIDE" not in self.capabilities else ""
        return f"{self.uid}:{self.gid}{lacks}"


def user_of(snapshot: Snapshot) -> User | None:
    """None where it is not known: the user's name is in no etc/passwd, or was not to be read."""
    accounts, runtime = _contents(snapshot, Kind.ACCOUNTS), _contents(snapshot, Kind.RUNTIME)
    runs_as = accounts.get(RUNS_AS, {})
    uid, gid = runs_as.get("uid"), runs_as.get("gid")
    if not isinstance(uid, int) or not isinstance(gid, int):
        return None
    groups = [one for one in _list(runs_as.get("groups")) if isinstance(one, int)]
    groups += _numbers(_list(runtime.get("group_add", {}).get("value")), accounts)
    return User(uid, gid, frozenset(groups), _capabilities(runtime) if uid == 0 else frozenset())


def _contents(snapshot: Snapshot, kind: Kind) -> Mapping[str, Document]:
    section = snapshot.sections.get(kind)
    return {one.key: one.value for one in section.set.records} if section and section.set else {}


def _numbers(groups: Iterable[object], accounts: Mapping[str, Document]) -> Iterable[int]:
    """Of groups by number or name, those that are known."""
    for group in map(str, groups):
        number = int(group) if _NUMBER.fullmatch(group) else accounts.get(f"group:{group}", {}).get("gid")
        if isinstance(number, int):
            yield number


def _capabilities(runtime: Mapping[str, Document]) -> frozenset[str]:
    """Of a process of root, by what the engine adds and drops."""
    if runtime.get("privileged", {}).get("value") is True:
        return ALL
    added = set(map(str, _list(runtime.get("cap_add", {}).get("value"))))
    dropped = set(map(str, _list(runtime.get("cap_drop", {}).get("value"))))
    given = ALL if "ALL" in added else DOCKER | added
    return frozenset(added - {"ALL"}) if "ALL" in dropped else given - dropped


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
