"""Single paths of an image's layers, looked up where they lie: `model.protocols.LayerEntries`."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, takewhile

from drift.model.canonical import to_bytes
from drift.model.entries import Entry
from drift.model.protocols import LayerEntries
from drift.source.tarheader import LONGEST_PATH
from drift.store.columns import from_column, to_column
from drift.store.connection import Connection, Parameters, Row
from drift.store.entries import COLUMNS, from_rows

MOST_ASKED = 900
"""Paths in one question: older builds of SQLite take no more than 999 parameters."""

_WHOLE = f"SELECT {COLUMNS} FROM layer_entry WHERE layer = ? ORDER BY position"  # noqa: S608 - a literal
_TEXT_BELOW = "layer = :layer AND path > :text AND path < :text_end"
_BYTES_BELOW = "layer = :layer AND path > :bytes AND path < :bytes_end"
_BELOW = f"""
    SELECT position, {COLUMNS} FROM layer_entry WHERE {_TEXT_BELOW}
    UNION ALL SELECT position, {COLUMNS} FROM layer_entry WHERE {_BYTES_BELOW}
"""  # noqa: S608 - literals
_SIZE_BELOW = f"""
    SELECT coalesce(sum(size), 0), count(*) FROM (
        SELECT size FROM layer_entry WHERE {_TEXT_BELOW} UNION ALL SELECT size FROM layer_entry WHERE {_BYTES_BELOW}
    )
"""  # noqa: S608 - literals
_ANY_BELOW = f"""
    SELECT EXISTS (SELECT 1 FROM layer_entry WHERE {_TEXT_BELOW})
        OR EXISTS (SELECT 1 FROM layer_entry WHERE {_BYTES_BELOW})
"""  # noqa: S608 - literals
_COLLECTED = """
    SELECT DISTINCT path FROM layer_entry e
    WHERE layer = ? AND EXISTS (
        SELECT 1 FROM fact f WHERE f.sha256 = e.sha256 AND f.collector IN (SELECT value FROM json_each(?))
    )
"""


class LayerLookup:
    """The layers of one image, lowest first."""

    def __init__(self, connection: Connection, layers: Mapping[str, int], diff_ids: Sequence[str]) -> None:
        """`layers` are rows by diff ID."""
        self.diff_ids = diff_ids
        self._connection = connection
        self._layers = [layers[diff_id] for diff_id in diff_ids]

    def whole(self) -> list[Iterator[Entry]]:
        return [self._entries(_WHOLE, (layer,)) for layer in self._layers]

    def beyond(self, other: LayerEntries) -> Iterator[Entry]:
        """What the layers say above the lowest ones, as far as those are the same here and there."""
        same = sum(
            1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(self.diff_ids, other.diff_ids, strict=False))
        )
        return chain.from_iterable(self._entries(_WHOLE, (layer,)) for layer in self._layers[same:])

    def some(self, paths: Collection[str], directory: str | None = None) -> list[list[Entry]]:
        """Of each layer what it says of these paths and of all below a directory, in the tar's order."""
        asked = [to_column(path) for path in paths]
        chunks = [asked[start : start + MOST_ASKED] for start in range(0, len(asked), MOST_ASKED)]
        with self._connection.moment(), self._connection.decoding():
            return [self._some(layer, chunks, directory) for layer in self._layers]

    def any_below(self, directory: str) -> bool:
        return any(self._connection.value(_ANY_BELOW, _bounds(layer, directory)) for layer in self._layers)

    def size_below(self, directory: str) -> tuple[int, int]:
        """Bytes of the files below a directory in all layers, hidden ones included, and how many entries there are."""
        found = [self._connection.row(_SIZE_BELOW, _bounds(layer, directory)) or (0, 0) for layer in self._layers]
        return sum(size for size, _ in found), sum(count for _, count in found)

    def collected(self, collectors: Iterable[str]) -> set[str]:
        """Paths of the files, hidden ones included, in which one of these collectors read something."""
        names = json.dumps(sorted(collectors))
        with self._connection.moment(), self._connection.decoding():
            rows = chain.from_iterable(self._connection.rows(_COLLECTED, (layer, names)) for layer in self._layers)
            return {from_column(path) for (path,) in rows}

    def _some(self, layer: int, chunks: Iterable[Sequence[str | bytes]], directory: str | None) -> list[Entry]:
        found = {} if directory is None else _by_position(self._connection.rows(_BELOW, _bounds(layer, directory)))
        for chunk in chunks:
            places = ", ".join("?" * len(chunk))
            question = f"SELECT position, {COLUMNS} FROM layer_entry WHERE layer = ? AND path IN ({places})"  # noqa: S608 - literals
            found |= _by_position(self._connection.rows(question, (layer, *chunk)))
        return list(from_rows(found[position] for position in sorted(found)))

    def _entries(self, question: str, parameters: Parameters) -> Iterator[Entry]:
        with self._connection.decoding():
            yield from from_rows(self._connection.rows(question, parameters))


def _by_position(rows: Iterable[Row]) -> dict[int, Row]:
    return {row[0]: row[1:] for row in rows}


def _bounds(layer: int, directory: str) -> dict[str, object]:
    """What begins with "directory/" is text between two texts, or, where it is not UTF-8, bytes between two bytes.

    Below the root that is all text, which comes before any bytes, and all bytes.
    """
    start, text = to_bytes(directory), to_column(directory)
    known = isinstance(text, str)
    return {
        "layer": layer,
        "text": None if not known else f"{directory}/" if directory else "",
        "text_end": None if not known else f"{directory}0" if directory else b"",  # "0" is the character after "/"
        "bytes": start + b"/" if directory else b"",
        "bytes_end": start + b"0" if directory else b"\xff" * LONGEST_PATH,
    }
