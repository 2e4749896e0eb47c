"""The image that the figures are measured on: a Debian for developers, 100,000 entries and more, made once and kept with the tests' images."""

import hashlib
import io
import tarfile
from pathlib import Path

from tests.engines.cache import Debian, kept
from tests.engines.images import ARCHITECTURE, as_json

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
    """The image as `docker save` wrote it before version 25: manifest.json, config and one layer."""
    return kept(f"{LARGE.name}.save.tar", _save)


def _save(target: Path) -> None:
    layer = LARGE.tar()
    with layer.open("rb") as file:
        diff_id = hashlib.file_digest(file, "sha256").hexdigest()
    config = as_json(
        {
            "architecture": ARCHITECTURE,
            "os": "linux",
            "config": {"Cmd": ["sleep", "infinity"]},
            "rootfs": {"type": "layers", "diff_ids": [f"sha256:{diff_id}"]},
        }
    )
    named = f"{hashlib.sha256(config).hexdigest()}.json"
    manifest = as_json([{"Config": named, "RepoTags": ["large:1"], "Layers": ["layer/layer.tar"]}])
    with tarfile.open(target, "w", format=tarfile.GNU_FORMAT) as tar:
        for name, content in ((named, config), ("manifest.json", manifest)):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
        tar.add(layer, "layer/layer.tar")
