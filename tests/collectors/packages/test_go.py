import io
import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drift.collectors.packages.go import parse
from tests.collectors.libraries.elves import BASE, elf

MODULES = """\
path\texample.org/shop/cmd/web
mod\texample.org/shop\tv1.2.3\th1:main=
dep\tgithub.com/pkg/errors\tv0.9.1\th1:errors=
dep\texample.org/forked\tv1.0.0
=>\texample.org/fork\tv1.0.1\th1:fork=
dep\texample.org/local\tv0.1.0
=>\t./local\t
build\t-compiler=gc
"""
SENTINEL = bytes(range(16))
MARK = b"\xff Go buildinf:"


def framed(modules: str) -> bytes:
    return SENTINEL + modules.encode() + SENTINEL


def sized(text: bytes) -> bytes:
    """As a varint and the text."""
    size, head = len(text), b""
    while size > 0x7F:
        head += bytes([size & 0x7F | 0x80])
        size >>= 7
    return head + bytes([size]) + text


def inline(version: str = "go1.22.5", modules: str = MODULES) -> bytes:
    header = (MARK + bytes([8, 2])).ljust(32, b"\0")
    return header + sized(version.encode()) + sized(framed(modules))


def program(information: bytes) -> bytes:
    """A program without sections, in whose writable data the information lies at a multiple of 16."""
    padding = next(
        size for size in range(16) if elf(kind=2, rest=bytes(size) + information).find(information) % 16 == 0
    )
    return elf(kind=2, rest=bytes(padding) + information)


def pointed(order: str, bits: int) -> bytes:
    """The older form: two pointers to strings, which are pointers with lengths."""
    width, form = bits // 8, order + ("Q" if bits == 64 else "I")
    texts = (b"go1.17.13", framed(MODULES))

    def made(at: int) -> bytes:
        strings, after = b"", at + 32 + 4 * width
        for text in texts:
            strings += struct.pack(form, BASE + after) + struct.pack(form, len(text))
            after += len(text)
        pointers = struct.pack(form, BASE + at + 32) + struct.pack(form, BASE + at + 32 + 2 * width)
        header = MARK + bytes([width, 1 if order == ">" else 0]) + pointers
        return header.ljust(32, b"\0") + strings + b"".join(texts)

    machine = {(64, "<"): "x86_64", (64, ">"): "s390x", (32, "<"): "i386"}[bits, order]
    shape: dict[str, Any] = {"bits": bits, "order": order, "machine": machine, "kind": 2}
    for padding in range(16):
        at = elf(rest=bytes(padding) + made(0), **shape).find(MARK)
        if at % 16 == 0:
            return elf(rest=bytes(padding) + made(at), **shape)
    raise AssertionError


def read(content: bytes):
    return parse(io.BytesIO(content), "web")


EXPECTED = [
    {"type": "golang", "namespace": "example.org", "name": "shop", "version": "v1.2.3", "digest": "h1:main="},
    {"type": "golang", "namespace": "github.com/pkg", "name": "errors", "version": "v0.9.1", "digest": "h1:errors="},
    {
        "type": "golang",
        "namespace": "example.org",
        "name": "fork",
        "version": "v1.0.1",
        "source": "example.org/forked",
        "digest": "h1:fork=",
    },
    {
        "type": "golang",
        "namespace": "example.org",
        "name": "local",
        "version": "v0.1.0",
        "source": "example.org/local",
    },
]


def test_modules_replacements_and_the_standard_library_are_listed():
    standard = {"type": "golang", "name": "stdlib", "version": "1.22.5"}
    assert read(program(inline())) == [standard, *EXPECTED]


@pytest.mark.parametrize(("order", "bits"), [("<", 64), (">", 64), ("<", 32)])
def test_the_form_with_pointers_says_the_same(order, bits):
    standard = {"type": "golang", "name": "stdlib", "version": "1.17.13"}
    assert read(pointed(order, bits)) == [standard, *EXPECTED]


@pytest.mark.parametrize(
    ("settings", "version"),
    [
        (
            "build\tvcs.revision=0123456789abcdef\nbuild\tvcs.time=2025-02-08T03:01:26Z\n",
            "v0.0.0-20250208030126-0123456789ab",
        ),
        (
            "build\tvcs.revision=0123456789abcdef\nbuild\tvcs.time=2025-02-08T03:01:26Z\nbuild\tvcs.modified=true\n",
            "v0.0.0-20250208030126-0123456789ab+dirty",
        ),
        ("", None),
    ],
)
def test_a_program_from_a_checkout_has_the_version_of_its_commit(settings, version):
    found = read(program(inline(modules=f"mod\texample.org/shop\t(devel)\t\n{settings}")))
    assert found is not None
    assert found[1].get("version") == version


@pytest.mark.parametrize(("path", "names"), [("example.org/shop/cmd/web", ["web"]), ("command-line-arguments", [])])
def test_a_program_that_was_built_without_modules_is_known_by_its_package(path, names):
    found = read(program(inline(modules=f"path\t{path}\nbuild\t-compiler=gc\n")))
    assert found is not None
    assert [one["name"] for one in found[1:]] == names


def test_an_experiment_is_no_part_of_the_version():
    found = read(program(inline(version="go1.21.0 X:boringcrypto", modules="")))
    assert found == [{"type": "golang", "name": "stdlib", "version": "1.21.0"}]


@pytest.mark.parametrize(
    "content",
    [
        elf("libc.so.6"),
        b"\x7fELF",
        program(inline()[:40]),
        program(MARK + bytes([3, 0]) + bytes(40)),
        program(MARK + bytes([8, 2]) + bytes(16) + b"\xff" * 12),
    ],
)
def test_a_program_without_whole_information_is_none_of_go(content):
    assert read(content) is None


def test_names_that_are_none_are_left_out():
    found = read(program(inline(modules="dep\t\tv1\ndep\ta b\x07/c\tv1\ndep\texample.org/x\tv1\ndep\n")))
    assert found is not None
    assert [one["name"] for one in found] == ["stdlib", "x"]


WHOLE = program(inline())


@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=16))
def test_any_damage_gives_packages_or_none(at, noise):
    found = read(WHOLE[:at] + noise + WHOLE[at + len(noise) :])
    assert found is None or found[0]["name"] == "stdlib"
