"""An image has one identity wherever it lies, and a container is compared with its own image, whatever its tag names by now."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from drift.model.records import Kind
from drift.model.references import parse_reference
from drift.model.settings import Settings
from drift.pipeline.images import Images
from drift.pipeline.session import Session
from drift.store import Store
from tests.engines import images
from tests.integration.reader import Reader, drift, files_of

CONFIG: Mapping[str, Any] = {
    "Env": ["PATH=/bin", "LEVEL=info"],
    "Cmd": ["/bin/sleep", "100000"],
    "Labels": {"org.opencontainers.image.title": "one"},
    "ExposedPorts": {"80/tcp": {}},
    "WorkingDir": "/opt/app",
    "StopSignal": "SIGTERM",
    "Healthcheck": {"Test": ["CMD", "true"], "Interval": 30_000_000_000},
}
TAG = "identity:1"


OCI_CONFIG = {key: value for key, value in CONFIG.items() if key != "Healthcheck"}
"""What the OCI's own form of a config can say: other tools leave the rest out."""


def archive(config: Mapping[str, Any] = CONFIG, *, compress: bool = False) -> bytes:
    layers = [images.tiny_root(), images.layer({"etc/app/app.conf": b"two\n", "srv/.wh.x": b""})]
    return images.save_archive(layers, config, TAG, compress=compress)


@pytest.fixture(scope="module")
def local(tmp_path_factory) -> bytes:
    """The identity of the archive as a file."""
    folder = tmp_path_factory.mktemp("local")
    (folder / "one.tar").write_bytes(archive())
    return identity_of(folder, f"docker-archive:{folder}/one.tar")


def identity_of(folder: Path, reference: str) -> bytes:
    with Store.open(folder / "identity.db") as store:
        return Images(Session(Settings(), store, {})).of_reference(parse_reference(reference)).identity


@pytest.mark.parametrize("compress", [False, True], ids=["plain", "gzip"])
def test_an_engine_gives_an_archive_the_identity_that_it_has_as_a_file(engine, reader, local, compress):
    engine.load(archive(compress=compress))
    assert reader.image(engine.image(TAG)["Id"]).identity == local


def test_what_an_engine_saves_has_the_same_identity(engine, local, tmp_path):
    engine.load(archive())
    (tmp_path / "saved.tar").write_bytes(engine.docker("save", TAG))
    assert identity_of(tmp_path, f"docker-archive:{tmp_path}/saved.tar") == local


def test_a_layout_that_another_tool_makes_has_the_same_identity(tmp_path):
    (tmp_path / "one.tar").write_bytes(archive(OCI_CONFIG))
    for form in ("oci", "oci-archive"):
        target = f"{form}:{tmp_path}/{form}:1"
        command = ("skopeo", "copy", "--insecure-policy", "--quiet", f"docker-archive:{tmp_path}/one.tar", target)
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    references = ("docker-archive:{}/one.tar", "oci-dir:{}/oci@1", "oci-archive:{}/oci-archive@1")
    assert len({identity_of(tmp_path, reference.format(tmp_path)) for reference in references}) == 1


def test_another_config_is_another_image(local, tmp_path):
    (tmp_path / "two.tar").write_bytes(archive({**CONFIG, "User": "app"}))
    assert identity_of(tmp_path, f"docker-archive:{tmp_path}/two.tar") != local


def test_a_known_image_is_not_collected_again_unless_its_secrets_are_kept_with_another_key(tmp_path):
    (tmp_path / "one.tar").write_bytes(archive({**CONFIG, "Env": ["DB_PASSWORD=correct-horse-battery"]}))
    reference = parse_reference(f"docker-archive:{tmp_path}/one.tar")
    with Store.open(tmp_path / "known.db") as store:
        seen = []
        for key in ("1" * 64, "1" * 64, "2" * 64):
            known = Images(Session(Settings(), store, {"DRIFT_KEY": key})).of_reference(reference)
            variables = known.snapshot.sections[Kind.ENV].set
            assert variables is not None
            seen.append(variables.digest)
    assert seen[0] == seen[1] != seen[2]


def test_a_container_is_compared_with_its_own_image_where_the_tag_has_moved(engine, reader, tmp_path):
    engine.load(archive())
    container = engine.run(TAG)
    own = engine.image(TAG)["Id"]
    engine.docker("tag", engine.tiny(), TAG)
    read = reader.read(container.id)
    assert files_of(read) == {}
    assert read.image is not None
    assert read.image.identity == reader.image(own).identity
    assert read.coverage.tag_now.removeprefix("sha256:") == engine.image(TAG)["Id"].removeprefix("sha256:")
    ran = drift("diff", container.name, "-H", engine.address, "--db", str(tmp_path / "drift.db"), "--format", "json")
    moved = [finding for finding in ran.json["findings"] if (finding["kind"], finding["key"]) == ("coverage", "tag")]
    assert [finding["after"]["reference"].removeprefix("docker.io/library/") for finding in moved] == [TAG]


