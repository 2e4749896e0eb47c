"""Small real images: layers and archives made here, a root of busybox, and a Debian."""

import gzip
import io
import json
import platform
import shutil
import tarfile
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.engines.cache import Debian, Unavailable
from tests.machine.setup import is_static

ARCHITECTURE = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
EPOCH = 1_700_000_000  # mtime of every file made here

TINY_APPLETS = "sh ash cat cp chmod chown df dd echo env false grep head id kill ln ls mkdir mkfifo mknod mv printf ps rm rmdir sed sleep sort stat tail tar test touch true wc"
TINY_FOLDERS = (
    "bin",
    "dev",
    "etc",
    "home",
    "opt",
    "proc",
    "root",
    "run",
    "srv",
    "sys",
    "tmp",
    "usr",
    "usr/bin",
    "usr/lib",
    "var",
    "var/cache",
    "var/lib",
    "var/log",
)
TINY_FILES = {
    "etc/passwd": b"root:x:0:0:root:/root:/bin/sh\napp:x:1000:1000:app:/home/app:/bin/sh\n",
    "etc/group": b"root:x:0:\napp:x:1000:\n",
    "etc/app/app.conf": b"[server]\nport = 8080\nworkers = 4\n",
    "etc/app/settings.json": b'{"cache": {"size": 64}, "debug": false}\n',
    "opt/app/run": b"#!/bin/sh\nexec sleep 100000\n",
    "var/lib/app/data": b"data\n",
}
TINY_CONFIG = (
    "ENV PATH=/bin:/usr/bin",
    "ENV LEVEL=info",
    "WORKDIR /opt/app",
    'CMD ["sleep", "100000"]',
    "LABEL org.opencontainers.image.title=tiny",
)

SLIM = tuple(f"--dpkgopt=path-exclude=/usr/share/{name}/*" for name in ("doc", "man", "info", "locale", "lintian"))
MERGED = "--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr"  # usr-is-merged without the hook draws in usrmerge, and that all of Perl: twice the size
DEBIAN = Debian("bookworm", ("python3-minimal", "usr-is-merged"), ("--variant=essential", MERGED, *SLIM))
DEBIAN_CONFIG = (
    "ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "ENV LANG=C.UTF-8",
    'CMD ["sleep", "infinity"]',
)


def member(name: str, content: bytes = b"", **fields: Any) -> tuple[tarfile.TarInfo, bytes]:
    """A tar member; `fields` are TarInfo's: type, mode, uid, gid, mtime, linkname, devmajor, pax_headers, …"""
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = len(content), 0o644, EPOCH
    for field, value in fields.items():
        setattr(info, field, value)
    return info, content


def folder(name: str, **fields: Any) -> tuple[tarfile.TarInfo, bytes]:
    return member(name, b"", **{"type": tarfile.DIRTYPE, "mode": 0o755} | fields)


def link(name: str, target: str, **fields: Any) -> tuple[tarfile.TarInfo, bytes]:
    return member(name, b"", **{"type": tarfile.SYMTYPE, "linkname": target, "mode": 0o777} | fields)


def tar(members: Iterable[tuple[tarfile.TarInfo, bytes]]) -> bytes:
    output = io.BytesIO()
    with tarfile.open(fileobj=output, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for info, content in members:
            archive.addfile(info, io.BytesIO(content))
    return output.getvalue()


def layer(files: Mapping[str, bytes], extra: Sequence[tuple[tarfile.TarInfo, bytes]] = ()) -> bytes:
    """A layer of plain files (with #! executable) and of the folders above them; `extra` members come last."""
    above = {str(parent) for name in files for parent in Path(name).parents if str(parent) != "."}
    folders = [folder(name) for name in sorted(above)]
    plain = [
        member(name, content, mode=0o755 if content.startswith(b"#!") else 0o644) for name, content in files.items()
    ]
    return tar([*folders, *plain, *extra])


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def save_archive(layers: Sequence[bytes], config: Mapping[str, Any], tag: str, *, compress: bool = False) -> bytes:
    """An image as `docker save` has written it since version 25: an OCI layout that also has a manifest.json.

    `layers` are plain tars, the lowest first; `config` is the image config's "config": Env, Cmd, User, Labels, …. Formats: image-layout.md
    of the OCI image spec; "Combined Image JSON + Filesystem Changeset Format" of the Docker image spec 1.2.
    """
    blobs: dict[str, bytes] = {}

    def blob(media_type: str, content: bytes) -> dict[str, Any]:
        blobs[f"blobs/sha256/{digest(content)}"] = content
        return {"mediaType": media_type, "digest": f"sha256:{digest(content)}", "size": len(content)}

    rootfs = {"type": "layers", "diff_ids": [f"sha256:{digest(content)}" for content in layers]}
    history = [{"created_by": f"layer {number}"} for number in range(1, len(layers) + 1)]
    image = {"architecture": ARCHITECTURE, "os": "linux", "config": config, "rootfs": rootfs, "history": history}
    stored = [gzip.compress(content, mtime=0) if compress else content for content in layers]
    kind = "application/vnd.oci.image.layer.v1.tar" + ("+gzip" if compress else "")
    descriptors = [blob(kind, content) for content in stored]
    configured = blob("application/vnd.oci.image.config.v1+json", as_json(image))
    kind = "application/vnd.oci.image.manifest.v1+json"
    manifest = blob(kind, as_json({"schemaVersion": 2, "mediaType": kind, "config": configured, "layers": descriptors}))
    name, _, version = tag.rpartition(":")
    names = {"io.containerd.image.name": f"docker.io/library/{tag}", "org.opencontainers.image.ref.name": version}
    paths = [f"blobs/sha256/{digest(content)}" for content in stored]
    config_path = f"blobs/sha256/{configured['digest'].removeprefix('sha256:')}"
    documents = {
        "oci-layout": {"imageLayoutVersion": "1.0.0"},
        "index.json": {"schemaVersion": 2, "manifests": [manifest | {"annotations": names}]},
        "manifest.json": [{"Config": config_path, "RepoTags": [f"{name}:{version}"], "Layers": paths}],
    }
    return layer(blobs | {path: as_json(document) for path, document in documents.items()})


def as_json(document: Any) -> bytes:
    return json.dumps(document, separators=(",", ":")).encode()


@cache
def busybox() -> bytes:
    program = shutil.which("busybox")
    if program is None or not is_static(program):
        raise Unavailable("busybox-static is not installed")
    return Path(program).read_bytes()


@cache
def tiny_root() -> bytes:
    """A root file system as a tar: busybox, its applets, users, an application's files, the usual folders."""
    shell = [
        member("bin/busybox", busybox(), mode=0o755),
        *(link(f"bin/{name}", "busybox") for name in TINY_APPLETS.split()),
    ]
    own = {str(parent) for name in TINY_FILES for parent in Path(name).parents} - {".", *TINY_FOLDERS}
    folders = [folder(name, mode=0o1777 if name == "tmp" else 0o755) for name in sorted({*TINY_FOLDERS, *own})]
    files = [
        member(name, content, mode=0o755 if content.startswith(b"#!") else 0o644)
        for name, content in TINY_FILES.items()
    ]
    return tar([*folders, *shell, *files])


def debian_root() -> Path:
    """A Debian with dpkg's database and Python, as a tar in the cache: 20 s the first time."""
    return DEBIAN.tar()
