import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

BALLAST = "ballast"


@dataclass(frozen=True)
class Disk:
    """A small file system of its own."""

    path: Path

    def leave(self, size: int) -> None:
        """Fill it until so many bytes are free."""
        found = os.statvfs(self.path)
        with (self.path / BALLAST).open("wb") as ballast:
            os.posix_fallocate(ballast.fileno(), 0, max(found.f_bavail * found.f_frsize - size, 1))

    def make_room(self) -> None:
        (self.path / BALLAST).unlink()

    def read_only(self) -> None:
        subprocess.run(["mount", "-o", "remount,ro", self.path], check=True)


@pytest.fixture
def disk(tmp_path) -> Iterator[Disk]:
    """Of 16 MiB, in memory."""
    path = tmp_path / "disk"
    path.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "none", path], capture_output=True, check=False)
    if made.returncode:
        pytest.skip(f"needs the right to mount a tmpfs: {made.stderr.decode().strip()}")
    yield Disk(path)
    subprocess.run(["umount", "--lazy", path], check=True)
