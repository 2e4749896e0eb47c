import gzip
import io
import random
import sys
import tracemalloc
import zlib
from collections.abc import Callable

import pytest

from drift.errors import DigestMismatch, MalformedArchive
from drift.model.entries import Entry, FileType
from drift.source.compression import PACKED_CHUNK, Decompressed, decompressed
from drift.source.layers import LayerReader
from tests.source.archives import END, Keeper, Trickle, block, digest, member, names, octal, tar_of

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LAYER = tar_of("etc/", member("etc/motd", b"hello" * 300), "etc/.wh.gone")
SKIPPABLE = b"\x5a\x2a\x4d\x18" + (9).to_bytes(4, "little") + b"any bytes"
PACKED = {
    "plain": LAYER,
    "gzip": gzip.compress(LAYER),
    "several gzip members": gzip.compress(LAYER[:1000]) + gzip.compress(b"") + gzip.compress(LAYER[1000:]),
    "gzip padded with zeros": gzip.compress(LAYER) + bytes(100_000),
    "zstd": zstd.compress(LAYER),
    "several zstd frames": zstd.compress(LAYER[:1000]) + zstd.compress(LAYER[1000:]),
    "zstd with a skippable frame after it": zstd.compress(LAYER) + SKIPPABLE,
    "zstd with a skippable frame before it": SKIPPABLE + zstd.compress(LAYER),
}


def read(raw: bytes, expected: str = "", blob: str = "") -> tuple[LayerReader, list[Entry]]:
    layer = LayerReader(Trickle(raw, 333), Keeper(0), expected=expected, blob=blob)
    return layer, list(layer)


def refusal(raw: bytes, expected: str = "", blob: str = "") -> MalformedArchive:
    with pytest.raises(MalformedArchive) as caught:
        read(raw, expected, blob)
    assert "\n" not in str(caught.value)
    return caught.value


@pytest.mark.parametrize("packing", PACKED)
def test_a_layer_is_the_same_however_it_is_packed(packing: str):
    layer, entries = read(PACKED[packing], digest(LAYER), digest(PACKED[packing]))
    assert names(entries) == ["etc", "etc/motd", "etc/gone"]
    assert (layer.diff_id, layer.size) == (digest(LAYER), len(LAYER))


@pytest.mark.parametrize("compress", [gzip.compress, zstd.compress])
@pytest.mark.parametrize("size", [1 << 20, 1 << 17, (1 << 17) + 1, 4096])
def test_large_layers_come_out_whole_in_pieces_of_any_size(compress: Callable[[bytes], bytes], size: int):
    rng = random.Random(4)
    content = b"".join(rng.choice([rng.randbytes(1 << 17), bytes(1 << 18), b"text" * (1 << 16)]) for _ in range(30))
    stream = decompressed(Trickle(compress(content), 1 << 17), "layer")
    assert b"".join(iter(lambda: stream.read(size), b"")) == content


def test_a_decoder_that_has_given_all_and_not_asked_for_more_is_not_at_the_end():
    """Where a piece that was read is used up just as the piece that was asked for is full."""
    size = 1 << 17  # a block of zstd
    compressor = zstd.ZstdCompressor()
    pieces = [compressor.compress(bytes([number]) * size, mode=compressor.FLUSH_BLOCK) for number in range(4)] + [
        compressor.flush()
    ]

    class Pieces:
        def read(self, size: int, /) -> bytes:
            return pieces.pop(0) if pieces else b""

    stream = Decompressed(Pieces(), zstd.ZstdDecompressor, "layer")
    found = list(iter(lambda: stream.read(size), b""))
    assert b"".join(found) == b"".join(bytes([number]) * size for number in range(4))


def test_what_follows_the_end_of_the_tar_counts_for_the_diff_id():
    longer = LAYER + b"trailing" * 1000
    layer, _ = read(gzip.compress(longer))
    assert (layer.diff_id, layer.size) == (digest(longer), len(longer))


def test_a_layer_without_an_end_of_archive_mark_is_whole_if_its_digest_is_right():
    _, entries = read(block(b"a"), digest(block(b"a")))
    assert names(entries) == ["a"]


@pytest.mark.parametrize("raw", [b"", bytes(1024), gzip.compress(b"", mtime=0)])
def test_an_empty_layer_has_no_entries(raw: bytes):
    assert read(raw)[1] == []


def test_another_diff_id_than_expected_is_a_mismatch():
    error = refusal(LAYER, digest(b"other"))
    assert isinstance(error, DigestMismatch)
    assert digest(LAYER) in str(error)
    assert digest(b"other") in str(error)


def test_another_digest_of_the_compressed_blob_is_a_mismatch():
    packed = gzip.compress(LAYER)
    assert isinstance(refusal(packed, digest(LAYER), digest(packed + b"x")), DigestMismatch)


