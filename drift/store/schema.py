"""The schema of the store, as SQL that says what each table is for.

The comments stay inside the file: `sqlite3 drift.db .schema` shows them. What holds everywhere:

- A digest is a 32-byte BLOB and the natural key. Beside it stands an integer `id` for the neighbours: a set of 100,000
  records takes 1 MB with it and 7 MB with digests.
- Text from outside (path, key, content, name) is TEXT, or a BLOB of its bytes where it is not UTF-8.
- A time is RFC 3339 in UTC with microseconds, so that times sort as text.
- Nothing here is a secret: what is one was made a fingerprint before it came.

The version is the header's user_version: one more for each step in migrations.py.
"""

APPLICATION_ID = int.from_bytes(b"drft")
"""In the file's header, for `file` and for us: what has another one is not a store."""

VERSION = 5
"""How many steps migrations.py has."""

TABLES = """
CREATE TABLE meta (
    -- What holds for the whole file.
    name TEXT PRIMARY KEY,           -- key_id: of the key that secrets are fingerprinted with
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE layer (
    -- A layer, in whichever images it is: indexed once, for ever, whole or not at all.
    id INTEGER PRIMARY KEY,
    diff_id TEXT NOT NULL UNIQUE,    -- "sha256:…" of the uncompressed tar
    size INTEGER NOT NULL,           -- bytes of the uncompressed tar
    entries INTEGER NOT NULL         -- how many rows in layer_entry
);

CREATE TABLE layer_entry (
    -- What the tar says, in its order, whiteouts and paths that come twice included.
    layer INTEGER NOT NULL REFERENCES layer(id),
    position INTEGER NOT NULL,
    path NOT NULL,                   -- without leading slash
    type TEXT NOT NULL,              -- file, directory, symlink, char-device, block-device, fifo, hardlink, whiteout, opaque
    mode INTEGER NOT NULL,           -- permission bits: 420 is 0644
    uid INTEGER NOT NULL,
    gid INTEGER NOT NULL,
    size INTEGER NOT NULL,
    mtime INTEGER NOT NULL,          -- seconds; never compared
    sha256 BLOB,
    linkname,
    rdev TEXT,                       -- "major:minor"
    capability BLOB,                 -- security.capability
    PRIMARY KEY (layer, position)
) WITHOUT ROWID;

CREATE TABLE layer_collected (
    -- Which collectors have looked at a layer. A row with "absent" says: looked, and found nothing.
    layer INTEGER NOT NULL REFERENCES layer(id),
    collector TEXT NOT NULL,
    version INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('ok', 'absent', 'failed')),
    reason NOT NULL,
    PRIMARY KEY (layer, collector, version)
) WITHOUT ROWID;

CREATE TABLE fact (
    -- What a collector read in one file's bytes, wherever these bytes lie. No path, no secret.
    id INTEGER PRIMARY KEY,
    sha256 BLOB NOT NULL,
    name NOT NULL,                   -- base name
    collector TEXT NOT NULL,
    version INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('ok', 'absent', 'failed')),
    reason NOT NULL,
    content NOT NULL,                -- canonical JSON
    UNIQUE (sha256, name, collector, version)
);

CREATE TABLE image (
    -- An image by what it is, whichever engine or archive it came from.
    id INTEGER PRIMARY KEY,
    identity BLOB NOT NULL UNIQUE,   -- of config, diff IDs and platform
    platform TEXT NOT NULL,          -- os/architecture[/variant]
    config_digest TEXT,              -- where an engine or archive said so
    manifest_digest TEXT,
    index_digest TEXT,
    tree_digest BLOB NOT NULL,       -- of the folded tree, whatever the layering
    document NOT NULL,               -- config, created, history: redacted
    snapshot INTEGER REFERENCES snapshot(id)  -- what collectors say of the image alone
);

CREATE TABLE image_layer (
    image INTEGER NOT NULL REFERENCES image(id),
    position INTEGER NOT NULL,       -- 0 is the lowest
    layer INTEGER NOT NULL REFERENCES layer(id),
    PRIMARY KEY (image, position)
) WITHOUT ROWID;

CREATE TABLE image_ref (
    -- Under which names an image was found, where and when. A tag that moved has two rows.
    origin NOT NULL,                 -- engine's uid, or a registry
    reference NOT NULL,              -- name as written, or the engine's image ID
    image INTEGER NOT NULL REFERENCES image(id),
    digest NOT NULL,                 -- what the origin calls it there, "" where it does not say
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL,
    PRIMARY KEY (origin, reference, image)
) WITHOUT ROWID;

CREATE TABLE record (
    -- One thing that is true of a container; shared by all sets that say it.
    id INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,     -- of kind, key and content
    kind TEXT NOT NULL,
    key NOT NULL,                    -- a file's path has a leading slash here
    content NOT NULL                 -- canonical JSON
);

CREATE TABLE record_set (
    id INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,     -- of the records' digests in the order of their keys' bytes
    kind TEXT NOT NULL,
    count INTEGER NOT NULL
);

CREATE TABLE record_set_member (
    record_set INTEGER NOT NULL REFERENCES record_set(id),
    record INTEGER NOT NULL REFERENCES record(id),
    PRIMARY KEY (record_set, record)
) WITHOUT ROWID;

CREATE TABLE snapshot (
    -- A container's, image's or directory's state; equal states are one row, whoever has them and when.
    id INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,
    image BLOB                       -- identity of the image that its files are a delta on
);

CREATE TABLE snapshot_set (
    snapshot INTEGER NOT NULL REFERENCES snapshot(id),
    kind TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('ok', 'absent', 'failed')),
    record_set INTEGER REFERENCES record_set(id),
    reason NOT NULL,
    PRIMARY KEY (snapshot, kind),
    CHECK ((status = 'ok') = (record_set IS NOT NULL))
) WITHOUT ROWID;

CREATE TABLE environment (
    id INTEGER PRIMARY KEY,
    name NOT NULL UNIQUE
);

CREATE TABLE service (
    id INTEGER PRIMARY KEY,
    application NOT NULL,            -- "" where there is none
    name NOT NULL,
    UNIQUE (application, name)
);

CREATE TABLE engine (
    -- An engine as it was: an upgraded one has a new row with the old uid.
    id INTEGER PRIMARY KEY,
    uid NOT NULL,                    -- "" where it could never be reached
    address NOT NULL,                -- without passwords
    kind TEXT NOT NULL,              -- docker, podman, directory
    version NOT NULL,
    api_version NOT NULL,
    UNIQUE (uid, address, kind, version, api_version)
);

CREATE TABLE instance (
    -- One container on one engine.
    id INTEGER PRIMARY KEY,
    engine_uid NOT NULL,
    container_uid NOT NULL,
    created NOT NULL,                -- RFC 3339 as the engine says it, '' where it does not
    UNIQUE (engine_uid, container_uid)
);

CREATE TABLE scan (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,        -- random
    started TEXT NOT NULL,
    ended TEXT,                      -- NULL: it runs, or it was killed
    tool_version TEXT NOT NULL,
    outcome TEXT CHECK (outcome IN ('ok', 'failed'))
);

CREATE TABLE scan_engine (
    -- What a scan wanted of an engine for an environment, and whether the engine answered.
    scan INTEGER NOT NULL REFERENCES scan(id),
    environment INTEGER NOT NULL REFERENCES environment(id),
    engine INTEGER NOT NULL REFERENCES engine(id),
    scope TEXT NOT NULL CHECK (scope IN ('all', 'running', 'partial')),  -- partial: some containers, by name
    outcome TEXT NOT NULL CHECK (outcome IN ('ok', 'failed')),
    reason NOT NULL,
    PRIMARY KEY (scan, environment, engine)
) WITHOUT ROWID;

CREATE TABLE scan_target (
    -- Targets without an observation, and why.
    id INTEGER PRIMARY KEY,
    scan INTEGER NOT NULL REFERENCES scan(id),
    environment INTEGER NOT NULL REFERENCES environment(id),
    engine INTEGER REFERENCES engine(id),
    container_uid NOT NULL,
    container_name NOT NULL,
    service INTEGER REFERENCES service(id),
    outcome TEXT NOT NULL CHECK (outcome IN ('failed', 'vanished', 'skipped')),
    reason NOT NULL
);
CREATE INDEX scan_target_scan ON scan_target(scan);

CREATE TABLE coverage (
    -- How well was it looked; one row for all observations that looked alike.
    id INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,
    content NOT NULL
);

CREATE TABLE observation (
    -- That an instance had a snapshot at a time. All that an unchanged rescan writes of it.
    id INTEGER PRIMARY KEY,
    scan INTEGER NOT NULL REFERENCES scan(id),
    environment INTEGER NOT NULL REFERENCES environment(id),
    instance INTEGER NOT NULL REFERENCES instance(id),
    engine INTEGER NOT NULL REFERENCES engine(id),
    service INTEGER NOT NULL REFERENCES service(id),
    at TEXT NOT NULL,
    container_name NOT NULL,
    image_reference NOT NULL,        -- what it was created from, as written
    state NOT NULL,                  -- running, exited, …
    route TEXT NOT NULL,             -- host, api, export, directory, image
    snapshot INTEGER NOT NULL REFERENCES snapshot(id),
    coverage INTEGER NOT NULL REFERENCES coverage(id),
    UNIQUE (scan, environment, instance)
);
CREATE INDEX observation_instance ON observation(instance);
CREATE INDEX observation_service ON observation(service, environment, at);

CREATE TABLE document (
    -- A source document (inspect, info, config), redacted: records can be made from it again.
    id INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,     -- of kind and content
    kind TEXT NOT NULL,
    content NOT NULL
);

CREATE TABLE observation_document (
    -- Only where it differs from what the instance's last observation (by id) had: else that still holds.
    observation INTEGER NOT NULL REFERENCES observation(id),
    kind TEXT NOT NULL,
    document INTEGER NOT NULL REFERENCES document(id),
    PRIMARY KEY (observation, kind)
) WITHOUT ROWID;

CREATE TABLE sighting (
    -- When a finding was seen. Kept for ever: values may go, "first seen" stays.
    fingerprint TEXT PRIMARY KEY,    -- of relation, rule, service, environments, kind and key
    relation TEXT NOT NULL,
    rule TEXT NOT NULL,
    service NOT NULL,
    environments NOT NULL,           -- JSON array of names
    kind TEXT NOT NULL,
    key NOT NULL,
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL,
    resolved TEXT,                   -- judged again and not found; NULL: it stands
    worst_severity INTEGER NOT NULL  -- 0 info … 4 critical
) WITHOUT ROWID;

CREATE TABLE derived (
    -- Sets by the digest of what they were made from. May be dropped at any time.
    inputs BLOB PRIMARY KEY,
    record_set INTEGER NOT NULL REFERENCES record_set(id)
) WITHOUT ROWID;
"""

