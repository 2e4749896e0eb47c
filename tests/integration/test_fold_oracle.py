"""The tree that an image's layers fold to is what the engine itself shows in a container just created from it.

The engine's export is read by tarfile, so that a mistake of our own reader shows, too.
"""

import io
import tarfile
from hashlib import sha256
from typing import Any

import pytest

from drift.model.canonical import to_text
from drift.model.entries import Entry, FileType
from tests.engines import images
from tests.engines.engine import Engine

MADE_BY_DOCKER = {
    ".dockerenv",
    "dev",
    "dev/console",
    "dev/pts",
    "dev/shm",
    "etc",
    "etc/hostname",
    "etc/hosts",
    "etc/mtab",
    "etc/resolv.conf",
    "proc",
    "sys",
}
"""All that an export may have beside the image; each of them must be seen in one of the images. Podman makes nothing before the start."""

CAPABILITY = bytes.fromhex("0100000200200000000000000000000000000000")  # cap_net_raw=ep, capabilities(7)
TYPES = {
    tarfile.REGTYPE: FileType.REGULAR,
    tarfile.DIRTYPE: FileType.DIRECTORY,
    tarfile.SYMTYPE: FileType.SYMLINK,
    tarfile.CHRTYPE: FileType.CHARACTER,
    tarfile.BLKTYPE: FileType.BLOCK,
    tarfile.FIFOTYPE: FileType.FIFO,
}
LOWEST = (
    images.folder("data"),
    images.member("data/edited", b"one"),
    images.member("data/deleted", b"one"),
    images.member("data/opened", b"one", mode=0o600),
    images.folder("data/emptied"),
    images.member("data/emptied/old", b"old"),
    images.folder("data/emptied/below"),
    images.member("data/emptied/below/old", b"old"),
    images.folder("data/becomes-file"),
    images.member("data/becomes-file/lost", b"lost"),
    images.folder("data/becomes-link"),
    images.member("data/becomes-link/lost", b"lost"),
    images.member("data/becomes-folder", b"file"),
    images.folder("data/gone"),
    images.folder("data/gone/deep"),
    images.member("data/gone/deep/file", b"x"),
    images.member("data/twice", b"first"),
    images.member("data/linked", b"content", mode=0o640, uid=7, gid=8),
    images.member("data/hard", type=tarfile.LNKTYPE, linkname="data/linked", mode=0o640, uid=7, gid=8),
    images.member("data/set-uid", b"#!/bin/sh\n", mode=0o4755),
    images.member("data/capable", b"x", pax_headers={"SCHILY.xattr.security.capability": to_text(CAPABILITY)}),
    images.member("data/far-owner", b"x", uid=2**31 - 2, gid=2**31),
    images.member("data/fifo", type=tarfile.FIFOTYPE),
    images.member("data/null", type=tarfile.CHRTYPE, devmajor=1, devminor=3),
    images.member("data/loop", type=tarfile.BLKTYPE, devmajor=7, devminor=1),
    images.member("data/" + "/".join(["long" * 15] * 5), b"long"),
    images.member("data/two\nlines \u202e", b"x"),
    images.member("data/not utf-8 \udcff", b"x"),
)
MIDDLE = (
    images.member("data/edited", b"two"),
    images.member("data/.wh.deleted"),
    images.member("data/opened", b"one", mode=0o666),
    images.folder("data/emptied"),
    images.member("data/emptied/new", b"new"),
    images.member("data/emptied/.wh..wh..opq"),
    images.member("data/becomes-file", b"file"),
    images.link("data/becomes-link", "linked"),
    images.folder("data/becomes-folder"),
    images.member("data/becomes-folder/new", b"new"),
    images.member("data/.wh.gone"),
)
HIGHEST = (
    images.folder("data/gone"),
    images.member("data/gone/again", b"again"),
    images.member("data/edited", b"three"),
    images.member("data/hard-2", b"other"),
    images.member("data/hard-3", type=tarfile.LNKTYPE, linkname="data/hard-2"),
    images.member("implied/by/a/path", b"x"),
)


