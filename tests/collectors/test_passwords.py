import io
import json

from hypothesis import given
from hypothesis import strategies as st

from drift.collectors.passwords import PASSWORDS, keyed, parse
from drift.model.canonical import canonical
from drift.model.redaction import Redactor

HASH = "$6$saltsalt$" + "x" * 86
REDACTOR, OTHER = Redactor(b"k" * 32), Redactor(b"o" * 32)


def of(text: str, name: str = "shadow", redactor: Redactor = REDACTOR):
    found = parse(io.BytesIO(text.encode()), name)
    return {one["key"]: one for one in keyed(redactor, found)} if found is not None else None


def test_the_states_of_a_password():
    fields = {"locked": "*", "also-locked": "!", "x-locked": "!*", "open": "", "set": HASH, "passwd-l": f"!{HASH}"}
    found = of("".join(f"{name}:{field}:19000:0:99999:7:::\n" for name, field in fields.items()))
    states = {key.partition(":")[2]: (one["password"], "hmac" in one) for key, one in found.items()}
    assert states == {
        "locked": ("locked", False),
        "also-locked": ("locked", False),
        "x-locked": ("locked", False),
        "open": ("none needed", False),
        "set": ("set", True),
        "passwd-l": ("locked", True),
    }


def test_no_part_of_a_hash_is_kept():
    [one] = of(f"root:{HASH}:19000::::::\n").values()
    assert "saltsalt" not in canonical(one)
    assert one["key_id"] == REDACTOR.key_id


def test_one_password_of_two_accounts_has_two_fingerprints_and_another_key_gives_others():
    text = f"root:{HASH}:1::::::\napp:{HASH}:1::::::\n"
    one, other = (found["hmac"] for found in of(text).values())
    assert one != other
    assert {found["hmac"] for found in of(text, redactor=OTHER).values()}.isdisjoint({one, other})


def test_a_copy_of_before_has_the_fingerprints_of_what_it_is_a_copy_of():
    text = f"root:{HASH}:1::::::\n"
    assert of(text, "shadow-") == of(text)


def test_a_locked_account_keeps_the_fingerprint_that_unlocking_gives_back():
    assert of(f"a:!{HASH}:1::::::\n")["password:a"]["hmac"] == of(f"a:{HASH}:1::::::\n")["password:a"]["hmac"]


def test_the_day_of_a_password_is_left_out_but_for_the_one_that_asks_for_another():
    assert of("a:*:19000::::::\n") == of("a:*:20000::::::\n")
    assert of("a:*:0::::::\n")["password:a"]["must_change"] is True


def test_the_days_that_an_account_is_valid():
    assert of("a:*:1:2:90:7:30:19756:\n")["password:a"] == {
        "key": "password:a",
        "password": "locked",
        "min": 2,
        "max": 90,
        "warn": 7,
        "inactive": 30,
        "expire": 19756,
    }


def test_a_group_has_its_password_its_administrators_and_members():
    assert of("ops:!:zoe:b,a\n", "gshadow")["group-password:ops"] == {
        "key": "group-password:ops",
        "password": "locked",
        "administrators": ["zoe"],
        "members": ["a", "b"],
    }


def test_a_file_with_a_line_that_is_none_or_an_account_twice_says_nothing():
    assert of("a:*:1::::::\nroot::\n") is None
    assert of("a:*:1::::::\na::1::::::\n") is None
    assert of(":x:1::::::\n") is None


@given(st.binary(max_size=300), st.sampled_from(["shadow", "gshadow"]))
def test_any_bytes_are_accounts_or_none(content, name):
    found = PASSWORDS.parse(io.BytesIO(content), name)
    assert found is None or json.loads(canonical(keyed(REDACTOR, found))) is not None
