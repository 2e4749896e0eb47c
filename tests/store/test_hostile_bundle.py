"""Bundles that were cut, changed, made by another version, or made to hurt: one line, and nothing of them is kept."""

import hashlib
import json
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drift.errors import BundleError
from drift.store import Scope
from drift.store.bundle import lines
from drift.store.bundle.rows import ROWS
from tests.store.fleets import OneScan, Seen, exported, fill, stores, take_in

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

EXAMPLES = settings().max_examples // 2


@pytest.fixture(scope="module")
def bundle() -> bytes:
    with stores(1) as (store,):
        fill(
            store,
            [
                OneScan(1, 0, "prod", Scope.RUNNING, True, True, (Seen("web-1", 2, 1), Seen("caf\udce9", -1)), (0, 1)),
                OneScan(2, 1, "dev", Scope.RUNNING, True, True, (Seen("web-2", 3, 2),), (2,)),
            ],
        )
        return exported(store)


def refused(content: bytes) -> str:
    """The line; the store is as it was."""
    with stores(1) as (store,):
        fill(store, [OneScan(9, 0, "qa", Scope.ALL, True, True, (Seen("web-1", 1),), ())])
        before = exported(store)
        with pytest.raises(BundleError) as caught:
            take_in(store, content)
        assert exported(store) == before
        assert list(store.check()) == []
    said = str(caught.value)
    assert said.isprintable()
    assert len(said) < 700
    return said


def taken_or_refused(content: bytes) -> None:
    with stores(1) as (store,):
        try:
            take_in(store, content)
        except BundleError:
            assert store._connection.value("SELECT count(*) FROM environment") == 0
        assert list(store.check()) == []


def text_of(bundle: bytes) -> list[bytes]:
    return zstd.decompress(bundle).splitlines(keepends=True)


def sealed(changed: list[bytes]) -> bytes:
    """As somebody makes it who knows the format: counts and digest are right."""
    counts, section = {}, ""
    for line in changed[1:-1]:
        if line.startswith(b"{"):
            section = json.loads(line)["section"]
            counts[section] = 0
        else:
            counts[section] += 1
    body = b"".join(changed[:-1])
    footer = {"rows": counts, "sha256": hashlib.sha256(body).hexdigest()}
    return zstd.compress(body + json.dumps(footer).encode() + b"\n")


def with_row(bundle: bytes, section: str, change) -> bytes:
    """`change` gets the first row of a section."""
    changed = text_of(bundle)
    at = changed.index(b'{"section":"%s"}\n' % section.encode()) + 1
    row = json.loads(changed[at])
    change(row)
    changed[at] = json.dumps(row).encode() + b"\n"
    return sealed(changed)


def put(column: int, value: object):
    def change(row: list[object]) -> None:
        row[column] = value

    return change


def test_what_is_only_sealed_again_is_taken(bundle):
    taken_or_refused(sealed(text_of(bundle)))
    with stores(1) as (store,):
        take_in(store, sealed(text_of(bundle)))


@pytest.mark.parametrize("content", [b"", b"\0" * 100, b"no bundle\n", zstd.compress(b""), zstd.compress(b"{}\n")])
def test_a_file_that_is_no_bundle(content):
    assert "drift export" in refused(content) or "fetch it again" in refused(content)


def test_a_newer_format_says_what_to_do(bundle):
    content = zstd.compress(zstd.decompress(bundle).replace(b'"version":1}', b'"version":2}', 1))
    assert refused(content) == "the bundle has format 2, this version of drift knows 1; upgrade container-drift"


