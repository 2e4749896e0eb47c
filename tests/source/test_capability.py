"""File capabilities, in user namespaces and out of them."""

from drift.source.capability import inside

PLAIN = bytes.fromhex("0100000200200000000000000000000000000000")


def test_a_capability_that_is_for_root_of_a_user_namespace_looks_inside_like_any_other():
    assert inside(bytes.fromhex("010000030020000000000000000000000000000001000000")) == PLAIN
    assert inside(bytes.fromhex("0100000300200000000000000000000000000000400d0300")) == PLAIN


def test_any_other_value_stays_as_it_is():
    assert inside(PLAIN) == PLAIN
    assert inside(b"") == b""
    assert inside(bytes(24)) == bytes(24)
