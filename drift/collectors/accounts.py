"""Users and groups: etc/passwd (passwd(5)) and etc/group (group(5)). Never a password, nor a hash of one: see passwords.py.

A line that is none is passed over, as getpwent(3) does, so any bytes are a list of accounts.
"""

from typing import BinaryIO

from drift.collectors.interface import Collector
from drift.model.canonical import Json, to_text
from drift.model.records import Kind

PASSWD, GROUP = "etc/passwd", "etc/group"
MOST = 10_000
"""Accounts of one file that are read."""
HIGHEST = (1 << 32) - 1
"""Of a uid_t."""


def parse_passwd(content: BinaryIO, _name: str) -> list[dict[str, Json]]:
    """Users in the file's order."""
    found: list[dict[str, Json]] = []
    for fields in _lines(content, 7):
        name, password, uid, gid, comment, home, shell = fields
        if _is_id(uid) and _is_id(gid):
            said: dict[str, Json] = {"name": name, "uid": int(uid), "gid": int(gid), "comment": comment}
            found.append({**said, "home": home, "shell": shell, "password": password_state(password)})
    return found


def parse_group(content: BinaryIO, _name: str) -> list[dict[str, Json]]:
    """Groups in the file's order, their members sorted."""
    return [
        {"name": name, "gid": int(gid), "members": [*sorted({one for one in members.split(",") if one})]}
        for name, _, gid, members in _lines(content, 4)
        if _is_id(gid)
    ]


def password_state(field: str) -> str:
    """What the password field means, never what it holds."""
    if field == "x":
        return "in shadow"
    if not field:
        return "none needed"
    return "locked" if field[0] in "*!" else "in passwd"


def _lines(content: BinaryIO, fields: int) -> list[list[str]]:
    """Lines of that many fields that name somebody; + and - stand before what NIS gave (nsswitch.conf(5), compat)."""
    lines = [line.split(":") for line in to_text(content.read()).splitlines()]
    named = [line for line in lines if len(line) == fields and line[0] and line[0][0] not in "+-#"]
    return named[:MOST]


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 10 and int(text) <= HIGHEST


ACCOUNTS_GROUP = Collector(
    name="accounts-group", version=1, kind=Kind.ACCOUNTS, globs=(GROUP,), parse=parse_group, limit=4 << 20
)

ACCOUNTS_PASSWD = Collector(
    name="accounts-passwd", version=1, kind=Kind.ACCOUNTS, globs=(PASSWD,), parse=parse_passwd, limit=4 << 20
)
