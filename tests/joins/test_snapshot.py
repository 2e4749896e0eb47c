from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from drift.joins.snapshot import (
    COLLECTED,
    Container,
    Files,
    assemble,
    container_files,
    container_snapshot,
    directory_snapshot,
    document_sections,
    explained_files,
    image_snapshot,
)
from drift.model.facts import Status
from drift.model.records import Kind
from drift.model.snapshot import Section, Snapshot
from drift.tree.delta import Delta, lay
from tests.collectors.recorded import ENGINES, image, kind, said
from tests.joins.trees import REDACTOR, facts_of, regular, root

CONTENTS = {
    "var/lib/dpkg/status": b"Package: dash\nStatus: install ok installed\nArchitecture: amd64\nVersion: 0.5.12-2\n",
    "data/x": b"hi\n",
    "etc/app.json": b'{"port": 80}',
}
TREE, FACTS = root(CONTENTS)


def container(engine: str, name: str) -> Container:
    return Container(kind(engine), said(engine, name), said(engine, "info"), said(engine, "version"))


def snapshot_of(said, its_files):
    sections = container_files(said, image("full"), its_files, REDACTOR, explained_files(said, its_files))
    return container_snapshot(said, image("full"), its_files.image, sections, REDACTOR)


def files(*changed: tuple[str, bytes]) -> Files:
    delta = Delta({path: regular(path, content) for path, content in changed}, frozenset())
    return Files(TREE, delta, lay(TREE, delta), facts_of(dict(changed), behind=FACTS))


def contents(sections: Mapping[Kind, Section], kind_of: Kind) -> dict[str, Any]:
    section = sections[kind_of]
    assert section.set is not None, section.reason
    return {one.key: one.value for one in section.set.records}


def keys(snapshot: Snapshot, kind_of: Kind) -> set[str]:
    return set(contents(snapshot.sections, kind_of))


def test_an_image_has_a_section_of_every_kind():
    snapshot = image_snapshot(image("full"), TREE, FACTS, REDACTOR)
    assert tuple(snapshot.sections) == COLLECTED
    statuses = {one: section.status for one, section in snapshot.sections.items()}
    absent = {one for one, status in statuses.items() if status is Status.ABSENT}
    assert absent == {Kind.HOST, Kind.DOCUMENTS}
    assert Status.FAILED not in statuses.values()
    assert keys(snapshot, Kind.FILES) == keys(snapshot, Kind.MOUNTS) == set()
    assert keys(snapshot, Kind.PACKAGES) == {"pkg:deb/debian/dash"}
    assert "PATH" in keys(snapshot, Kind.ENV)
    assert snapshot.image == image("full").identity


@pytest.mark.parametrize("engine", ENGINES)
def test_a_container_just_started_has_the_sets_of_its_image(engine):
    of_image = image_snapshot(image("full"), TREE, FACTS, REDACTOR)
    of_container = snapshot_of(container(engine, "full"), files())
    of_root = (Kind.ACCOUNTS, Kind.CERTIFICATES, Kind.PACKAGES, Kind.SCHEDULES)
    for one in (*of_root, Kind.FILES, Kind.ENV, Kind.CONFIG, Kind.MOUNTS):
        assert of_container.sections[one] == of_image.sections[one]
    assert keys(of_container, Kind.DOCUMENTS) == set()
    assert "kernel" in keys(of_container, Kind.HOST)


def test_two_engines_give_one_digest_for_a_container_but_for_the_host():
    digests = set()
    for engine in ENGINES[:3]:
        snapshot = snapshot_of(container(engine, "full"), files())
        digests.add(assemble(snapshot.image, {**snapshot.sections, Kind.HOST: Section.absent()}).digest)
    assert len(digests) == 1


def test_a_changed_file_has_its_record_and_its_document():
    changed = files(("etc/app.json", b'{"port": 81, "password": "hunter2"}'), ("data/y", b"x"))
    snapshot = snapshot_of(container("docker-20.10", "full"), changed)
    assert keys(snapshot, Kind.FILES) == {"/etc/app.json", "/data/y"}
    assert keys(snapshot, Kind.DOCUMENTS) == {"/etc/app.json"}
    assert "hunter2" not in str(snapshot)


