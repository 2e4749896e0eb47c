"""What presets hide, on the real programs: all that nginx, PostgreSQL, Python and Node.js wrote when they were used, and nothing that a person wrote."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from drift.policy.presets import BY_NAME
from tests.cli.lending import lent
from tests.engines.engine import Container, Engine
from tests.integration.programs import programs_image
from tests.integration.reader import drift

NGINX = """
mkdir /var/cache/nginx
cat > /etc/nginx/conf.d/site.conf <<'END'
proxy_cache_path /var/cache/nginx/answers keys_zone=a:1m;
server { listen 127.0.0.1:8081; location / { return 200 answer; } }
server {
    listen 127.0.0.1:8080;
    location / { proxy_pass http://127.0.0.1:8081; proxy_cache a; proxy_cache_valid 200 1h; }
    location /up { client_body_in_file_only on; proxy_pass http://127.0.0.1:8081; }
}
END
/usr/sbin/nginx
python3 - <<'END'
from urllib.request import urlopen
assert urlopen("http://127.0.0.1:8080/a").read() == b"answer"
assert urlopen("http://127.0.0.1:8080/up", data=b"x" * 100_000).read() == b"answer"
END
kill -USR2 $(cat /run/nginx.pid)
for try in $(seq 50); do test -e /run/nginx.pid.oldbin && break; sleep 0.1; done
"""
"""A cached answer, a body that was kept, and its program upgraded while it runs."""

POSTGRES = """
pg_ctlcluster 15 main start
su postgres -c 'psql -q' <<'END'
set jit = off;
create table t (id int primary key, v text);
insert into t select i, repeat('x', 200) from generate_series(1, 20000) i;
delete from t where id % 2 = 0;
vacuum analyze t;
alter system set work_mem = '8MB';
checkpoint;
END
printf 'select 1;\\n\\\\q\\n' | su postgres -c 'script -qec "psql -P pager=off" /dev/null'
pg_ctlcluster 15 main restart
install -d -o postgres -g postgres /var/lib/postgresql/data
su postgres -c '
  set -e
  /usr/lib/postgresql/15/bin/initdb -A peer -D /var/lib/postgresql/data
  /usr/lib/postgresql/15/bin/pg_ctl -D /var/lib/postgresql/data -w start \
    -o "-p 5433 -k /tmp -c listen_addresses= -c logging_collector=on -c max_prepared_transactions=2"
  psql -q -h /tmp -p 5433 -c "begin; create table x (i int); prepare transaction $\\$one$\\$" -c checkpoint
'
"""
"""Debian's cluster written and vacuumed, and one as images of others have it, with its configuration beside the data."""

PYTHON = """
mkdir -p /srv/app/pkg /dev/shm/index/demo /dev/shm/got
echo 'import pkg.part' > /srv/app/main.py; echo > /srv/app/pkg/__init__.py; echo 'x = 1' > /srv/app/pkg/part.py
cd /srv/app
python3 -c 'import main'
printf '1\\nexit()\\n' | script -qec python3 /dev/null
cat > /dev/shm/index.py <<'END'
import zipfile
from http.server import HTTPServer, SimpleHTTPRequestHandler

class Cached(SimpleHTTPRequestHandler):
    def end_headers(self):
        self.send_header("Cache-Control", "max-age=600")
        super().end_headers()

with zipfile.ZipFile("/dev/shm/index/demo/demo-1.0-py3-none-any.whl", "w") as wheel:
    wheel.writestr("demo-1.0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: demo\\nVersion: 1.0\\n")
    wheel.writestr("demo-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    wheel.writestr("demo-1.0.dist-info/RECORD", "")
HTTPServer(("127.0.0.1", 8099), Cached).serve_forever()
END
cd /dev/shm/index
python3 /dev/shm/index.py > /dev/null 2>&1 &
pip download -q --retries 9 --trusted-host 127.0.0.1 --index-url http://127.0.0.1:8099 --dest /dev/shm/got demo
"""
"""Modules imported, a line typed, and a package downloaded from an index that may be cached."""

NODE = """
printf '1\\n.exit\\n' | script -qec node /dev/null
mkdir -p /dev/shm/demo
cd /dev/shm/demo
echo '{"name": "demo", "version": "1.0.0", "scripts": {"start": "node -e 1"}}' > package.json
npm pack --silent
npm cache add ./demo-1.0.0.tgz
npm start --silent
"""
"""A line typed, a package put into npm's cache, a program started by npm."""

WRITTEN_BY_PEOPLE = {
    "nginx": {"/etc/nginx/conf.d/site.conf"},
    "postgres": {
        "/var/lib/postgresql/15/main/postgresql.auto.conf",
        *(f"/var/lib/postgresql/data{name}" for name in ("", "/pg_hba.conf", "/pg_ident.conf", "/postgresql.conf")),
        "/var/lib/postgresql/data/postgresql.auto.conf",
    },
    "python": {f"/srv/app{name}" for name in ("", "/main.py", "/pkg", "/pkg/__init__.py", "/pkg/part.py")},
    "node": set(),
}
"""And by initdb for them: configuration, sources, and the directories of these."""
SCRIPTS = {"nginx": NGINX, "postgres": POSTGRES, "python": PYTHON, "node": NODE}


@dataclass(frozen=True)
class Judged:
    shown: set[str]
    """Paths of findings and of what they stand for."""
    hidden: set[str]
    """Lines that hide something."""


@pytest.fixture(scope="module")
def programs(engines) -> Iterator[Engine]:
    """One engine: what a program writes does not depend on it."""
    with lent(engines.get("docker-20.10")) as engine:
        programs_image(engine)
        yield engine


@pytest.fixture(scope="module")
def database(tmp_path_factory) -> str:
    return str(tmp_path_factory.mktemp("presets") / "drift.db")


def judged(container: Container, preset: str, database: str) -> Judged:
    policy = f"{container.engine.folder}/presets.toml"
    Path(policy).write_text(f'preset = ["{preset}"]\n')
    options = ("-H", container.engine.address, "--db", database, "--config", policy, "--format", "json")
    done = drift("diff", container.name, *options)
    assert done.code == 0, done.stderr
    document = json.loads(done.stdout)
    files = [
        one for one in document["findings"] if one["kind"] == "files"
    ]  # what else the image has is no preset's matter
    keys = [{one["key"], *(member["key"] for member in one["members"])} for one in files]
    return Judged(set().union(*keys), {one["by"] for one in document["hidden"] if one["by"].startswith("preset ")})


@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_a_preset_hides_all_that_the_program_wrote_and_nothing_that_a_person_wrote(programs, database, name):
    container = programs.run(programs_image(programs), name=f"{name}-for-presets", args=("--shm-size=64m",))
    container.sh(SCRIPTS[name])
    found = judged(container, name, database)
    assert found.shown == WRITTEN_BY_PEOPLE[name]
    assert found.hidden == {f"preset {name}: {line.pattern}" for line in BY_NAME[name].lines}


def test_each_preset_is_tried(programs):
    assert SCRIPTS.keys() == BY_NAME.keys()
