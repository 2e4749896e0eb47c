"""What differs between two images of 100,000 entries that the store has: `python -m benchmarks.differences` prints a table."""

import hashlib
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.table import in_turn, inside, show
from drift.diff.compare import compare
from drift.model.changes import Relation
from drift.model.entries import Entry, FileType
from drift.model.oci import Image, Platform
from drift.model.settings import Settings
from drift.pipeline.images import Images, KnownImage
from drift.pipeline.session import Session
from drift.pipeline.sides import Sides
from drift.store import Store

ENTRIES = 100_000
TOP = 2_000
"""Entries of the layer in which images differ that share all others."""
RUNS = 5
SHARED, OTHER, SAME = "two images that share all but their top layers", "two that share nothing", "an image and itself"


class Layer:
    """As a source streams it: files of which `salt` says what they hold."""

    def __init__(self, salt: str, files: range) -> None:
        self._salt = salt
        self._files = files
        self.diff_id = f"sha256:{hashlib.sha256(f'{salt} {files}'.encode()).hexdigest()}"
        self.size = 800_000_000

    def __iter__(self) -> Iterator[Entry]:
        for number in self._files:
            path = f"usr/lib/python3/dist-packages/package_{number % 300}/module_{number}.py"
            content = hashlib.sha256(f"{self._salt} {number}".encode()).digest()
            yield Entry(path, FileType.REGULAR, 0o644, 0, 0, number, 1_700_000_000, content)


def kept(session: Session, *layers: Layer) -> KnownImage:
    images = Images(session)
    for layer in layers:
        images.sink.add(layer)
    config = {"Cmd": ["sleep", "infinity"]}
    return images.keep(Image(Platform.parse("linux/amd64"), config, tuple(layer.diff_id for layer in layers)))


def changes(session: Session, before: KnownImage, after: KnownImage) -> int:
    """As `drift diff` finds them, nothing of the images in memory yet."""
    images = Images(session)
    sides = Sides(session, images)
    known = [images.known(one.identity) for one in (before, after)]
    one, other = (sides.of_image("", image) for image in known if image)
    return len(compare(Relation.IMAGE_IMAGE, "", one, other).changes)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "drift.db") as store:
        session = Session(Settings(), store, {"DRIFT_KEY": "0" * 64}, now=datetime.now(UTC))
        base = Layer("base", range(ENTRIES))
        one, other = (kept(session, base, Layer(salt, range(TOP))) for salt in ("one", "other"))
        strange = kept(session, Layer("strange", range(ENTRIES)))
        rows = {
            SHARED: lambda: inside(lambda: changes(session, one, other)),
            OTHER: lambda: inside(lambda: changes(session, one, strange)),
            SAME: lambda: inside(lambda: changes(session, one, one)),
        }
        show(f"Difference of two images of {ENTRIES:,} entries from the store", in_turn(rows, RUNS))


if __name__ == "__main__":
    main()
