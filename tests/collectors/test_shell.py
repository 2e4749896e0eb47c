import io
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drift.collectors import shell
from drift.collectors.interface import Unreadable
from drift.collectors.matching import Matching
from drift.collectors.shell import SHELL, parse, script
from drift.collectors.templates import TEMPLATES


def asked(text: str) -> dict[str, Any]:
    return dict(script(text.encode()))


def reads(text: str) -> list[str]:
    return list(asked(text).get("reads", []))


def requires(text: str) -> list[str]:
    return list(asked(text).get("requires", []))


@pytest.mark.parametrize(
    "text",
    ["echo $A", "echo ${A}", 'echo "x$A"', "cat <<END\n$A\nEND\n", "B=${A#x}", "f() { echo $A; }", "x=$(run $A)"],
)
def test_a_variable_without_a_default_is_read(text):
    assert reads(text) == ["A"]
    assert requires(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "echo ${A:-x}",
        "echo ${A-x}",
        ": ${A:=x}; echo $A",
        "echo ${A:+x}",
        "A=1; echo $A",
        "f() { echo $A; }\nA=1\nf",
        "for A in 1 2; do echo $A; done",
        "read -r A; echo $A",
        "f() { local A; echo $A; }",
        'if [ -n "$A" ]; then echo "$A"; fi',
        '[ "$A" = yes ] && echo x',
        "test -z $A || echo $A",
        "cat <<'END'\n$A\nEND\n",
        "echo '$A' \\$A $1 $@ $? $HOME ${#A} ${!A}",
        'eval "$x"\necho $A',
        ". ${DIR:-.}/env\necho $A",
    ],
)
def test_a_variable_that_is_set_or_looked_at_before_is_not(text):
    assert "A" not in reads(text)


@pytest.mark.parametrize(
    "text",
    [
        ': "${A:?must be set}"',
        "echo ${A?}",
        "set -eu\necho $A",
        "set -o nounset; run $A",
        "#!/bin/sh -eu\nrun $A",
        'if [ -z "$A" ]; then echo >&2 no; exit 1; fi',
        'if [ -z "${A:-}" ] || [ -z "$B" ]; then exit 1; fi',
        "if [[ -z $A ]]; then exit 64; fi",
        '[ -n "$A" ] || exit 1',
        'test -n "$A" || { echo no; exit 1; }',
        '[ -z "$A" ] && exit 1',
    ],
)
def test_a_script_that_ends_without_a_variable_requires_it(text):
    assert "A" in requires(text)
    assert "A" in reads(text)


@pytest.mark.parametrize(
    "text",
    [
        'if [ -z "$A" ]; then exit 0; fi',
        'if [ -z "$A" ]; then A=x; else exit 1; fi',
        "set -u\nif true; then run $A; fi",
        "set -u\nf() { run $A; }",
        'if [ -n "$A" ]; then exit 1; fi',
    ],
)
def test_what_may_never_be_reached_is_not_required(text):
    assert requires(text) == []


def test_programs_scripts_and_arguments_are_told_apart():
    text = """#!/bin/sh
    . /etc/defaults
    log() { echo "$*"; }
    log start
    /opt/migrate --all
    if [ "$1" = debug ]; then exec gdb; fi
    exec "$@"
    """
    assert asked(text) == {"sources": ["/etc/defaults"], "runs": ["/opt/migrate", "gdb"], "passes": True}
    assert asked("exec nginx -g 'daemon off;'") == {"starts": ["nginx"]}


@pytest.mark.parametrize(
    ("line", "is_read"),
    [
        (b"#!/bin/bash -e", True),
        (b"#!/usr/bin/env sh", True),
        (b"#!/usr/bin/with-contenv bash", True),
        (b"#!/usr/bin/python3", False),
        (b"", True),
    ],
)
def test_only_scripts_of_a_shell_are_read(line, is_read):
    assert (parse(io.BytesIO(line + b"\necho $A\n"), "x") is not None) is is_read


@pytest.mark.parametrize(
    ("path", "wanted"),
    [("entrypoint.sh", True), ("opt/app/bin/start", True), ("usr/local/bin/docker-entrypoint.sh", True), ("var/lib/dpkg/info/x.postinst", False),
     ("usr/share/doc/x/example.sh", False), ("app/node_modules/x/install.sh", False)],
)  # fmt: skip
def test_scripts_of_the_system_and_of_packages_are_left_alone(path, wanted):
    assert (SHELL in Matching([SHELL]).of(path, b"#!/bin/sh\n")) is wanted


def test_a_script_made_to_take_long_is_given_up(monkeypatch):
    monkeypatch.setattr(shell, "PATIENCE", 0.01)
    start = time.thread_time()
    with pytest.raises(Unreadable):
        script(b")" * 65536)
    assert time.thread_time() - start < 5


def test_nesting_is_no_recursion():
    assert isinstance(script(b"$(" * 5000), dict)


@given(
    st.lists(
        st.sampled_from(
            [
                "$A",
                "${",
                "}",
                "$(",
                ")",
                "`",
                '"',
                "'",
                "if ",
                "fi\n",
                "[ -z ",
                "]",
                "||",
                "exit",
                "<<E\n",
                "\n",
                ";",
                "\udcff",
            ]
        ),
        max_size=40,
    )
)
def test_any_text_is_a_script(pieces):
    found = script("".join(pieces).encode("utf-8", "surrogateescape"))
    assert set(found) <= {"reads", "requires", "assigns", "runs", "starts", "sources", "passes"}


def test_templates_name_their_variables():
    content = b"listen ${PORT}; proxy_pass $BACKEND$request_uri; set $host ${NAME:-x} ${lower};"
    assert TEMPLATES.parse(io.BytesIO(content), "x.template") == {"reads": ["BACKEND", "PORT"]}
    assert TEMPLATES.parse(io.BytesIO(b"listen 80;"), "x.template") is None
