"""The image that the figures are measured on: a Debian for developers, 100,000 entries and more, made once and kept with the tests' images."""

import shlex
from pathlib import Path

from benchmarks.archive import archive_of
from benchmarks.table import process
from tests.engines.cache import Debian
from tests.engines.engine import Engine, client
from tests.engines.images import DEBIAN_CONFIG

IMAGE = "large:1"
LARGE = Debian(
    "bookworm",
    (
        "build-essential",
        "git",
        "golang-src",
        "linux-headers-amd64",
        "manpages-dev",
        "nginx",
        "npm",
        "openssh-client",
        "python3-django",
        "python3-pip",
        "python3-scipy",
        "redis-server",
        "ruby",
        "usr-is-merged",
    ),
    ("--variant=minbase", "--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr"),
)
CHANGES = """
for n in $(seq 1 100); do echo $n > /opt/new-$n; done
find /usr/share/perl /usr/lib/python3 -name '*.p[lmy]' | head -80 | while read -r f; do echo '# more' >> "$f"; done
rm -rf /usr/share/keyrings; mkdir /usr/share/keyrings; rm /etc/bash.bashrc /etc/debconf.conf
"""
"""Some 200."""


def archive() -> Path:
    """The image as `docker save` wrote it before version 25."""
    return archive_of(LARGE.tar(), IMAGE)


def imported(engine: Engine) -> str:
    """Its name on an engine that has it now. The tar is not held here: the peak of each program started later would be this one's."""
    changes = " ".join(f"--change {shlex.quote(instruction)}" for instruction in DEBIAN_CONFIG)
    process(
        ("sh", "-c", f"{client()} -H {engine.address} import {changes} - {IMAGE} < {shlex.quote(str(LARGE.tar()))}")
    )
    return IMAGE
