"""Random drifts, seeded: what one does, the next may undo, move or build upon; one that cannot be done is passed over."""

import json
import random
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from tests.engines.engine import Container

HAND = "tests.integration.hand"
Step = tuple[str | int, ...]


@dataclass(frozen=True)
class Places:
    """Where an image has something to change."""

    folders: tuple[str, ...]
    names: tuple[str, ...]
    files: tuple[str, ...]
    """Some that the image has."""
    mounted: tuple[str, str, str]
    """Folders of the image for a bind mount, a volume and a tmpfs to lie over."""


TINY = Places(
    (
        "/srv",
        "/srv/moved",
        "/srv/again",
        "/srv/new",
        "/srv/new/deep",
        "/opt/app",
        "/etc/app",
        "/var/lib/app",
        "/usr/lib",
        "/home/" + "/".join(["d" * 60] * 5),
    ),
    ("a", "b", "file", "data", "app.conf", "run", "linked", "other"),
    (
        "/srv/edited/file",
        "/srv/file",
        "/srv/linked/file",
        "/srv/mode/file",
        "/srv/moved/a",
        "/srv/again/b",
        "/srv/swapped/a",
        "/opt/app/run",
        "/etc/app/settings.json",
        "/var/lib/app/data",
    ),
    ("/srv/moved", "/var/lib/app", "/srv/again"),
)
DEBIAN = Places(
    (
        "/opt",
        "/opt/new/deep",
        "/etc/apt",
        "/etc/default",
        "/usr/sbin",
        "/usr/share/python3",
        "/usr/lib/python3.11/logging",
        "/usr/lib/python3.11/email",
        "/usr/share/perl5/Debconf",
        "/var/lib/dpkg",
        "/var/lib/dpkg/triggers",
        "/srv/" + "/".join(["d" * 60] * 5),
    ),
    (
        "status",
        "py3versions.py",
        "__init__.py",
        "config.py",
        "message.py",
        "env",
        "chroot",
        "File",
        "blkid",
        "other",
    ),
    (
        "/usr/sbin/chroot",
        "/usr/sbin/blkid",
        "/usr/share/python3/py3versions.py",
        "/usr/share/perl5/Debconf/Config.pm",
        "/usr/lib/python3.11/os.py",
        "/usr/lib/python3.11/abc.py",
        "/usr/lib/python3.11/email/message.py",
        "/usr/lib/os-release",
        "/usr/bin/env",
        "/etc/debconf.conf",
        "/var/lib/dpkg/status",
        "/var/lib/dpkg/diversions",
    ),
    ("/etc/apt", "/var/lib/dpkg", "/usr/lib/python3.11/logging"),
)
HOSTILE = (
    "two\nlines",
    "with  space\t",
    "not utf-8 \udcff\udcfe",
    "replacement \ufffd",
    "right \u202e to left",
    "\x1b[31mred\x1b[0m",
    "back\\slash",
    "-rf",
    "...",
    "%2e%2e",
    "wh.name",
    "c\u0301omposed",
    "n" * 255,
    "\udcc3" * 120,
)
WHITEOUTS = (".wh.file", ".wh.a", ".wh..wh..opq", ".wh..wh.aufs", ".wh.")
"""Names that mean something else in a layer. Nothing keeps a container from having files of such names."""


@dataclass(frozen=True)
class _Chance:
    random: random.Random
    places: Places
    hostile: Sequence[str]

    def folder(self) -> str:
        return self.random.choice(self.places.folders)

    def path(self) -> str:
        """In one place of three a file of the image's own, else often what was made before."""
        kind = self.random.random()
        if kind < 0.3:
            return self.random.choice(self.places.files)
        return f"{self.folder()}/{self.random.choice(self.hostile if kind < 0.5 else self.places.names)}"

    def any(self) -> str:
        return self.folder() if self.random.random() < 0.3 else self.path()

    def text(self) -> str:
        return f"{self.random.randrange(60_000)}\n"

    def owner(self) -> int:
        return self.random.choice((0, 33, 1000, 65_534))

    def mode(self) -> int:
        return self.random.choice((0o600, 0o644, 0o755, 0o711, 0o4755, 0o2750, 0o1777))

    def small(self) -> int:
        return self.random.randrange(10)


WORKS: tuple[Callable[[_Chance], Step], ...] = (
    lambda chance: ("write", chance.path(), chance.text()),
    lambda chance: ("append", chance.path(), chance.text()),
    lambda chance: ("write", chance.path(), ""),
    lambda chance: ("hole", chance.path(), chance.random.randrange(1 << 20)),
    lambda chance: ("edit", chance.path()),
    lambda chance: ("remove", chance.any()),
    lambda chance: ("folder", chance.any()),
    lambda chance: ("again", chance.folder()),
    lambda chance: ("instead", chance.any(), chance.text()),
    lambda chance: ("within", chance.path(), chance.text()),
    lambda chance: ("copy", chance.path(), chance.path()),
    lambda chance: ("rename", chance.path(), chance.path()),
    lambda chance: ("rename", chance.folder(), chance.path()),
    lambda chance: ("into", chance.path(), chance.folder()),
    lambda chance: ("link", chance.path(), chance.path()),
    lambda chance: ("point", chance.path(), chance.any()),
    lambda chance: ("point", chance.any(), chance.folder()),
    lambda chance: ("mode", chance.any(), chance.mode()),
    lambda chance: ("own", chance.any(), chance.owner(), chance.owner()),
    lambda chance: ("touch", chance.any()),
    lambda chance: ("fifo", chance.path()),
    lambda chance: ("character", chance.path(), 1 + chance.small()),
    lambda chance: ("block", chance.path(), chance.small()),
    lambda chance: ("listen", chance.path()),
    lambda chance: ("capable", chance.path()),
)


def random_steps(seed: int, places: Places = TINY, hostile: Sequence[str] = HOSTILE) -> Iterator[Step]:
    chance = _Chance(random.Random(seed), places, hostile)
    while True:
        yield chance.random.choice(WORKS)(chance)


def do(container: Container, steps: Sequence[Step]) -> list[Step]:
    """Do them in a running container; those that could be done."""
    pid = container.inspect()["State"]["Pid"]
    command = (sys.executable, "-m", HAND, str(pid))
    hand = subprocess.run(command, check=True, input=json.dumps(steps).encode(), capture_output=True)
    return [step for step, done in zip(steps, json.loads(hand.stdout), strict=True) if done]


def drift_at_random(container: Container, steps: Iterator[Step], count: int) -> list[Step]:
    """So many of them as can be done."""
    done: list[Step] = []
    while len(done) < count:
        done += do(container, [next(steps) for _ in range(count - len(done))])
    return done
