"""Environments without an engine: root file systems in folders, the image that they were made from, and a drift.toml."""

import io
import json
import os
import shutil
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.engines.images import folder, member, save_archive, tar

FILES = {
    "bin/sh": b"#!/bin/sh\n",
    "etc/app/app.conf": b"[server]\nport = 8080\n",
    "etc/passwd": b"root:x:0:0:root:/root:/bin/sh\n",
    "opt/app/run": b"#!/bin/sh\nexec sleep 9\n",
    "srv/page": b"hello\n",
}
CONFIG = {"Env": ["PATH=/bin"], "Cmd": ["/opt/app/run"]}


def layer(files: Mapping[str, bytes] = FILES) -> bytes:
    """Owned by who runs the tests, as what is unpacked is."""
    owner = {"uid": os.getuid(), "gid": os.getgid()}
    above = {str(parent) for name in files for parent in Path(name).parents if str(parent) != "."}
    folders = [folder(name, **owner) for name in sorted(above)]
    return tar(
        [
            *folders,
            *(
                member(name, content, mode=0o755 if content[:2] == b"#!" else 0o644, **owner)
                for name, content in files.items()
            ),
        ]
    )


@dataclass
class Fleet:
    """Each service is a folder; `policy` writes the drift.toml that says which is what."""

    root: Path
    environments: dict[str, list[str]] = field(default_factory=dict)
    images: dict[tuple[str, str], str] = field(default_factory=dict)
    """Environment and service → the image that it has instead of `image`."""

    @property
    def image(self) -> str:
        """A reference to the image, as `docker save` writes it."""
        path = self.root / "image.tar"
        if not path.exists():
            path.write_bytes(save_archive([layer()], CONFIG, "app:1"))
        return f"docker-archive:{path}"

    def service(self, environment: str, name: str, **changed: bytes | None) -> Path:
        """A new root file system as the image has it, but for `changed` (etc__app__app_conf=…; None takes the file away)."""
        path = self.root / environment / name
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir(parents=True)
        with tarfile.open(fileobj=io.BytesIO(layer())) as archive:
            archive.extractall(path, filter="fully_trusted")
        for key, content in changed.items():
            self.change(path, key, content)
        if name not in self.environments.setdefault(environment, []):
            self.environments[environment].append(name)
        return path

    def other_image(self, environment: str, name: str, files: Mapping[str, bytes], env: Mapping[str, str]) -> None:
        """The service is made from this one; its files are still as they were made."""
        path = self.root / f"{environment}-{name}.tar"
        config = CONFIG | {"Env": ["PATH=/bin", *(f"{key}={value}" for key, value in env.items())]}
        path.write_bytes(save_archive([layer(files)], config, "app:2"))
        self.images[environment, name] = f"docker-archive:{path}"

    def bundle(self, environment: str, name: str, env: Mapping[str, str], **more: Any) -> Path:
        """The same as a runtime bundle, which says how it is started: `mounts` (destination → source), `memory` in bytes."""
        root = self.service(environment, name)
        path = root.with_name(f"{name}.bundle")
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir()
        root.rename(path / "rootfs")
        path.rename(root)
        variables = [f"{key}={value}" for key, value in ({"PATH": "/bin"} | dict(env)).items()]
        mounts = [
            {"destination": destination, "source": source, "type": "bind", "options": ["rbind"]}
            for destination, source in more.get("mounts", {}).items()
        ]
        memory = {"memory": {"limit": more["memory"]}} if "memory" in more else {}
        document = {
            "ociVersion": "1.0.2",
            "process": {"args": CONFIG["Cmd"], "cwd": "/", "env": variables, "user": {"uid": 0, "gid": 0}},
            "mounts": mounts,
            "linux": {
                "seccomp": {"defaultAction": "SCMP_ACT_ERRNO"},
                "resources": memory,
                "namespaces": [{"type": kind} for kind in ("network", "ipc", "pid", "uts")],
            },
        }
        (root / "config.json").write_text(json.dumps(document))
        return root

    def change(self, path: Path, key: str, content: bytes | None) -> None:
        file = path / key.replace("__", "/").replace("_conf", ".conf")
        if content is None:
            file.unlink()
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)

    def policy(self, head: str = "", of: Mapping[str, str] | None = None) -> Path:
        """drift.toml with all environments, in the order in which their first service was made; `of` adds lines to one."""
        lines = [head]
        for environment, services in self.environments.items():
            lines += ["[[environment]]", f'name = "{environment}"', (of or {}).get(environment, "")]
            for name in services:
                lines += [
                    "[[environment.target]]",
                    f'service = "{name}"',
                    f'image = "{self.images.get((environment, name), self.image)}"',
                ]
                lines += [f'reference = "dir:{self.root / environment / name}"']
        path = self.root / "drift.toml"
        path.write_text("\n".join(lines) + "\n")
        return path
