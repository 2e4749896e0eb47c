"""Reading a tar: `python -m benchmarks.tar_reader [FOLDER …]` packs up to 100,000 files of this machine (800 MB) and prints a table.

Each row is the best of its runs, which take turns, so that a busy moment of the machine meets all of them.
"""

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from drift.model.entries import Entry
from drift.source.layers import LayerReader
from drift.source.tarstream import CHUNK, TarStream, read_entries
from drift.tree.fold import fold

FOLDERS = ("/usr/lib", "/usr/share", "/usr/bin")
MOST_FILES, MOST_BYTES, LARGEST_FILE = 100_000, 800_000_000, 3_000_000
RUNS = 3
OPENSSL = "openssl dgst -sha256 of the file"
OURS, BOTH, STANDARD = (
    "read_entries: sha256 of each file",
    "LayerReader: that and the diff ID",
    "tarfile: sha256 of each file",
)


class Databases:
    """`Wanted`, as a scan wants it: of all these files one is read."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[bytes, bytes]] = {}

    def limit(self, path: str, size: int, head: bytes) -> int:
        return size if path.endswith("dpkg/status") and head.startswith(b"Package: ") else 0

    def take(self, path: str, sha256: bytes, content: BinaryIO) -> None:
        self.kept[path] = (sha256, content.read())


def files_below(folders: list[str]) -> Iterator[Path]:
    for folder in folders:
        for parent, directories, names in os.walk(folder):
            directories.sort()
            yield from (Path(parent) / name for name in [*directories, *sorted(names)])


def pack(archive: Path, folders: list[str]) -> None:
    """Large files only while there is room for them: many small ones are what takes time."""
    count = total = 0
    with tarfile.open(archive, "w", format=tarfile.GNU_FORMAT, errors="surrogateescape") as tar:
        for path in files_below(folders):
            size = path.lstat().st_size
            if size > LARGEST_FILE or (size > 8192 and total > MOST_BYTES):
                continue
            tar.add(path, recursive=False)
            count, total = count + 1, total + size
            if count >= MOST_FILES:
                break


def with_tarfile(archive: Path) -> int:
    count = 0
    with tarfile.open(archive) as tar:
        for member in tar:
            count += 1
            if member.isreg() and (content := tar.extractfile(member)):
                digest = hashlib.sha256()
                while chunk := content.read(CHUNK):
                    digest.update(chunk)
    return count


def ways(archive: Path) -> Mapping[str, Callable[[], object]]:
    def ours(read: Callable[..., Iterator[Entry]]) -> Callable[[], int]:
        def run() -> int:
            with archive.open("rb") as file:
                return sum(1 for _ in read(file))

        return run

    found: dict[str, Callable[[], object]] = {
        "headers only": ours(lambda file: iter(TarStream(file, seek=file.seek))),
        OURS: ours(lambda file: read_entries(file, Databases())),
        BOTH: ours(lambda file: iter(LayerReader(file, Databases()))),
        STANDARD: lambda: with_tarfile(archive),
    }
    if openssl := shutil.which("openssl"):
        command = (openssl, "dgst", "-sha256", str(archive))
        found[OPENSSL] = lambda: subprocess.run(command, check=True, capture_output=True)
    return found


def measured(archive: Path) -> Mapping[str, float]:
    times: dict[str, list[float]] = {}
    for _ in range(RUNS):
        for name, run in ways(archive).items():
            start = time.perf_counter()
            run()
            times.setdefault(name, []).append(time.perf_counter() - start)
    return {name: min(seconds) for name, seconds in times.items()}


def folded(archive: Path) -> tuple[int, float]:
    """Entries of the archive's tree, and the seconds that the fold takes."""
    with archive.open("rb") as file:
        entries = list(LayerReader(file, Databases()))
    start = time.perf_counter()
    tree = fold([entries])
    return len(tree), time.perf_counter() - start


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "files.tar"
        pack(archive, sys.argv[1:] or list(FOLDERS))
        found = measured(archive)
        entries, seconds = folded(archive)
        size = archive.stat().st_size / 1e6
    print(f"Python {platform.python_version()}, {entries:,} entries, {size:,.0f} MB")
    print(f"{'':36} {'seconds':>8} {'MB/s':>7}  × of {OURS.partition(':')[0]}")
    for name, taken in sorted(found.items(), key=lambda row: row[1]):
        print(f"{name:36} {taken:8.2f} {size / taken:7,.0f}  {taken / found[OURS]:.2f}")
    print(f"{'fold of these entries':36} {seconds:8.2f}")


if __name__ == "__main__":
    main()
