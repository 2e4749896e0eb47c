"""Any bytes give facts or the one named error; a deadline holds for each."""

import hashlib
import io
import json
from contextlib import suppress
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from drift.collectors import COLLECTORS, bundle, config, env, host, mounts, runtime
from drift.collectors.interface import Collector, Unreadable
from drift.collectors.reading import Reading
from drift.collectors.stored import stored
from drift.model.canonical import Document
from tests.collectors.recorded import REDACTOR, said

PATHS = (
    "var/lib/dpkg/status", "var/lib/dpkg/status.d/x", "var/lib/dpkg/info/x.list", "usr/lib/os-release",
    "x/a.dist-info/METADATA", "x/a.egg-info", "etc/x", "etc/x.json", "etc/x.yaml", "etc/x.toml", "etc/x.ini", "app/.env",
    "etc/passwd", "etc/group", "etc/shadow", "etc/gshadow-", "etc/ssl/certs/ca-certificates.crt", "usr/lib/locale/locale-archive", "etc/crontab",
    "var/spool/cron/crontabs/app", "usr/lib/systemd/system/x.timer",
    "lib/apk/db/installed", "opt/bitnami/x/.spdx-x.spdx", "var/lib/chisel/manifest.wall", "var/lib/dpkg/diversions",
    "var/lib/dpkg/info/x.md5sums", "var/lib/pacman/local/x-1-1/desc", "var/lib/pacman/local/x-1-1/files",
    "var/lib/pacman/local/x-1-1/mtree", "var/lib/rpm/Packages", "var/lib/rpm/Packages.db", "var/lib/rpm/rpmdb.sqlite",
    "var/lib/rpmmanifest/container-manifest-2",
    "x/a.dist-info/RECORD", "x/a.dist-info/direct_url.json", "x/conda-meta/a.json", "node_modules/a/package.json", "node_modules/.package-lock.json",
    "x/specifications/a-1.gemspec", "vendor/composer/installed.json", "x/a.deps.json", "x/library/a/DESCRIPTION",
    "x/a/ebin/a.app", "rocks/a/1/a-1.rockspec",
    "Cargo.lock", "Gemfile.lock", "Pipfile.lock", "composer.lock", "go.mod", "go.sum", "package-lock.json", "pnpm-lock.yaml",
    "requirements.txt", "yarn.lock",
    "etc/ld.so.cache", "etc/ld.so.conf", "etc/ld.so.preload", "etc/ld-musl-x86_64.path", "app/a.jar", "bin/python3",
    "x/a.dist-info/WHEEL", "app/entrypoint.sh", "etc/nginx/templates/x.template",
)  # fmt: skip

SEEDS = (
    b"Package: a\nStatus: install ok installed\nVersion: 1\n\n", b"Name: a\nVersion: 1\n\n", b"ID=debian\n", b"a: &x [1, *x]\n",
    b'{"password": "x", "a": [1]}', b"[a]\nb = 1\n", b"A='b\n", b"\xff\x00", b"/usr/bin/x\n", b"app:x:1:1::/:/bin/sh\n",
    b"app:x:1:a,b\n", b"app:$6$s$h:0:0:9::::\n", b"-----BEGIN CERTIFICATE-----\nMAAw\n-----END CERTIFICATE-----\n", b"\x30\x05\x30\x03\x02\x01\x00",
    b"*/5 * * * * root run\n", b"[Timer]\nOnCalendar=daily\n", b"\x09\x01\x02\xde" + b"\x00" * 28, b"<a b='c'>d</a>", b"a {\n b c;\n}\n",
    b'{"password": "x", "a": [1]}', b"[a]\nb = 1\n", b"A='b\n", b"\xff\x00", b"/usr/bin/x\n",
    b'{"name": "a", "version": "1"}', b"a.py,sha256=x,1\n", b'{application, a, [{vsn, "1"}]}.', b'package = "a"\nversion = "1"\n',
    b"#!/bin/sh -u\n", b'[ -z "$A" ] && exit 1\n', b": ${B:?x}\n", b". /x\n", b'exec "$@"\n', b"f() { ", b"case $C in ", b"${D}",
    b"\x7fELF\2\1\1", b"#!/usr/bin/env sh\r\n", b"glibc-ld.so.cache1.1", b"include x/*.conf\n", b"PK\5\6",
)  # fmt: skip

CONTENT = st.one_of(
    st.binary(max_size=400), st.lists(st.sampled_from(SEEDS) | st.binary(max_size=6), max_size=8).map(b"".join)
)


def test_every_collector_is_tried():
    taken = {collector.name for path in PATHS for collector in COLLECTORS if path_is_wanted(collector, path)}
    assert taken == {collector.name for collector in COLLECTORS}


def path_is_wanted(collector: Collector, path: str) -> bool:
    return Reading(REDACTOR, collectors=[collector]).limit(path, 1, collector.magic or b"x") > 0


@given(st.sampled_from(PATHS), CONTENT)
def test_any_bytes_give_facts(path, content):
    reading = Reading(REDACTOR)
    kept = reading.limit(path, len(content), content[:64])
    reading.take(path, hashlib.sha256(content).digest(), io.BytesIO(content[:kept]))
    for fact in reading.facts():
        assert fact.content == "" or json.loads(fact.content) is not None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
DOCUMENTS = [said("docker-20.10", "full"), said("podman-4.3", "mounts"), said("docker-20.10", "info")]
SPEC = said("docker-20.10-bundles", "full")


def places(value: object, path: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    found = [path]
    if isinstance(value, dict):
        found += [place for key, item in value.items() for place in places(item, (*path, key))]
    if isinstance(value, list):
        found += [place for at, item in enumerate(value) for place in places(item, (*path, at))]
    return found


def with_value(document: Document, place: tuple[object, ...], value: object) -> Document:
    changed: Document = json.loads(json.dumps(document))
    at: Any = changed
    for step in place[:-1]:
        at = at[step]
    at[place[-1]] = value
    return changed


@given(st.data())
def test_any_value_at_any_place_of_a_document_gives_sections(data):
    document = data.draw(st.sampled_from(DOCUMENTS))
    changed = with_value(document, data.draw(st.sampled_from(places(document)[1:])), data.draw(JSON))
    sections = [
        env.of_container(changed, {}, "podman", REDACTOR),
        config.of_container(changed, {}, "docker", REDACTOR),
        runtime.of_container(changed, "podman", REDACTOR),
        host.of_engine(changed, {}, "docker", REDACTOR),
    ]
    assert all(section.set is not None or section.reason for section in sections)
    with suppress(Unreadable):
        mounts.of_container(changed, {}, "docker")
        mounts.destinations(changed)
    assert isinstance(stored("inspect", changed, REDACTOR), dict)


@given(st.data())
def test_any_value_at_any_place_of_a_bundle_gives_sections(data):
    changed = with_value(SPEC, data.draw(st.sampled_from(places(SPEC)[1:])), data.draw(JSON))
    sections = bundle.sections(changed, {}, REDACTOR)
    assert all(section.set is not None or section.reason for section in sections.values())
    with suppress(Unreadable):
        bundle.mounts(changed, {})
