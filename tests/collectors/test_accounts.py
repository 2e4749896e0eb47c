import io
import json

from hypothesis import given
from hypothesis import strategies as st

from drift.collectors.accounts import parse_group, parse_passwd
from drift.model.canonical import canonical

LINE = b"app:x:1000:1001:An app,,,:/home/app:/bin/sh\n"


def users(content: bytes):
    return parse_passwd(io.BytesIO(content), "passwd")


def groups(content: bytes):
    return parse_group(io.BytesIO(content), "group")


def test_a_user_has_numbers_a_home_and_a_shell():
    assert users(LINE) == [
        {
            "name": "app",
            "uid": 1000,
            "gid": 1001,
            "comment": "An app,,,",
            "home": "/home/app",
            "shell": "/bin/sh",
            "password": "in shadow",
        }
    ]


def test_a_hash_of_a_password_is_never_kept():
    hashed = "$6$" + "saltsalt$" + "x" * 86
    fields = ("x", "*", "!", "!!", "", hashed)
    found = users("".join(f"u{at}:{field}:{at}:0::/:\n" for at, field in enumerate(fields)).encode())
    assert [one["password"] for one in found] == [
        "in shadow",
        "locked",
        "locked",
        "locked",
        "none needed",
        "in passwd",
    ]
    assert "saltsalt" not in str(found)


def test_the_members_of_a_group_are_sorted():
    assert groups(b"staff:x:50:zoe,app\nempty:x:51:\n") == [
        {"name": "staff", "gid": 50, "members": ["app", "zoe"]},
        {"name": "empty", "gid": 51, "members": []},
    ]


def test_what_is_no_account_is_passed_over():
    odd = (
        b"# comment\n+nis::::::\n\nshort:x:1\nname:x:-1:0::/:\nbig:x:4294967296:0::/:\n:x:1:1::/:\nx:x:\xd9\xa1:1::/:\n"
    )
    assert users(odd + LINE) == users(LINE)


@given(st.lists(st.sampled_from([LINE, LINE[:20], b":", b"\xff", b"4294967295", b"\n", b"app:x:5:a,b"])).map(b"".join))
def test_any_bytes_are_a_list_of_accounts(content):
    assert json.loads(canonical([users(content), groups(content)]))