def test_a_container_whose_tag_has_not_moved_says_nothing_of_it(engine, reader, tiny):
    assert reader.read(engine.run(tiny).id).coverage.tag_now == ""


def test_the_same_image_built_again_is_no_other_one(engine, reader):
    engine.load(archive())
    container = engine.run(TAG)
    own = engine.image(TAG)["Id"]
    engine.build(TAG, f"FROM {TAG}\nSTOPSIGNAL SIGQUIT\n")
    assert engine.image(TAG)["Id"] != own
    assert reader.read(container.id).coverage.tag_now != ""
    engine.docker("tag", own, TAG)
    engine.build("again:1", f"FROM {TAG}\nSTOPSIGNAL SIGQUIT\n")
    quick = engine.run("again:1")
    engine.build("again:1", "FROM again:1\nSTOPSIGNAL SIGQUIT\n")
    assert engine.image("again:1")["Id"] != quick.inspect()["Image"]
    assert reader.read(quick.id).coverage.tag_now == ""


def test_a_container_of_another_platform_is_compared_with_its_own_image(engine, reader, monkeypatch):
    """It cannot run here, but it is there."""
    other = "arm64" if images.ARCHITECTURE != "arm64" else "amd64"
    monkeypatch.setattr(images, "ARCHITECTURE", other)
    engine.load(images.save_archive([images.layer({"bin/sleep": b"#!"})], {"Cmd": ["/bin/sleep"]}, "elsewhere:1"))
    container = engine.create("elsewhere:1")
    read = reader.read(container.id)
    assert files_of(read) == {}
    assert read.image is not None
    assert read.image.stored.image.platform.architecture == other


def test_of_an_image_of_two_platforms_the_one_that_runs_here_is_compared(engines, tmp_path):
    """Only the containerd store keeps both under one ID."""
    engine = engines.get("docker-26.1")
    engine.load(two_platforms())
    container = engine.run("both:1", "/bin/sleep", "100000")
    container.sh("echo x > /srv/x")
    reader = Reader.open(tmp_path, engine.address)
    read = reader.read(container.id)
    reader.close()
    container.rm()
    assert files_of(read).keys() == {"/srv/x"}
    assert read.image is not None
    assert read.image.stored.image.platform.architecture == images.ARCHITECTURE


def two_platforms() -> bytes:
    """An OCI layout whose index names an index of two images."""
    blobs: dict[str, bytes] = {}

    def blob(content: bytes, media_type: str, **fields: object) -> dict[str, object]:
        blobs[f"blobs/sha256/{images.digest(content)}"] = content
        kind = f"application/vnd.oci.image.{media_type}"
        return {"mediaType": kind, "digest": f"sha256:{images.digest(content)}", "size": len(content), **fields}

    def manifest(architecture: str, layer: bytes) -> dict[str, object]:
        rootfs = {"type": "layers", "diff_ids": [f"sha256:{images.digest(layer)}"]}
        config = {"architecture": architecture, "os": "linux", "config": {"Cmd": ["/bin/sleep"]}, "rootfs": rootfs}
        described = blob(json.dumps(config).encode(), "config.v1+json")
        layers = [blob(layer, "layer.v1.tar")]
        document = {
            "schemaVersion": 2,
            "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "config": described,
            "layers": layers,
        }
        return blob(
            json.dumps(document).encode(), "manifest.v1+json", platform={"os": "linux", "architecture": architecture}
        )

    other = "arm64" if images.ARCHITECTURE != "arm64" else "amd64"
    manifests = [
        manifest(other, images.layer({"bin/sleep": b"other"})),
        manifest(images.ARCHITECTURE, images.tiny_root()),
    ]
    index = {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", "manifests": manifests}
    names = {"io.containerd.image.name": "docker.io/library/both:1", "org.opencontainers.image.ref.name": "1"}
    top = {"schemaVersion": 2, "manifests": [blob(json.dumps(index).encode(), "index.v1+json", annotations=names)]}
    return images.layer(
        {**blobs, "oci-layout": b'{"imageLayoutVersion": "1.0.0"}', "index.json": json.dumps(top).encode()}
    )
