"""The image that the figures are measured on: a Debian for developers, 100,000 entries and more, made once and kept with the tests' images."""

from pathlib import Path

from benchmarks.archive import archive_of
from tests.engines.cache import Debian

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
    return archive_of(LARGE.tar(), "large:1")
