"""What several documents have: a key with its bytes, a side, a comparison, a note."""

import base64
from datetime import datetime

from drift.model.canonical import Document, to_bytes
from drift.report.parts import Compared, ImageName, Note, SideLine
from drift.report.wording import moment


def keyed(key: str) -> Document:
    """A key, and its bytes where they are not UTF-8."""
    raw = to_bytes(key)
    try:
        raw.decode()
    except UnicodeDecodeError:
        return {"key": key, "path_b64": base64.b64encode(raw).decode()}
    return {"key": key}


def content_of(content: Document | None) -> Document | None:
    """A record's content; the old path of a moved file gets its bytes like any key."""
    if content is None or not isinstance(content.get("path"), str):
        return content
    path = keyed(content["path"])
    return content | {"path": path.pop("key")} | path


def image_of(one: ImageName) -> Document:
    return {"reference": one.reference, "identity": one.identity}


def note_of(one: Note) -> Document:
    return {"type": one.type.value, "text": one.text, "where": one.where}


def side_of(one: SideLine) -> Document:
    return {
        "label": one.label,
        "environment": one.environment,
        "service": one.service,
        "instance": one.instance,
        "at": time_of(one.at),
        "route": one.route,
        "snapshot": one.snapshot,
        "image": one.image,
        "image_reference": one.image_reference,
        "state": one.state,
        "engine": one.engine,
    }


def compared_of(one: Compared) -> Document:
    return {
        "relation": one.relation.value,
        "service": one.service,
        "before": one.before,
        "after": one.after,
        "equal": one.equal,
        "changes": {change.value: number for change, number in one.changes.items()},
        "explained": one.explained,
    }


def time_of(at: datetime | None) -> str | None:
    return moment(at) if at else None