AGAIN = (images.member("data/twice", b"second, which counts"),)
REFUSES_DUPLICATES = {"docker-20.10", "podman-4.3"}  # "duplicates of file paths not supported"


def layered_archive(engine) -> bytes:
    lowest = LOWEST if engine.name in REFUSES_DUPLICATES else LOWEST + AGAIN
    layers = [images.tiny_root(), *(images.tar(members) for members in (lowest, MIDDLE, HIGHEST))]
    return images.save_archive(layers, {"Cmd": ["sleep", "100000"]}, "layered:oracle")


def bare_archive() -> bytes:
    """Without any of the folders that engines mount on."""
    layer = images.layer({"bin/sleep": b"#!"})
    return images.save_archive([layer], {"Cmd": ["/bin/sleep"]}, "bare:oracle", compress=True)


def record(entry: Entry) -> tuple[Any, ...]:
    mode = 0 if entry.type is FileType.SYMLINK else entry.mode
    return (
        entry.type,
        mode,
        entry.uid,
        entry.gid,
        entry.size,
        entry.sha256,
        entry.linkname,
        entry.rdev,
        entry.capability,
    )


def exported(archive: bytes) -> dict[str, tuple[Any, ...]]:
    """Path → record of each member, by tarfile; the root is none."""
    found: dict[str, tuple[Any, ...]] = {}
    with tarfile.open(fileobj=io.BytesIO(archive), errors="surrogateescape") as tar:
        for info in tar:
            path = info.name.strip("/").removeprefix("./")
            if info.islnk():
                found[path] = found[info.linkname.strip("/")]
                continue
            kind = TYPES[info.type]
            regular, device = kind is FileType.REGULAR, kind in (FileType.CHARACTER, FileType.BLOCK)
            file = tar.extractfile(info) if regular else None
            capability = info.pax_headers.get("SCHILY.xattr.security.capability")
            found[path] = record(
                Entry(
                    path,
                    kind,
                    info.mode & 0o7777,
                    info.uid,
                    info.gid,
                    info.size if regular else 0,
                    sha256=sha256(file.read()).digest() if file else None,
                    linkname=info.linkname if kind is FileType.SYMLINK else None,
                    rdev=f"{info.devmajor}:{info.devminor}" if device else None,
                    capability=capability.encode("utf-8", "surrogateescape") if capability else None,
                )
            )
    found.pop("", None)
    return found


def compared(engine, reader, tag) -> tuple[dict[str, Any], dict[str, Any]]:
    """What differs between the fold and the engine's own view: path → record in each."""
    container = engine.create(tag, "sleep", "1")
    shown = exported(engine.request("GET", f"/containers/{container.id}/export").body)
    tree = reader.image(engine.image(tag)["Id"]).tree()
    folded = {path: record(entry) for path in tree.paths() if (entry := tree.entry(path))}
    assert len(folded) > 1
    differing = {path for path in folded.keys() | shown.keys() if folded.get(path) != shown.get(path)}
    return {path: folded[path] for path in differing & folded.keys()}, {
        path: shown[path] for path in differing & shown.keys()
    }


def layered(engine) -> str:
    engine.load(layered_archive(engine))
    return "layered:oracle"


def bare(engine) -> str:
    engine.load(bare_archive())
    return "bare:oracle"


IMAGES = (Engine.tiny, Engine.debian, layered, bare)


def made_by(engine) -> set[str]:
    return MADE_BY_DOCKER if engine.kind == "docker" else set()


@pytest.mark.parametrize("image", IMAGES, ids=lambda image: image.__name__)
def test_the_fold_of_an_image_is_what_the_engine_exports_of_a_container_just_created(engine, reader, image):
    folded, shown = compared(engine, reader, image(engine))
    assert folded.keys() | shown.keys() <= made_by(engine)
    assert folded.keys() <= shown.keys(), "an engine takes nothing away"


def test_each_exception_of_the_oracle_occurs(engine, reader):
    seen = [compared(engine, reader, image(engine))[1].keys() for image in (bare, Engine.tiny)]
    assert set().union(*seen) == made_by(engine)
    assert len(MADE_BY_DOCKER) <= 15
