from typing import Any

import pytest

from drift.collectors.engine_made import ENGINE_MADE, MOUNT_POINT, account_added, engine_made
from drift.model.entries import Entry, FileType


def entry(path: str, type_: FileType = FileType.REGULAR, mode: int = 0o755, **more: Any) -> Entry:
    return Entry(path, type_, mode, **{"uid": 0, "gid": 0, **more})


def stub(path: str, **more: Any) -> Entry:
    return entry(path, **more)


STUBS = [
    (engine, made.path) for engine in ENGINE_MADE for made in ENGINE_MADE[engine] if made.form.name == "EMPTY_FILE"
]


@pytest.mark.parametrize(("engine", "path"), STUBS)
def test_a_stub_is_engine_made(engine, path):
    assert engine_made(None, stub(path), engine, ())


@pytest.mark.parametrize(("engine", "path"), STUBS)
@pytest.mark.parametrize(
    "more", [{"size": 5_000_000}, {"uid": 1000}, {"gid": 1}, {"mode": 0o4755}, {"mode": 0o777}, {"capability": b"x"}]
)
def test_what_is_not_exactly_the_stub_is_drift(engine, path, more):
    assert engine_made(None, stub(path, **more), engine, ()) is None


@pytest.mark.parametrize(("engine", "path"), STUBS)
@pytest.mark.parametrize("type_", [FileType.SYMLINK, FileType.CHARACTER, FileType.FIFO])
def test_another_type_at_the_path_of_a_stub_is_drift(engine, path, type_):
    assert engine_made(None, entry(path, type_, linkname="/bin/sh"), engine, ()) is None


def test_docker_replaces_what_the_image_has_at_a_stub_and_podman_does_not():
    assert engine_made(stub("etc/hosts", size=13, mode=0o644), stub("etc/hosts"), "docker", ())
    assert engine_made(stub("etc/hosts", size=13, mode=0o644), stub("etc/hosts"), "podman", ()) is None


def test_the_stub_of_dockers_init_is_engine_made_where_sbin_is_a_link():
    assert engine_made(None, stub("usr/sbin/docker-init"), "docker", ())


def test_the_mark_of_another_engine_is_drift():
    assert engine_made(None, stub(".dockerenv"), "podman", ()) is None
    assert engine_made(None, stub("run/.containerenv"), "docker", ()) is None


def test_the_table_of_mounts_is_a_link_to_where_it_is():
    link = entry("etc/mtab", FileType.SYMLINK, 0o777, linkname="/proc/mounts")
    assert engine_made(None, link, "docker", ())
    assert engine_made(None, link._replace(linkname="/tmp/mounts"), "docker", ()) is None


def test_a_parent_that_a_stub_needs_is_engine_made():
    assert engine_made(None, entry("etc", FileType.DIRECTORY), "docker", ())
    assert engine_made(None, entry("sbin", FileType.DIRECTORY), "docker", ())
    assert engine_made(None, entry("srv", FileType.DIRECTORY), "docker", ()) is None


def test_a_changed_directory_is_drift():
    before = entry("etc", FileType.DIRECTORY, 0o755)
    assert engine_made(before, before._replace(mode=0o755, uid=0), "docker", ()) is None
    assert engine_made(before, before._replace(mode=0o777), "docker", ()) is None


@pytest.mark.parametrize("type_", [FileType.REGULAR, FileType.DIRECTORY])
def test_a_mount_point_and_its_parents_are_engine_made(type_):
    mounts = {"srv/app/conf"}
    assert engine_made(None, entry("srv/app/conf", type_), "docker", mounts) == MOUNT_POINT
    assert engine_made(None, entry("srv/app", FileType.DIRECTORY), "docker", mounts)
    assert engine_made(None, entry("srv/app/other", FileType.DIRECTORY), "docker", mounts) is None
    assert engine_made(None, entry("srv/ap", FileType.DIRECTORY), "docker", mounts) is None


def test_a_file_with_content_at_a_mount_point_is_drift():
    assert engine_made(None, entry("srv/conf", size=3), "docker", {"srv/conf"}) is None


BEFORE = ["root:x:0:0:root:/root:/bin/sh"]


@pytest.mark.parametrize(
    ("path", "line", "user"),
    [
        ("etc/passwd", "1000:*:1000:1000:container user:/data:/bin/sh", "1000:1000"),
        ("etc/passwd", "2000:*:2000:0:container user:/:/bin/sh", "2000"),
        ("etc/group", "55:x:55:2000", "2000:55"),
        ("etc/group", "2000:x:2000:2000", "2000"),
        ("etc/group", "55:x:55:0", "0:55"),
    ],
)
def test_podmans_entry_for_the_containers_user_is_engine_made(path, line, user):
    assert account_added(path, BEFORE, [*BEFORE, line], user)
    assert account_added(path, [], [line, line], user)


@pytest.mark.parametrize(
    ("path", "lines", "user"),
    [
        ("etc/passwd", [*BEFORE, "0:*:0:0:container user:/:/bin/sh"], "0:0"),
        ("etc/passwd", [*BEFORE, "1001:*:1001:0:container user:/:/bin/sh"], "1000"),
        ("etc/passwd", [*BEFORE, "1000::1000:0:container user:/:/bin/sh"], "1000"),
        ("etc/passwd", [*BEFORE, "1000:*:1000:0:container user:/:/bin/bash"], "1000"),
        ("etc/passwd", [*BEFORE, "1000:*:0:0:container user:/:/bin/sh"], "1000"),
        ("etc/passwd", ["root::0:0:root:/root:/bin/sh", "1000:*:1000:0:container user:/:/bin/sh"], "1000"),
        ("etc/passwd", [*BEFORE, "app:x:1000:1000::/:/bin/sh"], "app"),
        ("etc/group", [*BEFORE, "0:x:0:1000"], "1000:55"),
        ("etc/shadow", [*BEFORE, "1000:*:1000:0:container user:/:/bin/sh"], "1000"),
        ("etc/passwd", BEFORE, "1000"),
    ],
)
def test_any_other_entry_is_drift(path, lines, user):
    assert not account_added(path, BEFORE, lines, user)
