"""No secret leaves the container: not into an answer, a page, a trace, nor into the store's files."""

import base64
from collections.abc import Iterator

import pytest

SECRETS = {
    "variable": "vAr14ble-s3cret-Kq8x",
    "url": "uRl-p4ssword-Zt7w",
    "label": "l4bel-t0ken-Bn5r",
    "argument": "4rgument-p4ss-Hy2m",
    "of the image": "im4ge-t0ken-Pd9s",
    "in a step of the build": "bu1ld-p4ss-Gf3v",
    "in a line of text": "l1ne-p4ssword-Xc6j",
    "in JSON": "js0n-s3cret-Lw4k",
    "in a new file": "n3w-f1le-s3cret-Rt8b",
}
DOCKERFILE = """\
FROM {tiny}
ENV API_TOKEN={image}
RUN export DB_PASSWORD={step} && touch /srv/built
LABEL com.example.password=plain-before
"""


def forms(secret: str) -> Iterator[bytes]:
    """As it is, and as base64 has it at each of the three places in a group of three bytes (RFC 4648)."""
    raw = secret.encode()
    yield raw
    for skipped in range(3):
        encoded = base64.b64encode(b"\0" * skipped + raw)
        yield encoded[4 if skipped else 0 : -4]


def leaks(content: bytes) -> list[str]:
    return [name for name, secret in SECRETS.items() if any(form in content for form in forms(secret))]


@pytest.fixture
def container(docker):
    """All of them, and each at a place where it belongs."""
    steps = DOCKERFILE.format(tiny=docker.tiny(), image=SECRETS["of the image"], step=SECRETS["in a step of the build"])
    docker.build("keeper:1", steps)
    container = docker.run(
        "keeper:1",
        "sh",
        "-c",
        "sleep 100000",
        f"--db-password={SECRETS['argument']}",
        name="web",
        env={
            "DB_PASSWORD": SECRETS["variable"],
            "DATABASE_URL": f"postgres://app:{SECRETS['url']}@db.internal/app",
        },
        args=[f"--label=com.example.password={SECRETS['label']}"],
    )
    container.sh(
        f"echo 'password = {SECRETS['in a line of text']}' >> /etc/app/app.conf;"
        f"""echo '{{"cache": {{"size": 1}}, "client_secret": "{SECRETS["in JSON"]}"}}' > /etc/app/settings.json;"""
        f"mkdir -p /run/secrets; echo {SECRETS['in a new file']} > /run/secrets/db_password"
    )
    return container


FAILING = """
import sys
def broken(*arguments):
    held = arguments[0].session.engine().inspect("web")
    raise RuntimeError(f"broken by {held}")
from drift.pipeline.references import Resolver
Resolver.subject = broken
sys.argv = ["drift", "show", "web"]
from drift.__main__ import main
main()
"""


def test_the_search_finds_what_is_there():
    for name, secret in SECRETS.items():
        for padding in range(3):
            assert leaks(base64.b64encode(b"x" * padding + secret.encode() + b"yyy")) == [name]
        assert leaks(f"a {secret} b".encode()) == [name]


def test_no_secret_is_in_an_answer_a_page_a_trace_or_the_store(drift, docker, container):
    user = drift.with_variables(DOCKER_HOST=docker.address, TMPDIR=str(drift.folder))
    said = [
        user(*words)
        for words in (
            ("diff", "web", "-v"),
            ("scan", "-v"),
            ("scan", "--verify", "--env", "prod", "-v"),
            ("gate", "-v"),
            ("gate", "web", "--format", "json"),
            ("show", "web", "-v"),
            ("show", "image:keeper:1", "-v"),
            ("show", "env:local/web", "--format", "json"),
            ("history", "web", "-v"),
            ("history", "web", "--format", "json"),
            ("diff", "env:local", "env:prod", "-v"),
            ("report", "-o", "page.html", "-v"),
            ("report", "-o", "page.json"),
            ("status", "-v"),
            ("doctor",),
            ("init", "-o", "-"),
        )
    ]
    said.append(user.python(FAILING))
    assert said[-1].err.startswith("drift: internal error, RuntimeError; ")
    outputs = {f"answer {number}": f"{done.out}{done.err}".encode() for number, done in enumerate(said)}
    files = {path.name: path.read_bytes() for path in drift.folder.iterdir()}
    assert {"drift.db", "page.html", "page.json"} <= set(files)
    assert any(name.startswith("drift-trace-") for name in files)
    assert {name: found for name, content in (outputs | files).items() if (found := leaks(content))} == {}


def test_what_differs_is_still_seen(drift, docker, container):
    user = drift.with_variables(DOCKER_HOST=docker.address)
    found = {one["key"] for one in user("diff", "web", "--format", "json").json["findings"]}
    assert {"/etc/app/app.conf", "/etc/app/settings.json", "/run"} <= found
    assert '"hmac"' in user("show", "web", "--format", "json", code=0).out
