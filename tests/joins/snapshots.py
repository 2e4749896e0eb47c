"""Snapshots of a few records, as short as a test wants to say them."""

from typing import Any

from drift.model.records import Kind, RecordSet, record
from drift.model.snapshot import Section, Snapshot


def snapshot(**kinds: dict[str, Any]) -> Snapshot:
    """snapshot(config={"cmd": ["a"]}): by kind and key, each a `value` unless it is a whole record."""
    sections = {}
    for kind, values in kinds.items():
        contents = {
            key: value if isinstance(value, dict) and kind in {"accounts", "files", "mounts"} else {"value": value}
            for key, value in values.items()
        }
        records = [record(Kind(kind), key, content) for key, content in contents.items()]
        sections[Kind(kind)] = Section.ok(RecordSet.of(Kind(kind), records))
    return Snapshot(None, sections)


def runs_as(uid: int, gid: int = 0, groups: tuple[int, ...] = ()) -> dict[str, Any]:
    return {"runs-as": {"user": str(uid), "uid": uid, "gid": gid, "account": None, "groups": [*groups]}}
