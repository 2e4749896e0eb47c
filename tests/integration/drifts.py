"""Drifts of every type that a container can have, each in a place of its own so that any of them go together."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from tests.engines import images

CAPABILITY = bytes.fromhex("0100000200200000000000000000000000000000")  # cap_net_raw=ep, capabilities(7)
DEEP = "/".join(["d" * 60] * 5)
ODD_NAMES = (
    "with space",
    "two\nlines",
    "not utf-8 \udcff",
    "right \u202e to left",
    "\x1b[31mred\x1b[0m",
    "replacement \ufffd",
)


@dataclass(frozen=True)
class Drift:
    name: str
    script: str
    """Run in a container of the tiny image, or one of BASE."""
    changed: tuple[str, ...] = ()
    """Paths that then are otherwise than in the image, or new."""
    removed: tuple[str, ...] = ()


BASE = images.layer(
    {
        **{
            f"srv/{name}/{file}": name.encode()
            for name in ("replaced", "emptied", "again", "swapped", "moved")
            for file in ("a", "b")
        },
        "srv/edited/file": b"one\n",
        "srv/edited/link-target": b"x",
        "srv/file": b"file",
        "srv/linked/file": b"linked",
        "srv/mode/file": b"x",
        "srv/mode/program": b"#!/bin/sh\n",
    },
    [images.link("srv/edited/link", "link-target")],
)
"""A layer over the tiny image's root for them to work on."""

DRIFTS = (
    Drift("a new file", "echo new > /opt/new", ("opt/new",)),
    Drift(
        "new folders",
        f"mkdir -p '/home/{DEEP}'; echo deep > '/home/{DEEP}/file'",
        (*(f"home/{'/'.join([DEEP[:60]] * depth)}" for depth in range(1, 6)), f"home/{DEEP}/file"),
    ),
    Drift("an edit", "echo two >> /srv/edited/file", ("srv/edited/file",)),
    Drift("an edit in /etc", "echo 'workers = 8' >> /etc/app/app.conf", ("etc/app/app.conf",)),
    Drift("a removal", "rm /etc/app/settings.json", removed=("etc/app/settings.json",)),
    Drift("a removed folder", "rm -rf /var/lib/app", removed=("var/lib/app", "var/lib/app/data")),
    Drift("a renamed file", "mv /opt/app/run /opt/app/started", ("opt/app/started",), ("opt/app/run",)),
    Drift(
        "a renamed folder",
        "mv /srv/moved /srv/elsewhere",
        ("srv/elsewhere", "srv/elsewhere/a", "srv/elsewhere/b"),
        ("srv/moved", "srv/moved/a", "srv/moved/b"),
    ),
    Drift("a mode", "chmod 600 /srv/mode/file; chmod 4755 /srv/mode/program", ("srv/mode/file", "srv/mode/program")),
    Drift("a folder's mode", "chmod 700 /root", ("root",)),
    Drift("owners", "chown 33:44 /etc/group; chown 2147483646:4294967294 /srv/file", ("etc/group", "srv/file")),
    Drift("a folder's owner", "chown 5:6 /var/log", ("var/log",)),
    Drift("another target", "rm /srv/edited/link; ln -s /etc/passwd /srv/edited/link", ("srv/edited/link",)),
    Drift("a link of a program", "rm /bin/false; ln -s /nowhere /bin/false", ("bin/false",)),
    Drift("a hard link", "ln /srv/linked/file /srv/linked/other", ("srv/linked/other",)),
    Drift("hard links to a new file", "echo x > /usr/lib/x; ln /usr/lib/x /usr/lib/y", ("usr/lib/x", "usr/lib/y")),
    Drift(
        "special files",
        "mkdir /usr/bin/s; mkfifo /usr/bin/s/fifo; mknod /usr/bin/s/char c 1 7; mknod /usr/bin/s/block b 7 9",
        ("usr/bin/s", "usr/bin/s/fifo", "usr/bin/s/char", "usr/bin/s/block"),
    ),
    Drift(
        "a folder replaced by a file",
        "rm -rf /srv/replaced; echo f > /srv/replaced",
        ("srv/replaced",),
        ("srv/replaced/a", "srv/replaced/b"),
    ),
    Drift(
        "a file replaced by a folder",
        "rm /etc/passwd; mkdir /etc/passwd; echo f > /etc/passwd/f",
        ("etc/passwd", "etc/passwd/f"),
    ),
    Drift(
        "a folder made again, empty", "rm -rf /srv/emptied; mkdir /srv/emptied", (), ("srv/emptied/a", "srv/emptied/b")
    ),
    Drift(
        "a folder made again, with a file as before",
        "rm -rf /srv/again; mkdir /srv/again; printf again > /srv/again/a; echo c > /srv/again/c",
        ("srv/again/c",),
        ("srv/again/b",),
    ),
    Drift(
        "a link in place of a folder, to where that is now",
        "mv /srv/swapped /srv/swapped-2; ln -s swapped-2 /srv/swapped",
        ("srv/swapped", "srv/swapped-2", "srv/swapped-2/a", "srv/swapped-2/b"),
        ("srv/swapped/a", "srv/swapped/b"),
    ),
    Drift("a file with a hole", "dd if=/dev/null of=/tmp/hole bs=1 count=0 seek=67108864 2>/dev/null", ("tmp/hole",)),
    Drift(
        "touched, and the same",
        "touch /opt/app /srv/edited/link-target; chmod 600 /bin/busybox; chmod 755 /bin/busybox",
    ),
)
UNPACKED = (
    images.folder("usr/odd"),
    *(images.member(f"usr/odd/{name}", b"x") for name in ODD_NAMES),
    images.member(
        "usr/capable",
        b"x",
        pax_headers={"SCHILY.xattr.security.capability": CAPABILITY.decode("utf-8", "surrogateescape")},
    ),
)
"""What no shell can make, put there as a tar."""
UNPACKED_PATHS = ("usr/odd", *(f"usr/odd/{name}" for name in ODD_NAMES), "usr/capable")


def some(seed: int) -> Sequence[Drift]:
    """A random part of them in a random order."""
    chance = random.Random(seed)
    return chance.sample(DRIFTS, chance.randint(2, len(DRIFTS) // 2))


def script(drifts: Sequence[Drift]) -> str:
    return "\n".join(drift.script for drift in drifts)


def archive() -> bytes:
    """An image of the tiny root and BASE."""
    return images.save_archive(
        [images.tiny_root(), BASE], {"Cmd": ["/bin/sleep", "100000"], "Env": ["PATH=/bin"]}, "drifts:1"
    )
