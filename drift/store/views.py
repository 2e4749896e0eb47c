"""Views for people: `sqlite3 drift.db 'SELECT * FROM packages'`, or Datasette. What stands on `newest` shows no ids, and digests as hex."""

from collections.abc import Mapping

VIEWS: Mapping[str, str] = {
    # The newest observation of each container that its engine's last complete scan, or a later one, has seen.
    "newest": """
        WITH complete AS (
            SELECT x.environment, g.uid, max(s.ended) AS ended
            FROM scan_engine x JOIN scan s ON s.id = x.scan JOIN engine g ON g.id = x.engine
            WHERE x.scope <> 'partial' AND x.outcome = 'ok' GROUP BY x.environment, g.uid
        )
        SELECT max(o.at || printf('%019d', o.id)) AS rank, o.id AS observation, o.at, e.name AS environment,
               CASE v.application WHEN '' THEN v.name ELSE v.application || '/' || v.name END AS service,
               o.container_name, o.image_reference, o.state, o.snapshot
        FROM observation o
        JOIN scan s ON s.id = o.scan
        JOIN environment e ON e.id = o.environment
        JOIN service v ON v.id = o.service
        JOIN engine g ON g.id = o.engine
        LEFT JOIN complete c ON c.environment = o.environment AND c.uid = g.uid
        WHERE s.ended >= coalesce(c.ended, '')
        GROUP BY o.environment, g.uid, o.container_name
    """,
    # What it says, kind by kind. Content that quotes a path which is not UTF-8
    # is a BLOB, which SQLite from 3.45 on takes for JSON in its own binary form.
    "newest_record": """
        SELECT n.environment, n.service, n.container_name, p.kind, r.key, CAST(r.content AS TEXT) AS content, n.at
        FROM newest n
        JOIN snapshot_set p ON p.snapshot = n.snapshot
        JOIN record_set_member m ON m.record_set = p.record_set
        JOIN record r ON r.id = m.record
    """,
    "packages": """
        SELECT environment, service, container_name, key AS package,
               json_extract(content, '$.versions') AS versions,
               json_extract(content, '$.architectures') AS architectures, at
        FROM newest_record WHERE kind = 'packages'
    """,
    "env": """
        SELECT environment, service, container_name, key AS name,
               json_extract(content, '$.value') AS value,
               json_extract(content, '$.hmac') AS fingerprint, at
        FROM newest_record WHERE kind = 'env'
    """,
    # What the last scan or gate found and no later one has seen go.
    "drift_now": """
        SELECT CASE worst_severity WHEN 4 THEN 'critical' WHEN 3 THEN 'high' WHEN 2 THEN 'medium'
                                   WHEN 1 THEN 'low' ELSE 'info' END AS worst_severity,
               rule, service, environments, kind, key, first_seen, last_seen, fingerprint
        FROM sighting WHERE resolved IS NULL
    """,
    "timeline": """
        SELECT o.at, e.name AS environment,
               CASE v.application WHEN '' THEN v.name ELSE v.application || '/' || v.name END AS service,
               o.container_name, o.image_reference, o.state, o.route,
               o.snapshot IS NOT lag(o.snapshot) OVER (PARTITION BY o.environment, o.instance ORDER BY o.at) AS changed,
               lower(hex(p.digest)) AS snapshot, lower(hex(p.image)) AS image
        FROM observation o
        JOIN environment e ON e.id = o.environment
        JOIN service v ON v.id = o.service
        JOIN snapshot p ON p.id = o.snapshot
    """,
}
