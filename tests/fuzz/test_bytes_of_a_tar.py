"""Any bytes give entries or one MalformedArchive, soon, and in little memory."""

import gzip
import io
import tarfile
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drift.errors import DriftError, MalformedArchive
from drift.model.entries import Entry, FileType
from drift.model.oci import Platform
from drift.source.docker_archive import read_docker_archive
from drift.source.layers import LayerReader
from drift.source.tarstream import read_entries
from drift.tree.merge import merge
from tests.source.archives import END, Keeper, Shelf, Trickle, block, extension, member, octal, pax, signed, tar_of
from tests.source.images import Made, archive, encoded, gzipped, layout, legacy

DEADLINE = 2.0
SEEDS = [
    tar_of("a", "d/", member("d/b", b"x" * 600), member("l", kind="symlink", linkname="a"), form=tarfile.GNU_FORMAT),
    tar_of(member("n" * 300, b"x"), member("t", kind="link", linkname="u" * 200), form=tarfile.GNU_FORMAT),
    tar_of(member("ü" * 60, b"x", uid=1 << 31, mtime=1.5), ".wh.a", form=tarfile.PAX_FORMAT),
    extension(b"g", pax({"uid": b"1"})) + extension(b"x", pax({"size": b"3"})) + block() + b"abc".ljust(512) + END,
]


def outcome(read: Callable[[], list[Entry]]) -> list[Entry] | str:
    started = time.monotonic()
    try:
        found: list[Entry] | str = read()
    except MalformedArchive as error:
        found = str(error)
        assert found.isprintable()
        assert len(found) < 1000
    assert time.monotonic() - started < DEADLINE
    return found


def entries_or_refusal(raw: bytes) -> None:
    """By the reader of a container's files and by that of a layer; however the bytes come, they say the same."""
    found = outcome(lambda: list(read_entries(io.BytesIO(raw), Keeper(100))))
    assert outcome(lambda: list(read_entries(Trickle(raw, 100), Keeper(100)))) == found
    of_layer = outcome(lambda: list(LayerReader(io.BytesIO(raw), Keeper(100))))
    for entry in [*found, *of_layer]:
        if isinstance(entry, Entry):
            assert_sane(entry)
    if isinstance(of_layer, list):
        outcome(lambda: list(merge([of_layer]).values()))


def assert_an_image_or_one_line(raw: bytes) -> None:
    started = time.monotonic()
    line = ""
    try:
        read_docker_archive(io.BytesIO(raw), Shelf(), platform=None, host=Platform("linux", "amd64"))
    except DriftError as error:
        line = str(error)
    assert line.isprintable()
    assert len(line) < 1000
    assert time.monotonic() - started < DEADLINE


def assert_sane(entry: Entry) -> None:
    assert not entry.path.startswith("/")
    assert not entry.path.endswith("/")
    assert not {"..", "."} & set(entry.path.split("/"))
    assert "\0" not in entry.path + (entry.linkname or "")
    assert 0 <= entry.mode <= 0o7777
    assert all(-(1 << 63) <= number < 1 << 63 for number in (entry.uid, entry.gid, entry.size, entry.mtime))
    assert (entry.sha256 is not None) is (entry.type is FileType.REGULAR)
    assert entry.size == 0 or entry.type is FileType.REGULAR


@given(st.binary(max_size=3000))
def test_any_bytes(raw: bytes):
    entries_or_refusal(raw)


@given(st.lists(st.binary(min_size=512, max_size=512).map(signed) | st.just(bytes(512)), max_size=6))
def test_any_headers_with_a_right_checksum(blocks: list[bytes]):
    entries_or_refusal(b"".join(blocks))


@given(st.sampled_from(sorted(b"xgLKV0125S")), st.binary(max_size=700))
def test_any_extension(flag: int, body: bytes):
    entries_or_refusal(block(b"ext", bytes([flag]), octal(len(body))) + body.ljust(1024, b"\0") + block() + END)


mutations = st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), max_size=6)


@given(st.sampled_from(SEEDS), mutations, st.floats(0, 1), st.booleans())
def test_a_real_archive_that_was_changed(seed: bytes, changes: list[tuple[float, int]], cut: float, resigned: bool):
    raw = bytearray(seed)
    for place, value in changes:
        raw[int(place * len(raw))] = value
    if resigned:
        for start in range(0, len(raw), 512):
            if raw[start] and raw[start + 156] in b"\x000123456xgLK":
                raw[start : start + 512] = signed(bytes(raw[start : start + 512]))
    entries_or_refusal(bytes(raw[: int(cut * len(raw)) + 1]))


@given(st.sampled_from(SEEDS), mutations, st.floats(0, 1))
def test_a_gzipped_archive_that_was_changed(seed: bytes, changes: list[tuple[float, int]], cut: float):
    raw = bytearray(gzip.compress(seed, mtime=0))
    for place, value in changes:
        raw[int(place * len(raw))] = value
    raw = raw[: int(cut * len(raw)) + 1]
    outcome(lambda: list(LayerReader(io.BytesIO(bytes(raw)), Keeper(0))))


IMAGES = [archive(legacy(Made())), archive(layout(gzipped())), archive(layout(Made()) | legacy(Made()))]


@given(st.sampled_from(IMAGES), mutations, st.floats(0, 1))
def test_a_saved_image_that_was_changed(seed: bytes, changes: list[tuple[float, int]], cut: float):
    raw = bytearray(seed)
    for place, value in changes:
        raw[int(place * len(raw))] = value
    assert_an_image_or_one_line(bytes(raw[: int(cut * len(raw)) + 1]))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
KEYS = (
    "Config",
    "RepoTags",
    "Layers",
    "manifests",
    "digest",
    "mediaType",
    "platform",
    "annotations",
    "rootfs",
    "config",
)


@given(st.sampled_from(["manifest.json", "index.json", "config"]), json_values, st.sampled_from(KEYS))
@pytest.mark.parametrize("form", [0, 1])
def test_any_json_in_the_place_of_any_document(form: int, document: str, value: object, key: str):
    made = Made(more={key: value}) if document == "config" else Made()
    files = legacy(made) if form == 0 else layout(made)
    if document != "config":
        shape = {key: value} if form else [{key: value}]
        files[document] = encoded(shape)
    assert_an_image_or_one_line(archive(files))
