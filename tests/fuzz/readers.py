"""The readers of what others wrote, each as one function of bytes, with the one error that it may end with.

`corpus/NAME/` has inputs for each: real ones to start from, and those that once found a mistake.
"""

import hashlib
import io
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from drift.collectors.documents.collector import DOCUMENTS
from drift.collectors.interface import Collector, Unreadable
from drift.collectors.packages.apk import APK, APK_FILES
from drift.collectors.packages.chisel import CHISEL_FILES
from drift.collectors.packages.dpkg import DPKG
from drift.collectors.packages.dpkg_files import DPKG_LIST
from drift.collectors.packages.pacman import PACMAN_MTREE
from drift.collectors.packages.python import PYTHON
from drift.collectors.packages.rpm.database import RPM_FILES
from drift.errors import BundleError, ConfigError, MalformedArchive
from drift.model.entries import Entry, FileType
from drift.policy.config import load_settings
from drift.source.layers import LayerReader
from drift.source.tarstream import read_entries
from drift.store import Store
from drift.tree.fold import fold
from tests.source.archives import Keeper
from tests.store.fleets import empty

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

CORPUS = Path(__file__).with_name("corpus")
DOCUMENT_NAMES = ("x.json", "x.yaml", "x.toml", "x.ini", ".env", "x.conf")
BELOW = [Entry("d", FileType.DIRECTORY, 0o755, 0, 0), Entry("d/b", FileType.FIFO, 0o644, 0, 0)]


@dataclass(frozen=True)
class Reader:
    read: Callable[[bytes], object]
    error: type[Exception]


def tar(raw: bytes) -> object:
    return list(read_entries(io.BytesIO(raw), Keeper(100)))


def whiteouts(raw: bytes) -> object:
    """A layer on another, folded."""
    tree = fold([BELOW, list(LayerReader(io.BytesIO(raw), Keeper(0)))])
    return tree.digest


def parsed_by(collector: Collector, *names: str) -> Callable[[bytes], object]:
    """With several names the first byte chooses one."""

    def read(raw: bytes) -> object:
        name = names[raw[0] % len(names)] if raw else names[0]
        content = raw[1:] if len(names) > 1 else raw
        return json.dumps(collector.parse(io.BytesIO(content), name))

    return read


def policy(raw: bytes) -> object:
    with tempfile.NamedTemporaryFile(suffix=".toml") as file:
        file.write(raw)
        file.flush()
        return load_settings(Path(file.name))


def bundle(raw: bytes) -> object:
    with empty_store() as store:
        return store.import_bundle(io.BytesIO(raw))


def sealed_bundle(raw: bytes) -> object:
    """The lines of a bundle, counted, signed and packed as `drift export` does: what is behind those checks is read too."""
    head, *rows = raw.splitlines(keepends=True) or [b""]
    counts: dict[str, int] = {}
    section = ""
    for row in rows:
        if row.startswith(b'{"section":"'):
            section = row[12:].partition(b'"')[0].decode("latin-1")
            counts[section] = 0
        elif section:
            counts[section] += 1
    body = head + b"".join(rows)
    foot = {"rows": counts, "sha256": hashlib.sha256(body).hexdigest()}
    return bundle(zstd.compress(body + json.dumps(foot).encode() + b"\n"))


@contextmanager
def empty_store() -> Iterator[Store]:
    with tempfile.TemporaryDirectory(dir=shared_memory()) as folder:
        path = Path(folder, "drift.db")
        path.write_bytes(empty())
        with Store.open(path) as store:
            yield store
            assert list(store.check()) == []


def shared_memory() -> str | None:
    """Where a file costs nothing, if there is such a place."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


READERS = {
    "tar": Reader(tar, MalformedArchive),
    "whiteouts": Reader(whiteouts, MalformedArchive),
    "dpkg": Reader(parsed_by(DPKG, "status"), Unreadable),
    "dpkg-list": Reader(parsed_by(DPKG_LIST, "x.list"), Unreadable),
    "apk": Reader(parsed_by(APK, "installed"), Unreadable),
    "apk-files": Reader(parsed_by(APK_FILES, "installed"), Unreadable),
    "chisel": Reader(parsed_by(CHISEL_FILES, "manifest.wall"), Unreadable),
    "pacman-mtree": Reader(parsed_by(PACMAN_MTREE, "mtree"), Unreadable),
    "rpm-berkeley": Reader(parsed_by(RPM_FILES, "Packages"), Unreadable),
    "rpm-ndb": Reader(parsed_by(RPM_FILES, "Packages.db"), Unreadable),
    "rpm-sqlite": Reader(parsed_by(RPM_FILES, "rpmdb.sqlite"), Unreadable),
    "python": Reader(parsed_by(PYTHON, "METADATA"), Unreadable),
    "documents": Reader(parsed_by(DOCUMENTS, *DOCUMENT_NAMES), Unreadable),
    "policy": Reader(policy, ConfigError),
    "bundle": Reader(bundle, BundleError),
    "sealed-bundle": Reader(sealed_bundle, BundleError),
}


def inputs(name: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted((CORPUS / name).iterdir())]


def try_one(name: str, raw: bytes) -> None:
    """A result, or the one error, in one line that can be printed."""
    reader = READERS[name]
    try:
        reader.read(raw)
    except reader.error as error:
        line = str(error)
        if name in ("tar", "whiteouts", "bundle", "sealed-bundle"):
            assert line.isprintable(), line
        assert "\n" not in line
        assert len(line) < 2000
