"""Reads the files that collectors want while they stream by, and keeps what was found as facts."""

import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any, BinaryIO

from drift.collectors import COLLECTORS, OF_CHANGED_FILES
from drift.collectors.interface import Collector, Unreadable
from drift.collectors.matching import Matching
from drift.model.canonical import canonical
from drift.model.entries import Entry
from drift.model.facts import Fact, FactKey, Status, fact_key
from drift.model.protocols import Facts
from drift.model.redaction import Redactor
from drift.model.secret_names import keyed_path, secret_path

HEAD = 512
"""Bytes of a file's start that tell what it is."""

_FLEETING = frozenset(collector.name for collector in COLLECTORS if collector.keyed)

KEPT_UNSURE = 8 << 20
"""Bytes of the longest file that is kept though it has the size that it had: what is longer waits on the disk."""


class Reading:
    """`model.protocols.Wanted` over collectors: each content is parsed once, whatever the number of files that have it.

    With `known` what the store has is not parsed again. Take `facts()` after each layer or container.
    """

    def __init__(
        self,
        redactor: Redactor,
        known: Facts | None = None,
        collectors: Sequence[Collector] = COLLECTORS,
        before: Callable[[str], Entry | None] | None = None,
    ) -> None:
        """`before` says what the image has at a path, where OF_CHANGED_FILES are wanted of what is otherwise; else of nothing."""
        self._redactor = redactor
        self._collectors = tuple(collectors)
        self._matching = Matching(collectors)
        self._known = known
        self._before = before
        self._sizes: dict[str, int] = {}
        self._seen: set[FactKey] = set()
        self._facts: list[Fact] = []

    def limit(self, path: str, size: int, head: bytes) -> int:
        """Bytes to keep, at least 1 where the file is wanted; 0 where nobody wants it."""
        wanted = self._wanted(path, size, head) + self._of_changed(path, size)
        if not wanted:
            return 0
        self._sizes[path] = size
        return max(1, min(size, max(collector.limit for collector in wanted)))

    def take(self, path: str, sha256: bytes, content: BinaryIO) -> None:
        size = self._sizes.pop(path)
        name = path[path.rfind("/") + 1 :]
        head = content.read(HEAD)
        wanted = self._wanted(path, size, head) + self._of_changed(path, size, sha256)
        asked = {FactKey(sha256, name, collector.name, collector.version): collector for collector in wanted}
        new = asked.keys() - self._seen
        known = self._known.get(new) if self._known and new else {}
        for key, collector in asked.items():
            if key in new and key not in known:
                self._facts.append(self._fact(collector, key, content, size))
        self._seen |= new

    def facts(self) -> list[Fact]:
        """What was found since the last call."""
        found, self._facts = self._facts, []
        return found

    def versions(self) -> dict[str, int]:
        """Collector → version."""
        asked = (*self._collectors, *OF_CHANGED_FILES) if self._before else self._collectors
        return {collector.name: collector.version for collector in asked}

    def _wanted(self, path: str, size: int, head: bytes) -> list[Collector]:
        return [collector for collector in self._matching.of(path, head) if wants(collector, path, size)]

    def _of_changed(self, path: str, size: int, sha256: bytes | None = None) -> list[Collector]:
        """Before the digest is known all that may be changed: an export passes every file of the container by."""
        before = self._before(path) if self._before and not keyed_path(path) else None
        if before is None or before.sha256 == sha256:
            return []
        if sha256 is None and before.size == size > KEPT_UNSURE:
            return []
        return [collector for collector in OF_CHANGED_FILES if wants(collector, path, size)]

    def _fact(self, collector: Collector, key: FactKey, content: BinaryIO, size: int) -> Fact:
        if size > collector.limit and collector.oversize is Status.FAILED:
            return Fact(*key, Status.FAILED, f"{size} bytes are more than the {collector.limit} that are read", "")
        try:
            found = collector.parse(self._beginning(content, collector.limit), key.name)
        except Unreadable as error:
            return Fact(*key, Status.FAILED, str(error), "")
        if found is None:
            return Fact(*key, Status.ABSENT, "", "")
        if collector.keyed is not None:
            found = collector.keyed(self._redactor, found)
        return Fact(*key, Status.OK, "", canonical(self._redacted(found) if collector.secret else found))

    @staticmethod
    def _beginning(content: BinaryIO, limit: int) -> BinaryIO:
        """What this collector wants of a file of which another one may want more."""
        content.seek(0, io.SEEK_END)
        longer = content.tell() > limit
        content.seek(0)
        return io.BytesIO(content.read(limit)) if longer else content

    def _redacted(self, found: dict[str, Any]) -> dict[str, Any]:
        if "lines" in found:
            return found | {"lines": self._redactor.lines("documents", found["lines"])}
        return found | {"document": self._redactor.tree("documents", found["document"])}


def lasting(facts: Iterable[Fact]) -> list[Fact]:
    """Those of a container that a store may have: not of its files of secrets, which are read at each scan."""
    return [fact for fact in facts if fact.collector not in _FLEETING]


class FactIndex:
    """`model.protocols.Facts` in memory, in front of others: what was just read, before the store has it."""

    def __init__(self, facts: Iterable[Fact] = (), behind: Facts | None = None) -> None:
        self._facts = {fact_key(fact): fact for fact in facts}
        self._behind = behind

    def get(self, keys: Iterable[FactKey]) -> dict[FactKey, Fact]:
        asked = list(keys)
        found = {key: self._facts[key] for key in asked if key in self._facts}
        missing = [key for key in asked if key not in found]
        return found | self._behind.get(missing) if self._behind and missing else found


def wants(collector: Collector, path: str, size: int) -> bool:
    """Is a file that its globs match read at all, and so has a fact?"""
    if collector.oversize is Status.ABSENT and size > collector.limit:
        return False
    return not (collector.secret and secret_path(path))
