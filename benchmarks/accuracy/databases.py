"""A database whose settings were changed by what its administrators use."""

from benchmarks.accuracy.case import Case, Told
from benchmarks.accuracy.images import POSTGRES

FOLDER = "/etc/postgresql/15/main"
PSQL = "until pg_isready -q; do sleep 0.2; done; runuser -u postgres -- psql -q -c"

CASES = (
    Case(
        "sed -i on postgresql.conf and a reload",
        POSTGRES,
        Told(
            "max_connections is another",
            f"{FOLDER}/postgresql.conf",
            "config-file-changed",
            says="max_connections",
        ),
        inside=f"sed -i 's/^max_connections = 100/max_connections = 10/' {FOLDER}/postgresql.conf; {PSQL} 'SELECT pg_reload_conf()'",
    ),
    Case(
        "ALTER SYSTEM",
        POSTGRES,
        Told(
            "work_mem was set in the database's own folder",
            "/var/lib/postgresql/data/postgresql.auto.conf",
            "config-file-changed",
            says="work_mem",
        ),
        inside=f"{PSQL} \"ALTER SYSTEM SET work_mem = '64MB'\"",
    ),
    Case(
        "everyone let in by pg_hba.conf",
        POSTGRES,
        Told("everyone may connect", f"{FOLDER}/pg_hba.conf", "config-file-changed"),
        inside=f"echo 'host all all 0.0.0.0/0 trust' >> {FOLDER}/pg_hba.conf; {PSQL} 'SELECT pg_reload_conf()'",
    ),
)
