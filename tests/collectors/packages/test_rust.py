import io
import json
import struct
import zlib

import pytest

from drift.collectors.packages.rust import parse

CRATES = {
    "packages": [
        {"name": "app", "version": "0.1.0", "source": "local", "root": True, "dependencies": [1]},
        {"name": "serde", "version": "1.0.210", "source": "crates.io"},
        {"name": "serde_derive", "version": "1.0.210", "source": "crates.io", "kind": "build"},
    ]
}


def program(section: bytes, name: bytes = b".dep-v0") -> bytes:
    """An object with one section beside that of the names."""
    names = b"\0" + name + b"\0.shstrtab\0"
    header = struct.pack("<HHIQQQIHHHHHH", 2, 62, 1, 0, 0, 64 + len(section) + len(names), 0, 64, 56, 0, 64, 3, 2)
    rows = [
        struct.pack("<IIQQQQIIQQ", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        struct.pack("<IIQQQQIIQQ", 1, 1, 0, 0, 64, len(section), 0, 0, 1, 0),
        struct.pack("<IIQQQQIIQQ", 1 + len(name) + 1, 3, 0, 0, 64 + len(section), len(names), 0, 0, 1, 0),
    ]
    return b"\x7fELF\x02\x01\x01" + bytes(9) + header + section + names + b"".join(rows)


def packed(value: object) -> bytes:
    return zlib.compress(json.dumps(value).encode())


def read(content: bytes):
    return parse(io.BytesIO(content), "app")


def test_every_crate_is_listed_and_an_unusual_source_is_said():
    assert read(program(packed(CRATES))) == [
        {"type": "cargo", "name": "app", "version": "0.1.0", "source": "local"},
        {"type": "cargo", "name": "serde", "version": "1.0.210"},
        {"type": "cargo", "name": "serde_derive", "version": "1.0.210"},
    ]


@pytest.mark.parametrize(
    "content",
    [
        program(packed(CRATES), b".other"),
        program(b"no zlib"),
        program(zlib.compress(b"no json")),
        program(packed([])),
        program(packed({"packages": 3})),
        program(packed(CRATES))[:-30],
        program(zlib.compress(b"[" * 200_000)),
        b"\x7fELF\x02\x01",
    ],
)
def test_a_program_without_a_whole_list_is_none(content):
    assert read(content) is None


def test_what_is_packed_too_tightly_is_not_unpacked():
    assert read(program(zlib.compress(b" " * (64 << 20)))) is None


def test_a_crate_that_is_none_is_left_out():
    odd = [3, {"name": "x"}, {"name": 3, "version": "1"}, {"name": "\n", "version": "1"}, {"name": "x", "version": "1"}]
    assert read(program(packed({"packages": odd}))) == [{"type": "cargo", "name": "x", "version": "1"}]
