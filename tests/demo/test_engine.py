"""The fleet on real engines: what runs there, and what was done to it."""

import io
import tarfile
from typing import Any

import pytest

from drift.demo import INJECTORS, demo_fleet
from drift.demo.image import Build
from drift.model.entries import FileType
from tests.demo.bases import of_this_machine
from tests.demo.engines import all_of
from tests.demo.expectations import CHANGES, NAMES
from tests.demo.judged import found, said
from tests.engines.engine import Engine

TYPES = {b"0": FileType.REGULAR, b"5": FileType.DIRECTORY, b"2": FileType.SYMLINK}
STUBS = {".dockerenv", "etc/hosts", "etc/hostname", "etc/resolv.conf", "etc/mtab", "run/.containerenv", "run/secrets"}
"""What engines make in each container, but for what is below dev."""
UPGRADED = ("var/lib/dpkg/status", "var/lib/dpkg/status-old")


@pytest.fixture(scope="module")
def drifted(running_engine, tmp_path_factory):
    before = all_of(running_engine)
    with demo_fleet(
        tmp_path_factory.mktemp("engine") / "fleet", engine=running_engine.address, base=of_this_machine()
    ) as fleet:
        yield fleet
    assert all_of(running_engine) == before


def inspected(engine: Engine, name: str) -> dict[str, Any]:
    return dict(engine.get(f"/containers/{name}/json"))


def exported(engine: Engine, name: str) -> tarfile.TarFile:
    return tarfile.open(fileobj=io.BytesIO(engine.request("GET", f"/containers/{name}/export").body))


def test_the_containers_run_and_are_labelled(drifted, running_engine):
    for name in NAMES:
        container = inspected(running_engine, name)
        assert container["State"]["Running"]
        assert container["Config"]["Labels"]["io.container-drift.stage"] == name.split("-")[1]
        assert container["HostConfig"]["NetworkMode"] == "none"
    assert len({inspected(running_engine, name)["Config"]["Labels"]["io.container-drift.demo"] for name in NAMES}) == 1


def test_what_did_not_drift_is_the_image(drifted, running_engine):
    image = Build.of(of_this_machine(), "1.4").tree
    with exported(running_engine, "shop-dev-api") as archive:
        members = [one for one in archive if not one.name.startswith("dev/") and one.name.strip("/.")]
        seen = {one.name.strip("/"): content_of(archive, one) for one in members}
    assert {path: one for path, one in seen.items() if path not in STUBS} == {
        path: (node.type, node.uid, node.gid, node.content or node.linkname.encode(), mode_of(node.type, node.mode))
        for path, node in image.items()
        if path not in STUBS
    }


def content_of(archive: tarfile.TarFile, member: tarfile.TarInfo) -> tuple[Any, ...]:
    kind = TYPES[member.type]
    content = archive.extractfile(member) if kind is FileType.REGULAR else None
    data = content.read() if content else member.linkname.encode()
    return kind, member.uid, member.gid, data, mode_of(kind, member.mode)


def mode_of(kind: FileType, mode: int) -> int:
    return 0 if kind is FileType.SYMLINK else mode & 0o7777


def changed(engine: Engine, name: str) -> set[str]:
    """Paths that the engine lists, without directories that only hold another, and without what it makes itself."""
    listed = {one["Path"].lstrip("/") for one in engine.get(f"/containers/{name}/changes") or ()}
    leaves = {path for path in listed if not any(other.startswith(f"{path}/") for other in listed)}
    mounts = {mount["Destination"].lstrip("/") for mount in inspected(engine, name)["Mounts"]}
    return {path for path in leaves - STUBS - mounts if not path.startswith("dev")} - {"etc", "run", "proc", "sys"}


def test_by_hand_only_that_was_changed_which_is_said(drifted, running_engine):
    package = of_this_machine().upgradable
    expected = {name: paths for one in INJECTORS if one.by_hand for name, paths in CHANGES[one.name].items()}
    expected["shop-staging-worker"] = {*package.package.files, package.checksums, *UPGRADED}
    found = {name: paths for name in NAMES if (paths := changed(running_engine, name))}
    assert found == expected


def test_at_the_start_only_that_was_changed_which_is_said(drifted, running_engine):
    usual = inspected(running_engine, "shop-dev-api")
    users, memories, images, mounts = {}, {}, {}, {}
    for name in NAMES:
        container = inspected(running_engine, name)
        users[name], memories[name] = container["Config"]["User"], container["HostConfig"]["Memory"]
        images[name], mounts[name] = container["Image"], [mount["Destination"] for mount in container["Mounts"]]
    assert [name for name in NAMES if users[name] != usual["Config"]["User"]] == ["shop-integration-api"]
    assert [name for name in NAMES if memories[name] != usual["HostConfig"]["Memory"]] == ["shop-production-worker"]
    assert [name for name in NAMES if images[name] != usual["Image"]] == ["shop-production-api"]
    assert {name: paths for name, paths in mounts.items() if paths} == {
        "shop-production-worker": ["/opt/shop/templates"]
    }


def test_the_hidden_directory_is_empty(drifted, running_engine):
    answer = running_engine.request("GET", "/containers/shop-production-worker/archive?path=/opt/shop/templates")
    with tarfile.open(fileobj=io.BytesIO(answer.body)) as archive:
        assert [member.name.strip("/") for member in archive] == ["templates"]


def test_all_drifts_are_found_and_nothing_else(drifted):
    matched = found(drifted)
    assert matched.is_exact, said(matched)
    assert len(matched.found) == len(INJECTORS)
