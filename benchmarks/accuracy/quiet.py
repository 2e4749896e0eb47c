"""Quiet runs: the real programs started and used for what they are made for, restarted and used again. Nobody touches anything."""

from benchmarks.accuracy.case import Scene
from benchmarks.accuracy.images import NGINX, NODE, POSTGRES, PYTHON

MOST = 3
"""Findings below the threshold that a quiet run may have."""

PRESETS = 'preset = ["nginx", "node", "postgres", "python"]\n'

ASKED = "for n in $(seq 40); do curl -fsS http://127.0.0.1:8000/ > /dev/null; curl -fsS -X POST http://127.0.0.1:8000/upload/$n > /dev/null; done"
PYTHON_USED = f"until curl -fsS http://127.0.0.1:8000/health > /dev/null 2>&1; do sleep 0.2; done; {ASKED}"
SERVED = (
    "until curl -fsS http://127.0.0.1/ > /dev/null 2>&1; do sleep 0.2; done; for n in $(seq 40); do curl -fsS http://127.0.0.1/ > /dev/null; done;"
    " head -c 3000000 /dev/zero | curl -fsS --data-binary @- http://127.0.0.1/upload; curl -sS http://127.0.0.1/no > /dev/null; nginx -s reload"
)
READY = "until pg_isready -q; do sleep 0.2; done"
STORED = (
    f"{READY}; runuser -u postgres -- psql -q -c 'CREATE TABLE IF NOT EXISTS visits (id serial, page text)'"
    " -c \"INSERT INTO visits (page) SELECT md5(n::text) FROM generate_series(1, 20000) n\" -c 'DELETE FROM visits WHERE id % 2 = 0'"
    " -c 'VACUUM FULL ANALYZE' -c 'CHECKPOINT' -c 'SELECT count(*) FROM visits' > /dev/null"
)
ANSWERED = 'for n in $(seq 10); do node -e \'require("http").get("http://127.0.0.1:3000/", r => r.resume())\'; done'


def again(script: str) -> str:
    """The container restarted, and used as before."""
    quoted = script.replace("'", "'\\''")
    return f"docker restart --time 10 $NAME && docker exec --user root $NAME sh -ec '{quoted}'"


RUNS = (
    Scene(
        "A Python service: 160 requests, files uploaded to its volume, a restart",
        PYTHON,
        flags=("--volume=/srv/app/uploads",),
        inside=PYTHON_USED,
        outside=again(PYTHON_USED),
    ),
    Scene("nginx: 80 requests, large uploads, a reload, a restart", NGINX, inside=SERVED, outside=again(SERVED)),
    Scene(
        "nginx: its logs rotated by logrotate",
        NGINX,
        inside=f"{SERVED}; logrotate -f /etc/logrotate.d/nginx; curl -fsS http://127.0.0.1/ > /dev/null",
    ),
    Scene(
        "PostgreSQL: a table written, deleted from and vacuumed, a restart",
        POSTGRES,
        inside=STORED,
        outside=again(STORED),
    ),
    Scene("A Node service: requests, a restart", NODE, inside=ANSWERED, outside=again(ANSWERED)),
)
