"""The store: one SQLite file. The only importer of sqlite3 and sqlite_utils."""

from drift.store.difference import Difference
from drift.store.images import ImageReference, StoredImage
from drift.store.key import Key, find_key, key_path, load_key
from drift.store.opening import default_path
from drift.store.placing import new_or_there
from drift.store.prune import Pruned
from drift.store.scans import ScanOutcome, Scope
from drift.store.sightings import Judged, Sighting
from drift.store.snapshots import StoredSection
from drift.store.spans import Span
from drift.store.stats import Stats
from drift.store.store import Store
from drift.store.told import Known, KnownFinding

__all__ = [
    "Difference",
    "ImageReference",
    "Judged",
    "Key",
    "Known",
    "KnownFinding",
    "Pruned",
    "ScanOutcome",
    "Scope",
    "Sighting",
    "Span",
    "Stats",
    "Store",
    "StoredImage",
    "StoredSection",
    "default_path",
    "find_key",
    "key_path",
    "load_key",
    "new_or_there",
]
