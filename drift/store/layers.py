"""Layers of images: each indexed once, for ever, with the facts of its files."""

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from drift.model.entries import Entry
from drift.model.facts import Fact, Status
from drift.model.protocols import LayerStream
from drift.store.columns import to_column
from drift.store.connection import Connection
from drift.store.entries import COLUMNS, from_rows, to_rows
from drift.store.facts import Facts
from drift.store.lookup import LayerLookup

_STAGE = f"CREATE TEMP TABLE IF NOT EXISTS staged (position INTEGER PRIMARY KEY, {COLUMNS})"
_STAGE_ENTRY = f"INSERT INTO temp.staged ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - literals
_KEEP_ENTRIES = f"INSERT INTO layer_entry SELECT ?, position, {COLUMNS} FROM temp.staged ORDER BY path, position"  # noqa: S608
_ENTRIES = f"SELECT {COLUMNS} FROM layer_entry WHERE layer = ? ORDER BY position"  # noqa: S608

_BATCH = 2000


class Layers:
    def __init__(self, connection: Connection, facts: Facts) -> None:
        self._connection = connection
        self._facts = facts

    def has(self, diff_id: str, collectors: Mapping[str, int]) -> bool:
        """Is this layer here, and has each of these collectors in this version looked at it?"""
        layer = self._id(diff_id)
        if layer is None:
            return False
        looked = self._connection.rows("SELECT collector, version FROM layer_collected WHERE layer = ?", (layer,))
        return collectors.items() <= set(looked)

    def add(self, layer: LayerStream, facts: Callable[[], Sequence[Fact]], collectors: Mapping[str, int]) -> str:
        """Keep a layer with what `facts` gives once it is read to its end (all facts of its files); returns its diff ID.

        Whole or not at all. Of a layer that is here already only what its new collectors found is added.
        It is read into a temporary table, since it may stream from an engine for minutes: other scans would wait
        for the lock until their busy timeout. Copying 100,000 rows then takes 0.14 s.
        """
        connection = self._connection
        connection.run(_STAGE)
        try:
            self._stage(layer)
            found = facts()
            with connection.transaction():
                row = self._id(layer.diff_id)
                if row is None:
                    row = self._keep(layer.diff_id, layer.size)
                self._facts.add(found)
                self._collected(row, found, collectors)
        finally:
            connection.run("DELETE FROM temp.staged")
        return layer.diff_id

    def entries(self, diff_id: str) -> Iterator[Entry]:
        """In the order of the archive, whiteouts included. KeyError where the layer is not here."""
        layer = self._id(diff_id)
        if layer is None:
            raise KeyError(diff_id)
        return self._entries(layer)

    def of_image(self, diff_ids: Iterable[str]) -> LayerLookup:
        """The layers of an image, lowest first. KeyError for one that is not here."""
        asked = tuple(diff_ids)
        layers = {diff_id: layer for diff_id in asked if (layer := self._id(diff_id)) is not None}
        return LayerLookup(self._connection, layers, asked)

    def _id(self, diff_id: str) -> int | None:
        found: int | None = self._connection.value("SELECT id FROM layer WHERE diff_id = ?", (diff_id,))
        return found

    def _stage(self, layer: LayerStream) -> None:
        rows = to_rows(layer)
        while batch := list(itertools.islice(rows, _BATCH)):
            with self._connection.moment():
                self._connection.run_many(_STAGE_ENTRY, batch)

    def _keep(self, diff_id: str, size: int) -> int:
        count = self._connection.value("SELECT count(*) FROM temp.staged")
        row = self._connection.run(
            "INSERT INTO layer (diff_id, size, entries) VALUES (?, ?, ?)", (diff_id, size, count)
        )
        self._connection.run(_KEEP_ENTRIES, (row,))
        return row

    def _collected(self, layer: int, facts: Sequence[Fact], collectors: Mapping[str, int]) -> None:
        self._connection.run_many(
            "INSERT INTO layer_collected VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            [(layer, name, version, *_summary(facts, name, version)) for name, version in sorted(collectors.items())],
        )

    def _entries(self, layer: int) -> Iterator[Entry]:
        with self._connection.decoding():
            yield from from_rows(self._connection.rows(_ENTRIES, (layer,)))


def _summary(facts: Sequence[Fact], collector: str, version: int) -> tuple[str, str | bytes]:
    """Status and reason of one collector over a layer: a single failure makes it failed."""
    made = [fact for fact in facts if (fact.collector, fact.version) == (collector, version)]
    failed = next((fact for fact in made if fact.status is Status.FAILED), None)
    if failed:
        return Status.FAILED.value, to_column(f"{failed.name}: {failed.reason}")
    return (Status.OK if made else Status.ABSENT).value, ""
