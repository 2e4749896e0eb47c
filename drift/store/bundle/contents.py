"""Merges what is known by its digest: records, sets, snapshots, coverage. Each digest is computed again."""

from collections.abc import Callable, Iterator, Mapping
from itertools import islice, pairwise
from typing import Any

from drift.model.canonical import sha256, to_bytes
from drift.model.facts import Status
from drift.store.bundle.rows import CoverageRow, RecordRow, SetRow, SnapshotRow
from drift.store.bundle.target import Target
from drift.store.bundle.values import column, coverage, json_object, key_ids_in
from drift.store.columns import from_column

_BATCH = 5000
_KEEP_RECORD = "INSERT INTO record (digest, kind, key, content) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
_KEEP_SECTION = """
    INSERT INTO snapshot_set VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (snapshot, kind) DO UPDATE SET reason = min(reason, excluded.reason)
"""


class Contents:
    def __init__(self, target: Target) -> None:
        self._target = target
        self._keys: list[bytes] = []
        self._kinds: list[str] = []
        self.sections: Mapping[str, Callable[[Iterator[Any]], None]] = {
            "coverage": self.coverage,
            "records": self.records,
            "record_sets": self.record_sets,
            "snapshots": self.snapshots,
        }

    def coverage(self, rows: Iterator[CoverageRow]) -> None:
        for row in rows:
            content = coverage(row.content)
            digest = sha256(b"coverage", to_bytes(from_column(content)))
            self._target.connection.run(
                "INSERT INTO coverage (digest, content) VALUES (?, ?) ON CONFLICT DO NOTHING", (digest, content)
            )
            self._target.found("coverage", "coverage", digest=digest)

    def records(self, rows: Iterator[RecordRow]) -> None:
        connection, ids = self._target.connection, self._target.rows["records"]
        while batch := [self._record(row) for row in islice(rows, _BATCH)]:
            connection.run_many(_KEEP_RECORD, batch)
            ids += [connection.value("SELECT id FROM record WHERE digest = ?", (digest,)) for digest, *_ in batch]

    def _record(self, row: RecordRow) -> tuple[bytes, str, str | bytes, str | bytes]:
        key, content = column(row.key), json_object(row.content)
        key_bytes, text = to_bytes(from_column(key)), from_column(content)
        digest = sha256(row.kind.encode(), key_bytes, to_bytes(text))
        self._keys.append(key_bytes)
        self._kinds.append(row.kind.value)
        self._target.digests["records"].append(digest)
        self._target.key_ids |= key_ids_in(text)
        return digest, row.kind.value, key, content

    def record_sets(self, rows: Iterator[SetRow]) -> None:
        target = self._target
        for row in rows:
            self._check(row)
            known = target.connection.value("SELECT id FROM record_set WHERE digest = ?", (row.digest,))
            if known is None:
                known = target.connection.run(
                    "INSERT INTO record_set (digest, kind, count) VALUES (?, ?, ?)",
                    (row.digest, row.kind.value, len(row.records)),
                )
                members = [(known, target.row("records", line)) for line in row.records]
                target.connection.run_many("INSERT INTO record_set_member VALUES (?, ?)", members)
            target.rows["record_sets"].append(known)
            target.digests["record_sets"].append(row.digest)

    def _check(self, row: SetRow) -> None:
        keys = [self._keys[line] for line in row.records]
        if not all(one < following for one, following in pairwise(keys)):
            raise ValueError("the keys of a set are not in order, or one stands twice")
        if any(self._kinds[line] != row.kind for line in row.records):
            raise ValueError("a set holds records of another kind")
        digests = self._target.digests["records"]
        if sha256(row.kind.encode(), *(digests[line] for line in row.records)) != row.digest:
            raise ValueError("a set does not have what its digest says")

    def snapshots(self, rows: Iterator[SnapshotRow]) -> None:
        for row in rows:
            self._check_snapshot(row)
            snapshot = self._kept(row)
            for section in row.sections:
                self._target.connection.run(
                    _KEEP_SECTION,
                    (
                        snapshot,
                        section.kind.value,
                        section.status.value,
                        self._target.maybe("record_sets", section.record_set),
                        column(section.reason),
                    ),
                )

    def _check_snapshot(self, row: SnapshotRow) -> None:
        parts = [row.image or b""]
        kinds = [section.kind for section in row.sections]
        if kinds != sorted(set(kinds)):
            raise ValueError("the kinds of a snapshot are not in order, or one stands twice")
        for section in row.sections:
            if (section.status is Status.OK) != (section.record_set is not None):
                raise ValueError(f"a snapshot's {section.kind} are {section.status}, with or without a set")
            digest = b"" if section.record_set is None else self._target.digests["record_sets"][section.record_set]
            parts += [section.kind.encode(), section.status.encode(), digest]
        if sha256(b"snapshot", *parts) != row.digest:
            raise ValueError("a snapshot does not have what its digest says")

    def _kept(self, row: SnapshotRow) -> int:
        self._target.connection.run(
            "INSERT INTO snapshot (digest, image) VALUES (?, ?) ON CONFLICT DO NOTHING", (row.digest, row.image)
        )
        return self._target.found("snapshots", "snapshot", digest=row.digest)
