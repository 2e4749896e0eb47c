"""Our reader against the standard library's, on archives of both and of GNU tar."""

import hashlib
import io
import math
import os
import posixpath
import random
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drift.model.entries import Entry, FileType
from drift.source.tarstream import read_entries
from tests.source.archives import TYPES, Keeper, Trickle, member, tar_of

FORMATS = {"ustar": tarfile.USTAR_FORMAT, "gnu": tarfile.GNU_FORMAT, "pax": tarfile.PAX_FORMAT}
KINDS = {
    tarfile.REGTYPE: FileType.REGULAR,
    tarfile.AREGTYPE: FileType.REGULAR,
    tarfile.CONTTYPE: FileType.REGULAR,
    tarfile.DIRTYPE: FileType.DIRECTORY,
    tarfile.SYMTYPE: FileType.SYMLINK,
    tarfile.LNKTYPE: FileType.HARDLINK,
    tarfile.CHRTYPE: FileType.CHARACTER,
    tarfile.BLKTYPE: FileType.BLOCK,
    tarfile.FIFOTYPE: FileType.FIFO,
}
NEEDS_TAR = pytest.mark.skipif(not shutil.which("tar"), reason="GNU tar is not installed")


def clean(name: str) -> str:
    return posixpath.normpath(f"/{name}").lstrip("/")


def oracle(tar: tarfile.TarFile, info: tarfile.TarInfo) -> Entry:
    kind = KINDS[info.type]
    content = tar.extractfile(info) if kind is FileType.REGULAR else None
    linkname = {FileType.SYMLINK: info.linkname, FileType.HARDLINK: clean(info.linkname)}.get(kind)
    capability = info.pax_headers.get("SCHILY.xattr.security.capability")
    return Entry(
        clean(info.name),
        kind,
        info.mode & 0o7777,
        info.uid,
        info.gid,
        info.size if content else 0,
        math.floor(info.mtime),
        hashlib.sha256(content.read()).digest() if content else None,
        linkname,
        f"{info.devmajor}:{info.devminor}" if kind in (FileType.CHARACTER, FileType.BLOCK) else None,
        capability.encode("utf-8", "surrogateescape") if capability and (content or info.islnk()) else None,
    )


def assert_same(archive: bytes, chunk: int = 1 << 20) -> list[Entry]:
    ours = list(read_entries(Trickle(archive, chunk), Keeper(0)))
    with tarfile.open(fileobj=io.BytesIO(archive), errors="surrogateescape", encoding="utf-8") as tar:
        theirs = [oracle(tar, info) for info in tar]
    # a pax time is a float there: one nanosecond before the second is rounded up
    assert [one._replace(mtime=0) for one in ours] == [one._replace(mtime=0) for one in theirs]
    assert all(one.mtime in (other.mtime, other.mtime - 1) for one, other in zip(ours, theirs, strict=True))
    return ours


@pytest.fixture(scope="module")
def plain_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Real files that every format can hold: no long names, no large numbers."""
    root = tmp_path_factory.mktemp("plain")
    rng = random.Random(4)
    for number in range(300):
        path = root / f"d{number % 17}" / f"file{number}"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(rng.randbytes(rng.choice([0, 1, 511, 512, 513, 70_000])))
        path.chmod(rng.choice([0o644, 0o4755, 0o2711, 0o1777, 0]))
        os.utime(path, (0, rng.randrange(1 << 31)))
    (root / "d0" / "link").symlink_to("../d1/file1")
    (root / "d0" / "same").hardlink_to(root / "d1" / "file1")
    os.mkfifo(root / "d0" / "pipe")
    return root


@pytest.fixture(scope="module")
def wild_root(plain_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Real files that need GNU's or pax's extensions."""
    root = tmp_path_factory.mktemp("wild") / "root"
    shutil.copytree(plain_root, root, symlinks=True, ignore=shutil.ignore_patterns("pipe"))
    deep = root.joinpath(*["a-rather-long-name-of-a-directory"] * 8)
    deep.mkdir(parents=True)
    (deep / ("n" * 200)).write_text("deep")
    (root / "long-link").symlink_to("t/" * 400)
    for name in ("spaces and\nnewlines", "ünïcode", "rtl\u202ename", "\x1b[31mred"):
        (root / name).write_text(name)
    Path(os.fsdecode(bytes(root) + b"/bad\xff\xfeutf8")).write_text("bytes")
    old = root / "before-1970"
    old.write_text("old")
    os.utime(old, (0, -1_000_000_000))
    if os.geteuid() == 0:
        os.chown(old, 1 << 31, (1 << 32) - 2)
        os.mknod(root / "null", 0o20600, os.makedev(1, 3))
    return root


@pytest.mark.parametrize("form", FORMATS)
def test_real_files_packed_by_tarfile(plain_root: Path, form: str):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=FORMATS[form]) as tar:
        tar.add(plain_root, ".")
    assert len(assert_same(buffer.getvalue())) > 300


