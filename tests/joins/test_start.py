from typing import Any

import pytest

from drift.collectors.shebang import SHEBANG
from drift.collectors.shell import SHELL
from drift.collectors.templates import TEMPLATES
from drift.joins.command_line import CommandLine, command_line
from drift.joins.start import Start, start
from drift.model.entries import Entry
from drift.model.evidence import Role
from drift.model.facts import FactKey, Status
from tests.joins.snapshots import snapshot
from tests.joins.trees import facts_of, link, regular, tree_of

PATH = ("/usr/local/bin", "/usr/bin")
RUN = 0o755


def started(contents: dict[str, bytes], *others: Entry, gone: tuple[str, ...] = (), **line: Any) -> Start:
    """Files that may all be run; `gone` are those that the image has and the container has not."""
    entries = [*(regular(path, content, mode=RUN) for path, content in contents.items()), *others]
    facts = facts_of(contents)

    def read(name: str, entry: Entry) -> dict[str, Any] | None:
        collector = next(one for one in (SHEBANG, SHELL, TEMPLATES) if one.name == name)
        assert entry.sha256 is not None
        key = FactKey(entry.sha256, entry.path.rpartition("/")[2], name, collector.version)
        fact = facts.get([key]).get(key)
        return fact.value if fact and fact.status is Status.OK else None

    before, now = tree_of(*entries), tree_of(*(one for one in entries if one.path not in gone))
    return start(CommandLine(**{"path": PATH, **line}), before, now, read)


def texts(found: Start) -> list[str]:
    return [one.text for one in found.obstacles]


def test_the_entrypoint_is_found_on_the_path_through_links():
    found = started(
        {"usr/bin/python3.12": b"x"}, link("usr/bin/python", "python3.12"), entrypoint=("python", "-m", "app")
    )
    assert found.roles == {"usr/bin/python": Role.ENTRYPOINT, "usr/bin/python3.12": Role.ENTRYPOINT}
    assert found.obstacles == []


def test_an_entrypoint_that_is_gone_still_has_its_role_and_is_an_obstacle():
    found = started({"usr/bin/server": b"x"}, gone=("usr/bin/server",), cmd=("server",))
    assert found.roles == {"usr/bin/server": Role.COMMAND}
    assert texts(found) == ["server is not on its PATH (/usr/local/bin:/usr/bin)"]


def test_a_file_that_may_not_be_run_is_no_command():
    found = started({}, regular("run", b"x", mode=0o644), entrypoint=("/run",))
    assert texts(found) == ["/run is not executable"]


def test_what_is_mounted_was_not_looked_at():
    assert started({}, cmd=("/app/run",), mounts=frozenset({"/app"})).obstacles == []


def test_what_the_image_would_start_and_a_mount_covers_is_known():
    contents = {"usr/bin/python": b"x", "app/server.py": b"x", "app/settings.ini": b"x"}
    command = ("python", "server.py", "--config=/app/settings.ini", "/app/other")
    found = started(contents, cmd=command, working_dir="/app", mounts=frozenset({"/app"}))
    assert found.covered == {"app/server.py": Role.STARTED, "app/settings.ini": Role.ARGUMENT}
    assert found.roles == {"usr/bin/python": Role.COMMAND}
    assert started({"app/run": b"x"}, cmd=("/app/run",), mounts=frozenset({"/app"})).covered == {
        "app/run": Role.COMMAND
    }


SCRIPT = b"""#!/usr/bin/env bash
. /etc/app/defaults.sh
: "${DATABASE_URL:?must be set}"
echo "$GREETING" "$LEVEL"
migrate --all
exec gunicorn app
"""
APP = {
    "entrypoint.sh": SCRIPT,
    "usr/bin/env": b"x",
    "usr/bin/bash": b"x",
    "usr/bin/migrate": b"x",
    "usr/bin/gunicorn": b"x",
    "etc/app/defaults.sh": b"LEVEL=info\n",
}


def test_a_script_needs_its_interpreter_and_what_it_runs_and_reads():
    assert started(APP, entrypoint=("/entrypoint.sh",)).roles == {
        "entrypoint.sh": Role.ENTRYPOINT,
        "usr/bin/env": Role.INTERPRETER,
        "usr/bin/bash": Role.INTERPRETER,
        "usr/bin/gunicorn": Role.STARTED,
        "usr/bin/migrate": Role.RUN,
        "etc/app/defaults.sh": Role.READ,
    }


