import hashlib
import hmac
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drift.model.canonical import Document
from drift.model.entries import Entry, FileType
from drift.model.redaction import Redactor
from drift.model.secret_names import keyed_path, secret_path
from drift.model.secret_shapes import looks_random, secret_spans
from tests.model.secret_corpus import BY_NAME, BY_SHAPE

KEY = b"a key for tests, of 32 bytes ...."
REDACTOR = Redactor(KEY)
OTHER = Redactor(b"another key for tests, of 32 bytes")


def test_a_fingerprint_is_the_hmac_of_kind_name_and_value():
    parts = [b"env", b"DB_PASSWORD", b"hunter2"]
    message = b"".join(len(part).to_bytes(8, "big") + part for part in parts)
    assert REDACTOR.fingerprint("env", "DB_PASSWORD", "hunter2") == {
        "hmac": hmac.new(KEY, message, hashlib.sha256).hexdigest(),
        "key_id": hashlib.sha256(KEY).hexdigest()[:8],
    }


def test_equal_secrets_have_equal_fingerprints_and_others_have_not():
    one = REDACTOR.content("env", "TOKEN", "aaa")
    assert one == REDACTOR.content("env", "TOKEN", "aaa")
    assert one != REDACTOR.content("env", "TOKEN", "aab")
    assert one != REDACTOR.content("env", "OTHER_TOKEN", "aaa")
    assert one["key_id"] != OTHER.content("env", "TOKEN", "aaa")["key_id"]


def test_the_key_is_not_shown():
    assert KEY.decode() not in repr(REDACTOR)
    assert "a key for tests" not in str(REDACTOR)


def test_an_ordinary_value_is_kept():
    assert REDACTOR.content("env", "LANG", "C.UTF-8") == {"value": "C.UTF-8"}


def test_a_url_keeps_its_shape_so_that_another_host_is_told_from_another_password():
    here = REDACTOR.content("env", "DATABASE_URL", "postgres://app:pw@db.dev/shop")
    there = REDACTOR.content("env", "DATABASE_URL", "postgres://app:pw@db.prod/shop")
    changed = REDACTOR.content("env", "DATABASE_URL", "postgres://app:other@db.dev/shop")
    assert here["shape"] == "postgres://app:***@db.dev/shop"
    assert (here["hmac"], there["shape"]) == (there["hmac"], "postgres://app:***@db.prod/shop")
    assert (changed["shape"], changed["hmac"] != here["hmac"]) == (here["shape"], True)


def test_a_dsn_whose_user_is_the_secret_keeps_no_user():
    content = REDACTOR.content("env", "SENTRY_DSN", "https://9a8b7c6d5e4f40318a7b6c5d4e3f2a1b@sentry.example.com/42")
    assert content["shape"] == "https://***@sentry.example.com/42"


def test_a_secret_without_a_shape_has_none():
    assert set(REDACTOR.content("env", "API_KEY", "abc")) == {"hmac", "key_id"}


def test_names_that_a_policy_adds_are_secret():
    redactor = Redactor(KEY, ("PIN", "ACME_*"))
    assert redactor.is_secret("PIN", "1234")
    assert redactor.is_secret("ACME_MODE", "x")
    assert not redactor.is_secret("PINS", "1234")
    assert not REDACTOR.is_secret("PIN", "1234")


def test_a_url_for_a_person_has_no_password():
    assert REDACTOR.url("tcp://me:pw@host:2376") == "tcp://me:***@host:2376"
    assert REDACTOR.url("tcp://host:2376") == "tcp://host:2376"


@pytest.mark.parametrize(
    ("arguments", "kept"),
    [
        (["app", "--password=hunter2", "--port=80"], ["app", "--password=*", "--port=80"]),
        (["app", "--password", "hunter2", "-v"], ["app", "--password", "*", "-v"]),
        (["app", "--token-file", "/run/secrets/t"], ["app", "--token-file", "/run/secrets/t"]),
        (["sh", "-c", "PGPASSWORD=hunter2 psql"], ["sh", "-c", "PGPASSWORD=*"]),
        (["sh", "-c", "mysql -u root -phunter2 shop"], ["sh", "-c", "mysql -u root -p* shop"]),
        (["sh", "-c", "exec app --api-key hunter2 --port 80"], ["sh", "-c", "exec app --api-key * --port 80"]),
        (["redis-server", "--requirepass", "hunter2"], ["redis-server", "--requirepass", "*"]),
        (["curl", "https://u:hunter2@example.com/x"], ["curl", "https://u:*@example.com/x"]),
        (["app", "--password", "${PASSWORD}"], ["app", "--password", "${PASSWORD}"]),
        (["app", "-p8080", "--publish"], ["app", "-p8080", "--publish"]),
    ],
)
def test_arguments_keep_all_but_their_secrets(arguments, kept):
    redacted = REDACTOR.arguments("config", arguments)
    assert [secret_free(argument) for argument in redacted] == kept