@pytest.mark.parametrize("form", ["gnu", "pax"])
def test_wild_files_packed_by_tarfile(wild_root: Path, form: str):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=FORMATS[form], errors="surrogateescape") as tar:
        tar.add(wild_root, "")
    assert len(assert_same(buffer.getvalue(), chunk=5000)) > 300


@NEEDS_TAR
@pytest.mark.parametrize("form", ["v7", "oldgnu", "gnu", "ustar", "posix"])
def test_real_files_packed_by_gnu_tar(plain_root: Path, form: str):
    left_out = ["--exclude=pipe"] if form == "v7" else []
    packed = subprocess.run(
        ["tar", f"--format={form}", "-C", plain_root, *left_out, "-cf", "-", "."], check=True, capture_output=True
    )
    assert len(assert_same(packed.stdout)) > 300


@NEEDS_TAR
@pytest.mark.parametrize("form", ["oldgnu", "gnu", "posix"])
def test_wild_files_packed_by_gnu_tar(wild_root: Path, form: str):
    packed = subprocess.run(
        ["tar", f"--format={form}", "-C", wild_root, "-cf", "-", "."], check=True, capture_output=True
    )
    entries = {entry.path: entry for entry in assert_same(packed.stdout, chunk=3333)}
    assert entries["before-1970"].mtime == -1_000_000_000
    if os.geteuid() == 0:
        assert (entries["before-1970"].uid, entries["before-1970"].gid) == (1 << 31, (1 << 32) - 2)


@NEEDS_TAR
def test_a_file_with_a_hole_that_gnu_tar_packs_whole(tmp_path: Path):
    with (tmp_path / "hole").open("wb") as file:
        file.truncate(20 << 20)
        file.seek(7 << 20)
        file.write(b"island")
    whole = subprocess.run(["tar", "-C", tmp_path, "-cf", "-", "hole"], check=True, capture_output=True)
    assert_same(whole.stdout)


# --- generated archives ----------------------------------------------------------------------------------------------

raw_names = st.binary(min_size=1, max_size=40).filter(lambda raw: b"\0" not in raw)
long_names = st.lists(raw_names, min_size=1, max_size=12).map(b"/".join)
names = (raw_names | long_names).map(lambda raw: raw.decode("utf-8", "surrogateescape"))
small = st.integers(0, 0o7777777)
wide = small | st.integers(1 << 31, (1 << 32) - 1)
times = st.integers(0, (1 << 33) - 1)


@st.composite
def members(draw: st.DrawFn, numbers: st.SearchStrategy[int], mtimes: st.SearchStrategy[int]):
    kind = draw(st.sampled_from(sorted(TYPES)))
    content = draw(st.binary(max_size=1500)) if kind == "file" else b""
    fields: dict[str, Any] = {
        "mode": draw(st.integers(0, 0o7777)),
        "uid": draw(numbers),
        "gid": draw(numbers),
        "mtime": draw(mtimes),
    }
    if kind in ("symlink", "link"):
        fields["linkname"] = draw(names)
    if kind in ("char", "block"):
        fields["devmajor"], fields["devminor"] = draw(st.integers(0, 4095)), draw(st.integers(0, 0o7777777))
    return member(draw(names), content, kind, **fields)


@given(st.lists(members(wide, times | st.integers(-(1 << 33), 0)), max_size=8), st.integers(1, 2000))
def test_generated_archives_of_gnu(generated: list[tuple[tarfile.TarInfo, bytes]], chunk: int):
    assert_same(tar_of(*generated, form=tarfile.GNU_FORMAT), chunk)


@given(st.lists(members(wide, times), max_size=8), st.integers(1, 2000))
def test_generated_archives_of_pax(generated: list[tuple[tarfile.TarInfo, bytes]], chunk: int):
    assert_same(tar_of(*generated, form=tarfile.PAX_FORMAT), chunk)


@given(
    st.dictionaries(st.sampled_from(["uid", "gid", "mtime", "comment"]), st.integers(0, 1 << 40).map(str), min_size=1),
    st.lists(
        members(small, times), min_size=1, max_size=5
    ),  # of an archive without members tarfile says that it is none
)
def test_generated_archives_with_global_pax_records(
    records: dict[str, str], generated: list[tuple[tarfile.TarInfo, bytes]]
):
    assert_same(tar_of(*generated, form=tarfile.PAX_FORMAT, pax_headers=records))


@given(st.lists(members(small, times), max_size=8), st.integers(1, 2000))
def test_generated_archives_of_ustar(generated: list[tuple[tarfile.TarInfo, bytes]], chunk: int):
    fitting = [one for one in generated if fits_ustar(one[0])]
    assert_same(tar_of(*fitting, form=tarfile.USTAR_FORMAT), chunk)


def fits_ustar(info: tarfile.TarInfo) -> bool:
    try:
        info.tobuf(tarfile.USTAR_FORMAT, "utf-8", "surrogateescape")
    except ValueError:
        return False
    return True
