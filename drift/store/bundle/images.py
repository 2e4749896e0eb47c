"""Merges images: layers with their entries, facts, configs, names."""

from collections.abc import Callable, Iterator, Mapping
from itertools import groupby, islice
from operator import attrgetter
from typing import Any

from drift.store.bundle.rows import CollectedRow, EntryRow, FactRow, ImageRefRow, ImageRow, LayerRow
from drift.store.bundle.target import Target
from drift.store.bundle.values import column, fact_content, image_document, maybe, time
from drift.store.connection import Row

_KEEP_FACT = """
    INSERT INTO fact (sha256, name, collector, version, status, reason, content) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (sha256, name, collector, version) DO UPDATE SET
        status = excluded.status, reason = excluded.reason, content = excluded.content
    WHERE (excluded.status, excluded.reason, excluded.content) < (status, reason, content)
"""
"""Two say the same of the same bytes, but for fingerprints that were made with two keys."""

_KEEP_COLLECTED = """
    INSERT INTO layer_collected VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (layer, collector, version) DO UPDATE SET status = excluded.status, reason = excluded.reason
    WHERE (excluded.status, excluded.reason) < (status, reason)
"""
_KEEP_IMAGE = """
    INSERT INTO image
        (identity, platform, config_digest, manifest_digest, index_digest, tree_digest, document, snapshot)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (identity) DO UPDATE SET
        config_digest = coalesce(min(config_digest, excluded.config_digest), config_digest, excluded.config_digest),
        manifest_digest =
            coalesce(min(manifest_digest, excluded.manifest_digest), manifest_digest, excluded.manifest_digest),
        index_digest = coalesce(min(index_digest, excluded.index_digest), index_digest, excluded.index_digest)
"""
_RANK = """
    SELECT count(x.record_set), coalesce(sum(s.count), 0), coalesce(max(p.digest), x''), i.document
    FROM image i LEFT JOIN snapshot p ON p.id = {snapshot}
    LEFT JOIN snapshot_set x ON x.snapshot = p.id LEFT JOIN record_set s ON s.id = x.record_set
    WHERE i.id = ?
"""
_BIND = """
    INSERT INTO image_ref VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (origin, reference, image) DO UPDATE SET
        digest = CASE
            WHEN excluded.last_seen > last_seen THEN excluded.digest
            WHEN excluded.last_seen = last_seen THEN max(digest, excluded.digest)
            ELSE digest END,
        first_seen = min(first_seen, excluded.first_seen),
        last_seen = max(last_seen, excluded.last_seen)
"""


class ImageRows:
    def __init__(self, target: Target) -> None:
        self._target = target
        self._layers: list[LayerRow] = []
        self._new: set[int] = set()
        """Lines of the layers that were not here: of the others the entries are."""
        self.sections: Mapping[str, Callable[[Iterator[Any]], None]] = {
            "layers": self.layers,
            "layers_collected": self.collected,
            "layer_entries": self.entries,
            "facts": self.facts,
            "images": self.images,
            "image_refs": self.references,
        }

    def layers(self, rows: Iterator[LayerRow]) -> None:
        connection = self._target.connection
        for line, row in enumerate(rows):
            if connection.value("SELECT 1 FROM layer WHERE diff_id = ?", (row.diff_id,)) is None:
                self._new.add(line)
                connection.run("INSERT INTO layer (diff_id, size, entries) VALUES (?, ?, ?)", row)
            self._target.found("layers", "layer", diff_id=row.diff_id)
            self._layers.append(row)

    def collected(self, rows: Iterator[CollectedRow]) -> None:
        for row in rows:
            layer = self._target.row("layers", row.layer)
            values = (layer, row.collector, row.version, row.status.value, column(row.reason))
            self._target.connection.run(_KEEP_COLLECTED, values)

    def entries(self, rows: Iterator[EntryRow]) -> None:
        done = 0
        counts = [0] * len(self._layers)
        for line, group in groupby(rows, attrgetter("layer")):
            if line < done:
                raise ValueError("the entries of a layer do not stand together")
            done = line + 1
            counts[line] = self._keep_entries(line, group)
        if counts != [layer.entries for layer in self._layers]:
            raise ValueError("a layer does not have as many entries as it says")

    def _keep_entries(self, line: int, rows: Iterator[EntryRow]) -> int:
        layer = self._target.row("layers", line)
        if line not in self._new:
            return sum(1 for _ in rows)
        count = 0

        def numbered() -> Iterator[Row]:
            nonlocal count
            for row in rows:
                yield (layer, count, *_entry(row))
                count += 1

        self._target.connection.run_many(
            "INSERT INTO layer_entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", numbered()
        )
        return count

    def facts(self, rows: Iterator[FactRow]) -> None:
        while batch := [_fact(row) for row in islice(rows, 5000)]:
            self._target.connection.run_many(_KEEP_FACT, batch)

    def images(self, rows: Iterator[ImageRow]) -> None:
        for row in rows:
            layers = [self._target.row("layers", line) for line in row.layers]
            snapshot = self._target.maybe("snapshots", row.snapshot)
            document = image_document(row.document)
            self._target.connection.run(_KEEP_IMAGE, (*row[:6], document, snapshot))
            image = self._target.found("images", "image", identity=row.identity)
            self._prefer(image, document, snapshot)
            self._lay(image, layers)

    def _lay(self, image: int, layers: list[int]) -> None:
        """An image's identity covers its layers: one that is here has them."""
        connection = self._target.connection
        known = [
            layer
            for (layer,) in connection.rows("SELECT layer FROM image_layer WHERE image = ? ORDER BY position", (image,))
        ]
        if not known:
            rows = [(image, position, layer) for position, layer in enumerate(layers)]
            connection.run_many("INSERT INTO image_layer VALUES (?, ?, ?)", rows)
        elif known != layers:
            raise ValueError("an image has other layers than the one of this identity that is here")

    def _prefer(self, image: int, document: str | bytes, snapshot: int | None) -> None:
        """Of what two stores say of one image (two builds, two versions of drift) the fuller stays, whichever came first."""
        connection = self._target.connection
        here = connection.row(_RANK.format(snapshot="i.snapshot"), (image,))
        there = connection.row(_RANK.format(snapshot="?"), (snapshot, image))
        if here and there and _order((*there[:3], document)) > _order(here):
            connection.run("UPDATE image SET document = ?, snapshot = ? WHERE id = ?", (document, snapshot, image))

    def references(self, rows: Iterator[ImageRefRow]) -> None:
        for row in rows:
            image = self._target.row("images", row.image)
            names = (column(row.origin), column(row.reference), image, column(row.digest))
            self._target.connection.run(_BIND, (*names, time(row.first_seen), time(row.last_seen)))


def _order(rank: Row) -> tuple[int, int, bytes, bytes]:
    sections, records, digest, document = rank
    return sections, records, digest, document if isinstance(document, bytes) else document.encode()


def _entry(row: EntryRow) -> Row:
    path, link = row.path, row.linkname
    return (
        path if type(path) is str else column(path),
        row.type.value,
        *row[3:9],
        link if link is None or type(link) is str else maybe(link),
        row.rdev,
        row.capability,
    )


def _fact(row: FactRow) -> Row:
    return (
        row.sha256,
        column(row.name),
        row.collector,
        row.version,
        row.status.value,
        column(row.reason),
        fact_content(row.content),
    )
