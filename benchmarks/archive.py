"""An image of one layer as `docker save` wrote it before version 25: manifest.json, config and the layer."""

import hashlib
import io
import tarfile
from pathlib import Path

from tests.engines.cache import kept
from tests.engines.images import ARCHITECTURE, as_json


def archive_of(layer: Path, tag: str) -> Path:
    """Kept beside the layer."""
    return kept(f"{layer.stem}.save.tar", lambda target: _save(layer, tag, target))


def _save(layer: Path, tag: str, target: Path) -> None:
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
    manifest = as_json([{"Config": named, "RepoTags": [tag], "Layers": ["layer/layer.tar"]}])
    with tarfile.open(target, "w", format=tarfile.GNU_FORMAT) as tar:
        for name, content in ((named, config), ("manifest.json", manifest)):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
        tar.add(layer, "layer/layer.tar")