def test_an_account_that_podman_added_is_not_there():
    inspect = said("podman-4.3", "full")
    inspect["Config"]["User"] = "1234:55"
    contents_ = {"etc/passwd": b"root:x:0:0::/root:/bin/sh\n1234:*:1234:55:container user:/data:/bin/sh\n"}
    changed = files(*contents_.items())
    tree, facts = root(CONTENTS | {"etc/passwd": b"root:x:0:0::/root:/bin/sh\n"})
    with_passwd = replace(changed, image=tree, laid=lay(tree, changed.delta), facts=facts_of(contents_, behind=facts))
    added = replace(container("podman-4.3", "full"), inspect=inspect)
    snapshot = snapshot_of(added, with_passwd)
    found = contents(snapshot.sections, Kind.ACCOUNTS)
    assert found.keys() == {"runs-as", "user:root"}
    assert (found["runs-as"]["uid"], found["runs-as"]["gid"], found["runs-as"]["account"]) == (1234, 55, None)


def test_a_package_that_was_upgraded_by_hand_is_found():
    upgraded = CONTENTS["var/lib/dpkg/status"].replace(b"0.5.12-2", b"0.5.13-1")
    changed = files(("var/lib/dpkg/status", upgraded))
    snapshot = snapshot_of(container("docker-20.10", "full"), changed)
    assert contents(snapshot.sections, Kind.PACKAGES)["pkg:deb/debian/dash"]["versions"] == ["0.5.13-1"]


def test_what_an_engine_and_python_made_is_explained():
    changed = files((".dockerenv", b""), ("app/x", b"x"))
    delta = Delta({**changed.delta.changed, ".dockerenv": regular(".dockerenv", mode=0o755)}, frozenset())
    explained = explained_files(container("docker-20.10", "bare"), replace(changed, delta=delta))
    assert set(explained) == {".dockerenv"}


def test_the_mounts_of_a_container_hide_files_of_its_image():
    sections = document_sections(container("docker-20.10", "mounts"), image("full"), TREE, REDACTOR)
    assert contents(sections, Kind.MOUNTS)["/data"]["hides"] == {"count": 1, "examples": ["/data/x"]}


def test_a_container_whose_image_is_gone_has_no_identity_and_all_that_its_engine_says():
    sections = document_sections(container("docker-20.10", "full"), None, None, REDACTOR)
    assert {one for one, section in sections.items() if section.status is Status.OK} == {
        Kind.ENV,
        Kind.CONFIG,
        Kind.RUNTIME,
        Kind.MOUNTS,
        Kind.HOST,
    }


def test_a_nonsense_answer_fails_its_sections_and_nothing_else():
    nonsense = replace(container("docker-20.10", "full"), inspect={"Config": 1, "HostConfig": 2, "Mounts": 3})
    snapshot = snapshot_of(nonsense, files())
    failed = {one for one, section in snapshot.sections.items() if section.status is Status.FAILED}
    assert failed == {Kind.ENV, Kind.CONFIG, Kind.RUNTIME, Kind.MOUNTS}


def test_a_directory_is_its_whole_tree():
    entries = [entry for path in TREE.paths() if (entry := TREE.entry(path))]
    snapshot = directory_snapshot(entries, TREE, FACTS, REDACTOR)
    assert snapshot.image is None
    assert "/data/x" in keys(snapshot, Kind.FILES)
    assert keys(snapshot, Kind.DOCUMENTS) == {"/etc/app.json"}
    assert snapshot.sections[Kind.ENV].status is Status.ABSENT


def test_a_bundle_says_how_its_directory_is_run():
    spec = said("docker-20.10-bundles", "full")
    snapshot = directory_snapshot([], TREE, FACTS, REDACTOR, spec)
    assert "DB_PASSWORD" in keys(snapshot, Kind.ENV)
    assert keys(snapshot, Kind.MOUNTS) == {"/data", "/vol"}
    assert snapshot.sections[Kind.RUNTIME].status is Status.OK
