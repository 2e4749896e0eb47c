"""Reads a bundle into a store: all of it in one transaction, or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass

from drift.source.tarstream import Readable
from drift.store.bundle.contents import Contents
from drift.store.bundle.history import HistoryRows
from drift.store.bundle.images import ImageRows
from drift.store.bundle.lines import Lines, broken
from drift.store.bundle.rows import ROWS
from drift.store.bundle.target import Target
from drift.store.bundle.writing import key_ids
from drift.store.connection import Connection

NEWS = ("scan", "observation", "snapshot", "image", "layer", "record", "sighting")


@dataclass(frozen=True, slots=True)
class Imported:
    new: Mapping[str, int]
    """Rows by table, of those in NEWS, that were not here before."""
    environments: tuple[str, ...]
    """That the bundle has, in order."""
    key_ids: tuple[str, ...]
    """Of the keys that secrets in the bundle are fingerprinted with."""
    own_key_ids: tuple[str, ...]
    """Of those that were here before."""


def import_bundle(connection: Connection, stream: Readable) -> Imported:
    """Merge a bundle. BundleError, and nothing changed, where it is damaged, cut short, of a newer format or none.

    Twice is once, and the order of several does not matter: rows are joined by what they are known by, and where two say
    different things of one (since when it was seen, which of an image's configs), neither order nor place decides.
    """
    lines = Lines(stream)
    lines.header()
    with connection.transaction():
        own = key_ids(connection)
        before = _counts(connection)
        target = Target(connection)
        merge = {**Contents(target).sections, **ImageRows(target).sections, **HistoryRows(target).sections}
        for section in ROWS:
            try:
                merge[section](lines.rows(section))
            except (ValueError, TypeError, KeyError, IndexError, RecursionError) as error:
                raise broken(f"has a row in {section!r} that cannot be: {error}") from error
        lines.footer()
        after = _counts(connection)
    return Imported(
        {table: after[table] - before[table] for table in NEWS},
        tuple(target.environments),
        tuple(sorted(target.key_ids)),
        own,
    )


def _counts(connection: Connection) -> dict[str, int]:
    return {table: connection.value(f"SELECT count(*) FROM {table}") for table in NEWS}  # noqa: S608 - names of ours
