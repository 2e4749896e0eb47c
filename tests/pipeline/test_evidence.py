"""What is known of a container beside its records, from a real store."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from drift.collectors.reading import Reading
from drift.diff.sides import Viewed
from drift.model.canonical import Document
from drift.model.changes import Side
from drift.model.entries import Entry
from drift.model.evidence import Memory, Role
from drift.model.oci import Image, Platform
from drift.model.snapshot import Snapshot
from drift.pipeline.evidence import OfSide
from drift.pipeline.images import KnownImage
from drift.store import Store
from drift.tree.image_tree import ImageTree
from tests.joins.snapshots import runs_as, snapshot
from tests.joins.trees import REDACTOR, directory, regular
from tests.store.things import Layer

SCRIPT = b'#!/bin/sh\n: "${DATABASE_URL:?}"\nexec web --listen $PORT\n'
LAYERS = (
    (directory("bin"), regular("bin/sh", b"x", 0o755), directory("app"), regular("app/web.conf", b"old")),
    (regular("entrypoint.sh", SCRIPT, 0o755), directory("data", 0o700), regular("data/x", b"x", 0o644)),
    (regular("app/web.conf", b"new", 0o600), regular("app/.wh.x", b"")),
)
HISTORY = (
    {"created_by": "/bin/sh -c #(nop) ADD file:1f in / "},
    {"created_by": "ENV A=1", "empty_layer": True},
    {"created_by": "COPY entrypoint.sh / # buildkit"},
    {"created_by": "RUN /bin/sh -c sed -i s/old/new/ /app/web.conf # buildkit"},
)


@dataclass(frozen=True)
class Known:
    store: Store
    image: KnownImage

    def evidence(
        self, files: Mapping[str, Document] | None = None, inspect: Document | None = None, **kinds: Any
    ) -> OfSide:
        of_files = snapshot(files=dict(files or {})).sections
        viewed = Viewed(
            Side("container:web", instance="web", reference="web:1.4"),
            Snapshot(self.image.identity, {**snapshot(**kinds).sections, **of_files}),
            self.image.snapshot,
            self.image.tree,
            lambda _digest, _name: None,
        )
        return OfSide(viewed, self.image, self.store.facts, lambda: {"inspect": inspect} if inspect else {})


def facts_of(entries: tuple[Entry, ...], contents: Mapping[str, bytes]) -> Reading:
    reading = Reading(REDACTOR)
    for entry in entries:
        content = contents.get(entry.path, b"")
        if entry.sha256 and reading.limit(entry.path, len(content), content[:64]):
            reading.take(entry.path, entry.sha256, io.BytesIO(content))
    return reading


@pytest.fixture(scope="module")
def known(tmp_path_factory) -> Iterator[Known]:
    with Store.open(tmp_path_factory.mktemp("store") / "drift.db") as store:
        diff_ids = []
        for number, entries in enumerate(LAYERS):
            reading = facts_of(entries, {"entrypoint.sh": SCRIPT})
            diff_ids.append(
                store.layers.add(Layer(*entries, name=f"layer {number}"), reading.facts, reading.versions())
            )
        image = Image(Platform.of("linux", "amd64"), {}, tuple(diff_ids), HISTORY, manifest_digest=f"sha256:{'a' * 64}")
        tree = ImageTree(store.layers.of_image(diff_ids))
        store.images.add(image, image.identity, tree.whole.digest, snapshot())
        stored = store.images.get(image.identity)
        assert stored
        yield Known(store, KnownImage(stored, snapshot(), lambda: tree))


def test_a_file_is_of_the_topmost_layer_that_has_it(known):
    evidence = known.evidence()
    assert evidence.step("/app/web.conf") == "RUN sed -i s/old/new/ /app/web.conf"
    assert evidence.step("/entrypoint.sh") == "COPY entrypoint.sh /"
    assert evidence.step("/bin/sh") == "ADD … /"
    assert evidence.step("/tmp/added") == ""


def test_the_start_is_read_in_the_container(known):
    evidence = known.evidence(config={"entrypoint": ["/entrypoint.sh"]})
    assert evidence.role("/entrypoint.sh") is Role.ENTRYPOINT
    assert evidence.role("/bin/sh") is Role.INTERPRETER
    assert evidence.role("/app/web.conf") is None
    assert evidence.readers("PORT") == evidence.readers("DATABASE_URL") == ["/entrypoint.sh"]
    assert evidence.demanders("DATABASE_URL") == ["/entrypoint.sh"]


def test_an_entrypoint_that_the_container_lost_is_an_obstacle(known):
    evidence = known.evidence({"/entrypoint.sh": {"type": "absent"}}, config={"entrypoint": ["/entrypoint.sh"]})
    assert evidence.role("/entrypoint.sh") is Role.ENTRYPOINT
    assert [str(one.text) for one in evidence.obstacles()] == ["/entrypoint.sh is not there"]


def test_a_user_is_barred_by_a_file_and_by_what_holds_it(known):
    evidence = known.evidence(accounts=runs_as(1000, 1000))
    assert evidence.barred("/app/web.conf") == "mode 0600, owner 0:0, and it runs as 1000:1000"
    assert evidence.barred("/data/x") == "/data has mode 0700, owner 0:0, and it runs as 1000:1000"
    assert evidence.barred("/entrypoint.sh") == evidence.barred("/nothing") == ""
    assert known.evidence(accounts=runs_as(0)).barred("/app/web.conf") == ""
    assert known.evidence().barred("/app/web.conf") == ""


def test_a_script_that_the_user_cannot_run_is_an_obstacle(known):
    mode = {"type": "file", "mode": "0700", "uid": 0, "gid": 0, "size": 3, "sha256": "0" * 64}
    evidence = known.evidence(
        {"/entrypoint.sh": mode}, config={"entrypoint": ["/entrypoint.sh"]}, accounts=runs_as(1000, 1000)
    )
    assert [(one.role, one.text) for one in evidence.obstacles()] == [
        (Role.ENTRYPOINT, "/entrypoint.sh: mode 0700, owner 0:0, and it runs as 1000:1000")
    ]


def test_rights_are_those_of_the_container_s_user(known):
    rights = known.evidence(accounts=runs_as(1000, 1000)).rights(
        {"type": "directory", "mode": "0755", "uid": 0, "gid": 0}
    )
    assert rights == (True, False, True, "1000:1000")
    assert known.evidence(accounts=runs_as(0)).rights({"type": "nonsense"}) is None


def test_nonsense_in_a_record_is_no_file(known):
    files = {"/entrypoint.sh": {"type": "file", "mode": "rwx", "uid": "root", "gid": 0}}
    assert known.evidence(files, config={"entrypoint": ["/entrypoint.sh"]}).obstacles() == []


def test_settings_say_how_much_memory_is_asked_for(known):
    assert known.evidence(env={"JAVA_OPTS": "-Xmx1g"}).memory() == Memory(1 << 30, "-Xmx1g in JAVA_OPTS")


@pytest.mark.parametrize(
    ("labels", "command"),
    [
        (
            {"com.docker.compose.project": "shop", "com.docker.compose.service": "web; rm -rf /"},
            "docker compose -p shop up -d --force-recreate 'web; rm -rf /'",
        ),
        ({"com.docker.swarm.service.name": "shop_web"}, "docker service update --force shop_web"),
        (
            {"io.kubernetes.pod.name": "web-1", "io.kubernetes.pod.namespace": "shop"},
            "kubectl -n shop delete pod web-1",
        ),
        ({"PODMAN_SYSTEMD_UNIT": "web.service"}, "systemctl restart web.service"),
        ({}, "docker rm -f web && docker run … web:1.4"),
        (None, "docker rm -f web && docker run … web:1.4"),
    ],
)
def test_a_container_is_recreated_by_who_made_it(known, labels, command):
    assert known.evidence(inspect={"Config": {"Labels": labels}}).recreate() == command


def test_without_documents_nobody_knows_who_made_it(known):
    assert known.evidence().recreate() == ""


def test_a_reference_is_pinned_to_the_digest_that_is_known(known):
    assert known.evidence().pinned() == f"web:1.4@sha256:{'a' * 64}"