BY_PATH = """
CREATE TABLE layer_entry_by_path (
    -- What the tar says, whiteouts and paths that come twice included; stored by path, so that one path is looked up
    -- without the others: `ORDER BY position` is the tar's own order.
    layer INTEGER NOT NULL REFERENCES layer(id),
    position INTEGER NOT NULL,
    path NOT NULL,                   -- without leading slash
    type TEXT NOT NULL,              -- file, directory, symlink, char-device, block-device, fifo, hardlink, whiteout, opaque
    mode INTEGER NOT NULL,           -- permission bits: 420 is 0644
    uid INTEGER NOT NULL,
    gid INTEGER NOT NULL,
    size INTEGER NOT NULL,
    mtime INTEGER NOT NULL,          -- seconds; never compared
    sha256 BLOB,
    linkname,
    rdev TEXT,                       -- "major:minor"
    capability BLOB,                 -- security.capability
    PRIMARY KEY (layer, path, position)
) WITHOUT ROWID;

INSERT INTO layer_entry_by_path SELECT * FROM layer_entry ORDER BY layer, path, position;

DROP TABLE layer_entry;

ALTER TABLE layer_entry_by_path RENAME TO layer_entry;

CREATE TABLE host_root (
    -- A container's files as they were read last, and what came of it. May be dropped; never exported.
    id INTEGER PRIMARY KEY,
    engine_uid NOT NULL,
    container_uid NOT NULL,
    readers TEXT NOT NULL,           -- digest of collectors and their versions: others want to see the files again
    inputs BLOB,                     -- digest of all that its snapshot's sections of files were made from
    snapshot BLOB,                   -- digest of that snapshot
    engine_made INTEGER,             -- how many paths were left out of it
    UNIQUE (engine_uid, container_uid)
);

CREATE TABLE host_file (
    -- Of one that was read on the engine's host: a regular file that was hashed, and by what it is known again unread (as in git's index).
    host_root INTEGER NOT NULL REFERENCES host_root(id),
    path NOT NULL,
    inode INTEGER NOT NULL,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    ctime_ns INTEGER NOT NULL,
    sha256 BLOB NOT NULL,
    capability BLOB,
    PRIMARY KEY (host_root, path)
) WITHOUT ROWID;
"""
"""The second version: single paths of a layer can be looked up, and files on the engine's host are not read again."""

