"""Users and groups of a root, and whom its program runs as: found there as runc finds it (opencontainers/runc, user.go)."""

from collections.abc import Iterable, Mapping
from typing import Any

from drift.collectors.accounts import ACCOUNTS_GROUP, ACCOUNTS_PASSWD, GROUP, HIGHEST, PASSWD
from drift.collectors.interface import Collector
from drift.joins.known import NotRead, facts_in
from drift.joins.passwords import password_records
from drift.model.canonical import Json
from drift.model.protocols import Baseline, Facts
from drift.model.records import RUNS_AS, Kind, Record, RecordSet, record
from drift.model.snapshot import Section

Accounts = Mapping[str, dict[str, Any]]
"""By name; of two with one name the first counts."""


def accounts(
    passwd: Baseline, group: Baseline, facts: Facts, user: str | None, passwords: Baseline | None = None
) -> Section:
    """`user:NAME`, `group:NAME`, their passwords, and `runs-as`. `user` is USER as image or container has it, None where it is not known.

    The trees that have the files: the image's where only the engine changed them. `passwords` None: as `passwd`.
    """
    passwd.expect([PASSWD, GROUP])
    try:
        users = _by_name(passwd, facts, PASSWD, ACCOUNTS_PASSWD)
        groups = _by_name(group, facts, GROUP, ACCOUNTS_GROUP)
        secrets = password_records(passwords or passwd, facts)
    except NotRead as error:
        return Section.failed(str(error))
    records = [*_records("user", users), *_records("group", groups), *secrets]
    if user is not None:
        records.append(record(Kind.ACCOUNTS, RUNS_AS, runs_as(user, users, groups)))
    return Section.ok(RecordSet.of(Kind.ACCOUNTS, records))


def runs_as(user: str, users: Accounts, groups: Accounts) -> dict[str, Json]:
    """{"user", "uid", "gid", "account", "groups"}; "missing" names what is not in the files: then the container does not start.

    A number is never a name, and needs no account; without one its group is 0.
    """
    name, _, group = user.partition(":")
    account = _account(name or "0", "uid", users)
    uid = account["uid"] if account else _number(name or "0")
    gid: int | None = account["gid"] if account else 0
    if group:
        named = _account(group, "gid", groups)
        gid = named["gid"] if named else _number(group)
    missing = [f"{what} {one}" for what, one, id_ in (("user", name, uid), ("group", group, gid)) if id_ is None]
    found: dict[str, Json] = {
        "user": user,
        "uid": uid,
        "gid": gid,
        "account": account["name"] if account else None,
        "groups": [*_groups_of(account["name"], groups)] if account and not group else [],
    }
    return {**found, "missing": [*missing]} if missing else found


def _by_name(tree: Baseline, facts: Facts, path: str, collector: Collector) -> Accounts:
    found: dict[str, dict[str, Any]] = {}
    for one in facts_in(tree, facts, [path], [collector]):
        for account in one.fact.value:
            found.setdefault(account["name"], account)
    return found


def _records(what: str, accounts: Accounts) -> Iterable[Record]:
    for name, account in accounts.items():
        fields = {field: value for field, value in account.items() if field != "name"}
        yield record(Kind.ACCOUNTS, f"{what}:{name}", fields)


def _account(name: str, field: str, accounts: Accounts) -> dict[str, Any] | None:
    number = _number(name)
    if number is None:
        return accounts.get(name)
    return next((one for one in accounts.values() if one[field] == number), None)


def _number(text: str) -> int | None:
    digits = text.isascii() and text.isdecimal() and len(text) <= 10
    return int(text) if digits and int(text) <= HIGHEST else None


def _groups_of(name: str, groups: Accounts) -> list[int]:
    return sorted({one["gid"] for one in groups.values() if name in one["members"]})