def secret_free(text: str) -> str:
    """With a star for each mark."""
    pieces = text.split(f"hmac:{REDACTOR.key_id}:")
    return pieces[0] + "".join(f"*{piece[64:]}" for piece in pieces[1:])


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("password = hunter2", "password = *"),
        ("  password: 'hunter2'  # of the database", "  password: '*'  # of the database"),
        ('"api_key": "hunter2",', '"api_key": "*",'),
        ("export DB_PASSWORD=hunter2", "export DB_PASSWORD=*"),
        ("#db_password=hunter2", "#db_password=*"),
        ("requirepass hunter2", "requirepass *"),
        ("<password>hunter2</password>", "<password>*</password>"),
        ('<user name="app" password="hunter2"/>', '<user name="app" password="*"/>'),
        ("define('DB_PASSWORD', 'hunter2');", "define('DB_PASSWORD', '*');"),
        ("  'password' => 'hunter2',", "  'password' => '*',"),
        ("url = amqp://app:hunter2@mq/", "url = amqp://app:*@mq/"),
        ("proxy_set_header Authorization 'Basic aHVudGVyMjpodW50ZXIy';", "proxy_set_header Authorization 'Basic *';"),
        ("passwd:         files systemd", "passwd:         files systemd"),
        ("password_file = /etc/app/password", "password_file = /etc/app/password"),
        ("PasswordAuthentication no", "PasswordAuthentication no"),
        ("password ${DB_PASSWORD}", "password ${DB_PASSWORD}"),
        ("ssl_certificate_key /etc/ssl/app.pem;", "ssl_certificate_key /etc/ssl/app.pem;"),
        ("listen 80;", "listen 80;"),
    ],
)
def test_a_line_of_configuration_keeps_all_but_its_secret(line, kept):
    assert secret_free(REDACTOR.within("documents", line)) == kept


def test_a_private_key_over_many_lines_becomes_one():
    kind = "RSA PRIVATE " + "KEY"
    lines = ["a: 1", f"-----BEGIN {kind}-----", "MIIEow", "AAAA", f"-----END {kind}-----", "b: 2"]
    redacted = REDACTOR.lines("documents", lines)
    assert [secret_free(line) for line in redacted] == ["a: 1", "*", "b: 2"]


def test_nested_values_are_redacted_by_their_keys_and_shapes():
    document: Document = {
        "db": {"host": "db", "password": "hunter2", "port": 5432},
        "url": "redis://:hunter2@redis/0",
        "env": [{"name": "API_KEY", "value": "hunter2"}, {"name": "LANG", "value": "C"}],
        "secrets": {"first": "hunter2", "nested": {"second": ["hunter2"]}},
        "pin_password": 1234,
        "max_tokens": 4096,
        "require_password": True,
        "kind": "Secret",
        "data": {"cert": "aHVudGVyMg=="},
    }
    redacted = REDACTOR.tree("documents", document)
    assert "hunter2" not in json.dumps(redacted)
    assert "aHVudGVyMg" not in json.dumps(redacted)
    assert redacted["db"]["host"] == "db"
    assert redacted["db"]["port"] == 5432
    assert redacted["env"][1] == {"name": "LANG", "value": "C"}
    assert redacted["max_tokens"] == 4096
    assert redacted["require_password"] is True
    assert redacted["pin_password"] != 1234
    assert document["db"]["password"] == "hunter2"


def test_what_an_engine_says_has_no_secret_left_anywhere():
    secret = "Hunter2pw"
    document = {
        "Config": {
            "Env": ["A=b", f"DB_PASSWORD={secret}", f"U=http://u:{secret}@h/"],
            "Labels": {"db.password": secret, "app": "web"},
            "Cmd": ["run", "--token", secret],
            "Entrypoint": ["sh", "-c", f"TOKEN={secret} exec app"],
            "Healthcheck": {"Test": ["CMD-SHELL", f"curl -u app:{secret} http://localhost"]},
        },
        "Args": [f"--password={secret}"],
        "State": {"Health": {"Log": [{"Output": f"body: {secret}"}]}},
        "HostConfig": {
            "LogConfig": {"Type": "splunk", "Config": {"splunk-token": secret}},
            "Mounts": [{"VolumeOptions": {"DriverConfig": {"Options": {"o": f"username=u,password={secret}"}}}}],
            "Annotations": {"secret": secret},
        },
        "history": [{"created_by": f"|1 API_KEY={secret} /bin/sh -c make"}, {"created_by": f"ENV PASSWORD={secret}"}],
        "HttpProxy": f"http://u:{secret}@proxy:3128",
        "Name": "/web",
    }
    redacted = REDACTOR.document(document)
    assert secret not in json.dumps(redacted)
    assert redacted["Config"]["Labels"]["app"] == "web"
    assert redacted["Config"]["Env"][0] == "A=b"
    assert redacted["Name"] == "/web"
    assert REDACTOR.document(redacted) == redacted


