import io
from typing import Any

from drift.collectors.os_release import parse


def fields(text: bytes) -> Any:
    return parse(io.BytesIO(text), "os-release")


def test_values_lose_their_quotes():
    text = b'ID=debian\nVERSION_ID="12"\nPRETTY_NAME=\'Debian 12\'\nVERSION_CODENAME="a \\"b\\""\n'
    assert fields(text) == {"ID": "debian", "VERSION_ID": "12", "PRETTY_NAME": "Debian 12", "VERSION_CODENAME": 'a "b"'}


def test_other_fields_and_comments_are_left_out():
    assert fields(b"# ID=no\nHOME_URL=https://example.com\nID=alpine\n") == {"ID": "alpine"}


def test_a_file_without_id_says_nothing():
    assert fields(b"NAME=Custom\n") is None
    assert fields(b"ID=\n") is None
