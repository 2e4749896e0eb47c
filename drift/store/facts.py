"""Facts by content: what a collector read in some bytes is had once, wherever these bytes lie."""

from collections.abc import Iterable
from contextlib import nullcontext

from drift.model.facts import Fact, FactKey, Status
from drift.store.columns import from_column, to_column
from drift.store.connection import Connection

_FIND = """
    SELECT status, reason, content FROM fact WHERE sha256 = ? AND name = ? AND collector = ? AND version = ?
"""


FEW = 10
"""Questions that take less time than a transaction round them."""


class Facts:
    """`model.protocols.Facts`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, keys: Iterable[FactKey]) -> dict[FactKey, Fact]:
        """Those that are known. One question each: 3 µs, and no limit on how many."""
        found = {}
        asked = list(keys)
        # A fact never changes: many are asked in one transaction because that is quicker, and few outside of one for the same reason.
        with self._connection.moment() if len(asked) > FEW else nullcontext(), self._connection.decoding():
            for key in asked:
                row = self._connection.row(_FIND, (key.sha256, to_column(key.name), key.collector, key.version))
                if row:
                    status, reason, content = row
                    found[key] = Fact(*key, Status(status), from_column(reason), from_column(content))
        return found

    def add(self, facts: Iterable[Fact]) -> None:
        """Those that are known already stay: the same bytes and version say the same."""
        with self._connection.transaction():
            self._connection.run_many(
                """INSERT INTO fact (sha256, name, collector, version, status, reason, content)
                   VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""",
                (
                    (
                        fact.sha256,
                        to_column(fact.name),
                        fact.collector,
                        fact.version,
                        fact.status.value,
                        to_column(fact.reason),
                        to_column(fact.content),
                    )
                    for fact in facts
                ),
            )