def test_readers_are_scripts_without_a_default_for_a_variable():
    found = started(APP, entrypoint=("/entrypoint.sh",))
    assert found.readers("DATABASE_URL") == found.demanders("DATABASE_URL") == ["entrypoint.sh"]
    assert found.readers("GREETING") == ["entrypoint.sh"]
    assert found.demanders("GREETING") == []
    assert found.readers("LEVEL") == []  # the script that it reads before sets it
    assert found.readers("OTHER") == []


def test_a_script_that_reads_a_file_that_nobody_knows_says_nothing_of_its_variables():
    content = b"#!/bin/sh\n. /run/secrets/env\n: ${A:?} $B\n"
    found = started({"e.sh": content}, entrypoint=("/e.sh",))
    assert found.readers("A") == found.readers("B") == []


def test_the_text_of_a_shell_command_is_read():
    found = started({"bin/sh": b"x", "usr/bin/web": b"x"}, cmd=("/bin/sh", "-c", "exec web --db $DATABASE_URL"))
    assert found.roles["usr/bin/web"] is Role.STARTED
    assert found.readers("DATABASE_URL") == [""]


def test_the_command_is_looked_up_where_the_entrypoint_runs_its_arguments():
    files = {"e.sh": b'#!/bin/sh\nexec "$@"\n', "bin/sh": b"x"}
    assert texts(started(files, entrypoint=("/e.sh",), cmd=("web", "-v"))) == [
        "web is not on its PATH (/usr/local/bin:/usr/bin)"
    ]
    assert texts(started(files, entrypoint=("/e.sh",), cmd=("-v",))) == []
    assert texts(started({"e.sh": b"#!/bin/sh\nexec web\n"}, entrypoint=("/e.sh",), cmd=("other",))) == []


@pytest.mark.parametrize(
    "words",
    [
        ("tini", "--", "web"),
        ("dumb-init", "web"),
        ("gosu", "app", "web"),
        ("env", "A=1", "web"),
        ("tini", "gosu", "app", "web"),
    ],
)
def test_what_runs_the_rest_of_its_command_line_is_looked_through(words):
    files = {f"usr/bin/{name}": b"x" for name in ("tini", "dumb-init", "gosu", "env", "web")}
    assert started(files, cmd=words).roles["usr/bin/web"] is Role.STARTED


def test_the_first_file_of_an_interpreter_is_what_the_container_runs():
    files = {"usr/bin/python3": b"x", "app/main.py": b"x", "app/app.toml": b"x"}
    found = started(files, cmd=("python3", "main.py", "--config=/app/app.toml"), working_dir="/app")
    assert found.roles["app/main.py"] is Role.STARTED
    assert found.roles["app/app.toml"] is Role.ARGUMENT


def test_a_health_check_needs_its_command_and_the_shell():
    found = started({"bin/sh": b"x"}, health=("/bin/sh", "-c", "curl -f http://localhost/ || exit 1"))
    assert found.roles == {"bin/sh": Role.HEALTH}
    assert texts(found) == ["curl is not on its PATH (/usr/local/bin:/usr/bin)"]


def test_a_health_check_with_two_programs_may_do_without_one():
    found = started({"bin/sh": b"x"}, health=("/bin/sh", "-c", "curl -f x || wget x"))
    assert found.obstacles == []


def test_templates_of_nginx_are_read():
    files = {
        "docker-entrypoint.sh": b'#!/bin/sh\nexec "$@"\n',
        "etc/nginx/templates/default.conf.template": b"proxy_pass http://${BACKEND}; set $host x;",
    }
    found = started(files, entrypoint=("/docker-entrypoint.sh",))
    assert found.readers("BACKEND") == ["etc/nginx/templates/default.conf.template"]
    assert found.roles["etc/nginx/templates/default.conf.template"] is Role.TEMPLATE


def test_scripts_that_read_each_other_come_to_an_end():
    files = {"a.sh": b"#!/bin/sh\n. /b.sh\n", "b.sh": b". /a.sh\necho $X\n"}
    assert started(files, entrypoint=("/a.sh",)).readers("X") == ["b.sh"]


def test_a_command_line_is_what_the_records_say():
    found = command_line(
        snapshot(
            config={
                "entrypoint": ["/e"],
                "cmd": ["x"],
                "working_dir": "/app",
                "healthcheck": {"test": ["CMD-SHELL", "ls"]},
            },
            env={"PATH": "/opt/bin:bin:/usr/bin"},
            mounts={"/data": {"type": "volume"}},
        )
    )
    assert found.words == ("/e", "x")
    assert found.health == ("/bin/sh", "-c", "ls")
    assert found.path == ("/opt/bin", "/usr/bin")
    assert found.is_mounted("data/x")
    assert not found.is_mounted("/database")