def test_a_bundle_that_was_cut_short_anywhere(bundle):
    for length in (1, 10, len(bundle) // 2, len(bundle) - 5, len(bundle) - 1):
        refused(bundle[:length])
    plain = text_of(bundle)
    for count in (1, 2, len(plain) // 2, len(plain) - 1):
        assert "cut short" in refused(zstd.compress(b"".join(plain[:count])))


def test_a_bundle_with_one_letter_changed(bundle):
    content = zstd.compress(zstd.decompress(bundle).replace(b"registry.example", b"registry.exampie", 1))
    assert "was changed" in refused(content)


def test_a_bundle_with_something_behind_its_end(bundle):
    assert "behind its end" in refused(zstd.compress(zstd.decompress(bundle) + b"[]\n"))
    assert "behind its end" in refused(bundle + bundle)
    refused(bundle + b"more")


def test_a_row_that_is_missing_or_stands_twice(bundle):
    plain = text_of(bundle)
    for number, line in enumerate(plain):
        if line.startswith((b'["sha256:', b'["env"')):
            taken_or_refused(sealed(plain[:number] + plain[number + 1 :]))
            taken_or_refused(sealed(plain[: number + 1] + plain[number:]))


@pytest.mark.parametrize(
    ("section", "column", "value"),
    [
        ("records", 2, '{"value":"forged"}'),
        ("records", 2, "[1]"),
        ("records", 2, "{"),
        ("records", 2, '{"value":' + "[" * 500 + "]" * 500 + "}"),
        ("records", 0, "astrology"),
        ("records", 1, {"base64": "YQ=="}),
        ("record_sets", 2, [0, 0]),
        ("record_sets", 2, [10**6]),
        ("record_sets", 2, [-1]),
        ("snapshots", 1, None),
        ("snapshots", 2, [["env", "ok", None, ""]]),
        ("coverage", 0, "{}"),
        ("layers", 2, 10**6),
        ("layers", 0, "sha256:0"),
        ("layer_entries", 0, 10**6),
        ("layer_entries", 2, "socket"),
        ("layer_entries", 3, 2**63),
        ("layer_entries", 8, "YQ=="),
        ("facts", 6, "{"),
        ("images", 6, "{}"),
        ("images", 6, '{"config":{},"created":"","history":[1]}'),
        ("images", 8, [10**6]),
        ("scans", 1, "2026-13-01T00:00:00.000000Z"),
        ("scans", 2, "yesterday"),
        ("scans", 4, None),
        ("scan_targets", 6, "fine"),
        ("observations", 5, "0000-01-01T00:00:00.000000Z"),
        ("observations", 10, 10**6),
        ("sightings", 4, "prod"),
        ("sightings", 10, 5),
        ("environments", 0, None),
    ],
)
def test_a_row_that_cannot_be(bundle, section, column, value):
    refused(with_row(bundle, section, put(column, value)))


def test_every_section_is_tried(bundle):
    for section in ROWS:
        if b'{"section":"%s"}\n[' % section.encode() in zstd.decompress(bundle):
            refused(with_row(bundle, section, lambda row: row.append(1)))


def test_an_image_cannot_be_given_other_layers(bundle):
    def shorter(row: list[list[int]]) -> None:
        row[8] = row[8][:-1] or [0, 0]

    with stores(1) as (store,):
        take_in(store, bundle)
        before = exported(store)
        with pytest.raises(BundleError, match="other layers"):
            take_in(store, with_row(bundle, "images", shorter))
        assert exported(store) == before


def test_a_bomb_is_bounded(monkeypatch):
    monkeypatch.setattr(lines, "MOST_BYTES", 1 << 18)
    head = b'{"format":"container-drift bundle","version":1}\n{"section":"environments"}\n'
    assert "of text" in refused(zstd.compress(head + b'["prod"]\n' * (1 << 16)))


def test_a_line_without_an_end_is_bounded():
    assert "a line of more than 16777216 bytes" in refused(zstd.compress(b"[" * (1 << 25)))


@settings(max_examples=EXAMPLES)
@given(st.binary(max_size=300))
def test_any_bytes_are_refused(content):
    with stores(1) as (store,), pytest.raises(BundleError):
        take_in(store, content)


@settings(max_examples=EXAMPLES)
@given(data=st.data())
def test_any_change_to_the_file_is_refused_or_of_no_effect(bundle, data):
    at = data.draw(st.integers(0, len(bundle) - 1))
    changed = bytearray(bundle)
    changed[at] ^= data.draw(st.integers(1, 255))
    taken_or_refused(bytes(changed))


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=5)
    | st.sampled_from(["ok", "env", "{}", "[]", "YQ=="]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["base64", "x"]), inner, max_size=2),
    max_leaves=5,
)


@settings(max_examples=EXAMPLES)
@given(data=st.data())
def test_any_value_in_any_place_is_taken_or_refused(bundle, data):
    """Sealed again, so that it is the rows themselves that are judged. What is taken leaves a store that is whole."""
    plain = text_of(bundle)
    number = data.draw(st.sampled_from([at for at, line in enumerate(plain) if line.startswith(b"[")]))
    row = json.loads(plain[number])
    row[data.draw(st.integers(0, len(row) - 1))] = data.draw(VALUES)
    plain[number] = json.dumps(row).encode() + b"\n"
    taken_or_refused(sealed(plain))