def test_a_plain_layer_is_checked_as_a_blob_too():
    assert isinstance(refusal(LAYER, "", digest(b"other")), DigestMismatch)


def test_the_digest_is_not_said_before_the_end():
    layer = LayerReader(io.BytesIO(LAYER), Keeper(0))
    next(iter(layer))
    with pytest.raises(ValueError, match="not read to its end"):
        assert layer.diff_id


@pytest.mark.parametrize("packing", ["gzip", "several gzip members", "zstd", "several zstd frames"])
def test_compressed_data_that_was_cut_short_is_refused(packing: str):
    raw = PACKED[packing]
    for length in range(5, len(raw), 7):
        assert "cut short" in str(refusal(raw[:length], digest(LAYER)))


def test_damaged_gzip_is_refused():
    raw = bytearray(gzip.compress(LAYER))
    raw[-6] ^= 1
    assert "cannot be decompressed" in str(refusal(bytes(raw)))


def test_damaged_zstd_is_refused():
    raw = bytearray(zstd.compress(LAYER, options={zstd.CompressionParameter.checksum_flag: 1}))
    raw[-2] ^= 1
    assert "cannot be decompressed" in str(refusal(bytes(raw)))


def test_something_else_after_compressed_data_is_refused():
    assert "something else" in str(refusal(gzip.compress(LAYER) + b"\0\0 junk"))
    assert "cannot be decompressed" in str(refusal(gzip.compress(LAYER) + b"junk"))
    assert "cannot be decompressed" in str(refusal(zstd.compress(LAYER) + b"junk"))


def test_zstd_that_wants_much_memory_is_refused():
    compressor = zstd.ZstdCompressor(options={zstd.CompressionParameter.window_log: 30})
    raw = compressor.compress(LAYER) + compressor.flush()
    assert "too much memory" in str(refusal(raw))


def test_a_bomb_streams_in_bounded_memory():
    size = 256 << 20
    compressor = zlib.compressobj(9, wbits=31)
    bomb = compressor.compress(block(b"big", b"0", octal(size)))
    for _ in range(size >> 20):
        bomb += compressor.compress(bytes(1 << 20))
    bomb += compressor.compress(END) + compressor.flush()
    assert len(bomb) < 1 << 20
    tracemalloc.start()
    try:
        [entry] = list(LayerReader(io.BytesIO(bomb), Keeper(0)))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert entry.size == size
    assert peak < 24 << 20


def test_many_tiny_gzip_members_do_not_take_for_ever():
    tiny = gzip.compress(b"") * (4 * PACKED_CHUNK // 20)
    assert names(read(tiny + gzip.compress(LAYER))[1]) == ["etc", "etc/motd", "etc/gone"]


def test_what_is_not_compressed_passes_as_it_is():
    stream = decompressed(Trickle(b"abc"), "file")
    assert stream.read(2) + stream.read(2) + stream.read(2) == b"abc"


# --- whiteouts -------------------------------------------------------------------------------------------------------


def marks(*members: str) -> list[tuple[str, FileType]]:
    _, entries = read(tar_of(*members))
    return [(entry.path, entry.type) for entry in entries]


def test_a_whiteout_deletes_the_path_it_names():
    assert marks(".wh.top", "a/b/.wh.c", "a/.wh.spaces and .wh.") == [
        ("top", FileType.WHITEOUT),
        ("a/b/c", FileType.WHITEOUT),
        ("a/spaces and .wh.", FileType.WHITEOUT),
    ]


def test_an_opaque_mark_is_of_its_directory():
    assert marks(".wh..wh..opq", "a/b/.wh..wh..opq") == [("", FileType.OPAQUE), ("a/b", FileType.OPAQUE)]


def test_the_metadata_of_aufs_is_dropped():
    assert marks(".wh..wh.aufs", ".wh..wh.plnk/", ".wh..wh.plnk/12.34", "a/.wh..wh.orph/x", "b") == [
        ("b", FileType.REGULAR)
    ]


def test_a_name_that_only_holds_the_letters_is_a_name():
    assert marks("a.wh.b", "x/.whale") == [("a.wh.b", FileType.REGULAR), ("x/.whale", FileType.REGULAR)]


def test_the_content_of_a_whiteout_is_nobodys():
    wanted = Keeper()
    layer = LayerReader(io.BytesIO(tar_of(member(".wh.a", b"secret"), "b")), wanted)
    assert names(layer) == ["a", "b"]
    assert list(wanted.taken) == ["b"]


@pytest.mark.parametrize("name", [".wh.", "a/.wh.", "a/.wh..", "a/.wh..."])
def test_a_whiteout_that_names_no_file_is_refused(name: str):
    assert "names no file" in str(refusal(tar_of(member(name))))