STANDING = """
CREATE TABLE standing (
    -- A finding that is there now. What `gate --new-only` asks; the gates of one store agree on it, so it is never exported.
    fingerprint TEXT PRIMARY KEY,
    since TEXT NOT NULL,             -- it appeared, came back or became worse
    refused TEXT                     -- a gate --new-only failed because of it; NULL: none did
) WITHOUT ROWID;

INSERT INTO standing SELECT fingerprint, first_seen, NULL FROM sighting WHERE resolved IS NULL;

DROP TABLE derived;
"""
"""The third version: it is known since when a finding stands as it does, and what was made of other sets is no longer kept."""

TOLD = """
CREATE TABLE told (
    -- What was last said to whom. A message that did not arrive leaves no trace here. Never exported.
    recipient TEXT PRIMARY KEY,      -- fingerprint of the address, which may hold a secret
    outcome TEXT NOT NULL CHECK (outcome IN ('pass', 'drift', 'unjudged')),
    at TEXT NOT NULL,
    digest TEXT                      -- when the last daily summary went; NULL: none did
) WITHOUT ROWID;

CREATE TABLE told_finding (
    -- Each finding that this one knows of.
    recipient TEXT NOT NULL REFERENCES told(recipient),
    fingerprint TEXT NOT NULL,
    severity INTEGER NOT NULL,       -- 0 info … 4 critical
    service NOT NULL,
    environments NOT NULL,           -- JSON array of names
    title NOT NULL,
    PRIMARY KEY (recipient, fingerprint)
) WITHOUT ROWID;
"""
"""The fourth version: what notifications have said, so that only what is new is said again."""

EPISODES = """
CREATE TABLE episode (
    -- From when to when a finding was there at one severity: one row where it appears, comes back or weighs otherwise, none
    -- for being seen again. Kept for ever, as its sighting is; what other stores saw is in their sightings alone.
    fingerprint TEXT NOT NULL,       -- of a sighting
    since TEXT NOT NULL,
    until TEXT,                      -- judged again and not found, or found otherwise; NULL: it stands
    severity INTEGER NOT NULL,       -- 0 info … 4 critical
    PRIMARY KEY (fingerprint, since)
) WITHOUT ROWID;

INSERT INTO episode SELECT fingerprint, first_seen, resolved, worst_severity FROM sighting;
"""
"""The fifth version: it is known when a finding went and came back. Of what was there before, only its first and last day."""
