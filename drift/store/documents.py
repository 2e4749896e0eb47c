"""Redacted source documents (inspect, info, config): kept only where an instance's last ones were other."""

import json
from collections.abc import Mapping

from drift.model.canonical import Document, canonical, sha256, to_bytes
from drift.model.snapshot import Observation
from drift.store.columns import from_column, to_column, to_time
from drift.store.connection import Connection

_LAST = """
    SELECT d.digest FROM observation o
    JOIN observation_document x ON x.observation = o.id AND x.kind = :kind
    JOIN document d ON d.id = x.document
    WHERE o.instance = :instance ORDER BY o.id DESC LIMIT 1
"""
_HELD = """
    SELECT d.kind, d.content, max(o.id) FROM observation o
    JOIN observation_document x ON x.observation = o.id
    JOIN document d ON d.id = x.document
    WHERE o.instance = :instance AND o.id <= :observation GROUP BY d.kind
"""
_FIND = """
    SELECT o.id, o.instance FROM observation o
    JOIN instance i ON i.id = o.instance JOIN environment e ON e.id = o.environment
    WHERE i.engine_uid = ? AND i.container_uid = ? AND o.at = ? AND e.name = ?
"""


def changed_documents(connection: Connection, instance: int, documents: Mapping[str, Document]) -> dict[str, bytes]:
    """Keep those that this instance's last observations did not have; their digests by kind."""
    changed = {}
    for kind, document in sorted(documents.items()):
        content = canonical(document)
        digest = sha256(b"document", kind.encode(), to_bytes(content))
        if digest != connection.value(_LAST, {"instance": instance, "kind": kind}):
            connection.run(
                "INSERT INTO document (digest, kind, content) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                (digest, kind, to_column(content)),
            )
            changed[kind] = digest
    return changed


def documents(connection: Connection, observation: Observation) -> dict[str, Document]:
    """By kind, as of that observation; empty where it is not here."""
    with connection.moment(), connection.decoding():
        key = (to_column(observation.engine.uid), to_column(observation.container_uid), to_time(observation.at))
        row = connection.row(_FIND, (*key, to_column(observation.environment)))
        if row is None:
            return {}
        held = connection.rows(_HELD, {"observation": row[0], "instance": row[1]})
        return {kind: json.loads(from_column(content)) for kind, content, _ in held}