@given(st.sampled_from(["TOKEN", "LANG", "DATABASE_URL", "x"]), st.text(max_size=60))
def test_a_mark_is_never_marked_again(name, value):
    once = REDACTOR.text("env", name, value)
    assert REDACTOR.text("env", name, once) == once
    assert REDACTOR.content("env", name, once) == REDACTOR.content("env", name, value)


@pytest.mark.parametrize(
    "text",
    [
        "CheckoutRequestStreamHandlerV2AsyncProcessor9", "registry.example.com/Team2/app-server-v1.22.333", "/srv/Data2/Exports/Report",
        "39B641343D8C104B2B146DC3F9C39DC0B9698544", "9f1c2d3e-4b5a-4678-9abc-def012345678", "numpy-1.26.4-cp311-manylinux2014_x86_64",
        "sha256-9f86d081884C7d659a2feaa0c55ad015a3bf4f1b", "Mozilla5AppleWebKit537KHTMLlikeGecko", "short1Aa",
    ],
)  # fmt: skip
def test_what_people_write_does_not_look_random(text):
    assert not looks_random(text)


@pytest.mark.parametrize(("name", "value"), [*BY_NAME, *BY_SHAPE])
def test_a_secret_within_a_text_is_found_once(name, value):
    once = REDACTOR.within("documents", f"{name}={value}")
    assert REDACTOR.within("documents", once) == once
    assert REDACTOR.within("documents", f"run {once} now") == f"run {once} now"


@given(st.text(max_size=300))
def test_any_text_is_read_and_its_spans_lie_apart(text):
    at = 0
    for span in secret_spans(text):
        assert at <= span.start < span.end <= len(text)
        at = span.end


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "password ",
        "password=",
        "://a:",
        "-----BEGIN PRIVATE " + "KEY-----",
        "mysql -pX ",
        "<password ",
        "\\",
        '"',
        "$6$",
    ],
)
def test_no_text_takes_long(piece):
    text = 'password="' + piece * (256 * 1024 // len(piece))
    start = time.process_time()
    secret_spans(text)
    assert time.process_time() - start < 5


def test_a_small_changed_file_at_a_secret_path_has_a_keyed_digest():
    entry = Entry("etc/app/credentials", FileType.REGULAR, 0o600, 0, 0, size=20, sha256=b"\1" * 32)
    fields = REDACTOR.file(entry)
    assert "sha256" not in fields
    assert fields["key_id"] == REDACTOR.key_id
    assert fields["size"] == 20
    assert REDACTOR.file(entry._replace(sha256=b"\2" * 32)) != fields


def test_other_files_keep_their_digests():
    entry = Entry("etc/app.conf", FileType.REGULAR, 0o644, 0, 0, size=20, sha256=b"\1" * 32)
    assert REDACTOR.file(entry)["sha256"] == "01" * 32
    assert REDACTOR.file(entry._replace(path="etc/app.key", size=5000))["sha256"] == "01" * 32
    assert REDACTOR.file(entry._replace(path="etc/app.key", sha256=None))["sha256"] is None


@pytest.mark.parametrize(
    "path",
    [
        "root/.ssh/id_ed25519", "etc/ssh/ssh_host_rsa_key", "etc/shadow", "etc/gshadow-", "etc/nginx/.htpasswd", "app/tls.key",
        "etc/ssl/private/app.txt", "root/.netrc", "root/.pgpass", "root/.aws/credentials", "run/secrets/db", "app/secrets/x.yaml",
        "root/.docker/config.json", "app/keystore.jks", "root/.kube/config", "root/.npmrc", "credentials",
    ],
)  # fmt: skip
def test_a_secret_like_path(path):
    assert secret_path(path)


@pytest.mark.parametrize(
    "path", ["etc/passwd", "root/.ssh2", "etc/ssh/sshd_config", "app/keyboard.conf", "usr/bin/shadow", "etc/shadowed"]
)
def test_an_ordinary_path(path):
    assert not secret_path(path)


def test_a_file_of_variables_has_a_document_and_a_keyed_digest():
    assert keyed_path("app/.env")
    assert keyed_path("app/prod.env")
    assert not secret_path("app/.env")


def test_an_attribute_or_a_text_is_named_by_the_attribute_beside_it():
    tree = {
        "add": [{"@key": "DbPassword", "@value": "hunter2"}, {"@key": "Timeout", "@value": "30"}],
        "property": {"@name": "connection.password", "#text": "hunter2"},
        "user": {"@username": "admin", "@password": "hunter2"},
    }
    redacted = REDACTOR.tree("documents", tree)
    assert "hunter2" not in str(redacted)
    assert (redacted["add"][1]["@value"], redacted["user"]["@username"]) == ("30", "admin")
