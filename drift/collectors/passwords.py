"""Passwords: etc/shadow (shadow(5)), etc/gshadow (gshadow(5)), and the copies of before that tools leave beside them (vipw(8)).

Of a hash there is a fingerprint, made with the key for this one account. The day on which a password was set is left out: every
`passwd` and `chage -d` moves it. Only 0 is kept of it, which asks for another password at the next login.
"""

from typing import Any, BinaryIO

from drift.collectors.accounts import MOST, password_state
from drift.collectors.interface import Collector
from drift.model.canonical import Json, to_text
from drift.model.facts import Status
from drift.model.records import GROUP_PASSWORD, PASSWORD, Kind
from drift.model.redaction import Redactor

SHADOW, GSHADOW = "etc/shadow", "etc/gshadow"
COPIES = {f"{SHADOW}-": SHADOW, f"{GSHADOW}-": GSHADOW}
"""Copy of before → what it is a copy of."""
IN_SHADOW = "set"
_AGEING = ("min", "max", "warn", "inactive", "expire")
"""Days, as shadow(5) has them; `expire` is counted from 1970-01-01."""
_SECRET = "secret"  # noqa: S105 - the name of a field


def parse(content: BinaryIO, name: str) -> list[dict[str, Any]] | None:
    """Accounts in the file's order; None where a line is none, or an account stands twice: then nobody knows what it means."""
    read = _group if name.startswith("g") else _user
    lines = [line for line in to_text(content.read()).split("\n") if line]
    found = [account for line in lines if (account := read(line.split(":"))) is not None]
    is_whole = len(found) == len(lines) <= MOST
    return found if is_whole and len({one["key"] for one in found}) == len(found) else None


def keyed(redactor: Redactor, found: list[dict[str, Any]]) -> list[dict[str, Json]]:
    """With a fingerprint in place of each hash."""
    return [_without_secret(redactor, account) for account in found]


def _without_secret(redactor: Redactor, account: dict[str, Any]) -> dict[str, Json]:
    kept = {field: value for field, value in account.items() if field != _SECRET}
    secret = account.get(_SECRET)
    return kept | redactor.fingerprint("accounts", str(account["key"]), secret) if secret else kept


def _user(fields: list[str]) -> dict[str, Any] | None:
    if len(fields) != 9 or not fields[0]:
        return None
    name, password, day, *ageing, _reserved = fields
    days = {field: int(value) for field, value in zip(_AGEING, ageing, strict=True) if _is_number(value)}
    asked = {"must_change": True} if day == "0" else {}
    return {"key": f"{PASSWORD}{name}", **_password(password), **days, **asked}


def _group(fields: list[str]) -> dict[str, Any] | None:
    if len(fields) != 4 or not fields[0]:
        return None
    name, password, administrators, members = fields
    listed = {"administrators": _names(administrators), "members": _names(members)}
    return {"key": f"{GROUP_PASSWORD}{name}", **_password(password), **listed}


def _password(field: str) -> dict[str, str]:
    """A locked account keeps its hash behind the mark, so that unlocking gives it back (passwd(1), -l)."""
    state = password_state(field)
    secret = field.lstrip("!")
    hashed = {_SECRET: secret} if secret.strip("*x") else {}
    return {"password": IN_SHADOW if state == "in passwd" else state, **hashed}


def _names(text: str) -> list[str]:
    return sorted({one for one in text.split(",") if one})


def _is_number(text: str) -> bool:
    return text.removeprefix("-").isascii() and text.removeprefix("-").isdecimal() and len(text) <= 10


PASSWORDS = Collector(
    name="passwords",
    version=1,
    kind=Kind.ACCOUNTS,
    globs=(SHADOW, GSHADOW, *COPIES),
    parse=parse,
    limit=4 << 20,
    oversize=Status.ABSENT,
    keyed=keyed,
)
