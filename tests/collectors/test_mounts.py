from typing import Any

import pytest

from drift.collectors import mounts
from drift.collectors.interface import Unreadable
from drift.collectors.mounts import Mount
from tests.collectors.recorded import ENGINES, image, kind, said

ANONYMOUS = "0123456789abcdef" * 4


def read(*listed: dict[str, Any], labels: dict[str, str] | None = None, **config: Any) -> list[Mount]:
    return list(mounts.of_container({"Mounts": list(listed), "Config": {"Labels": labels}}, config, "docker"))


def volume(name: str, destination: str = "/data") -> dict[str, Any]:
    return {
        "Type": "volume",
        "Name": name,
        "Source": f"/var/lib/docker/volumes/{name}/_data",
        "Destination": destination,
        "RW": True,
    }


@pytest.mark.parametrize("engine", ENGINES)
def test_every_kind_of_mount_is_found_on_every_engine(engine):
    found = {
        one.destination: one for one in mounts.of_container(said(engine, "mounts"), image("full").config, kind(engine))
    }
    assert found == {
        "/anon": Mount("/anon", "volume", "", rw=True),
        "/bound": Mount("/bound", "bind", "/srv/bound", rw=False),
        "/data": Mount("/data", "volume", "named", rw=True),
        "/etc/f.conf": Mount("/etc/f.conf", "bind", "/srv/bound/f", rw=True),
        "/run": Mount("/run", "tmpfs", "", rw=True),
        "/scratch": Mount("/scratch", "tmpfs", "", rw=True),
    }


@pytest.mark.parametrize("engine", ENGINES)
def test_the_places_of_all_mounts_are_known_those_of_the_image_too(engine):
    listed = {"anon", "bound", "data", "etc/f.conf", "run", "scratch", "vol"}
    of_the_kernel = {"dev", "proc", "sys"}
    written = {"etc/hosts", "etc/hostname"} | ({"etc/resolv.conf"} if kind(engine) == "docker" else set())
    assert mounts.destinations(said(engine, "mounts")) == listed | of_the_kernel | written


def test_files_that_the_engine_does_not_write_are_no_mounts():
    assert mounts.destinations({"HostsPath": ""}) == {"dev", "proc", "sys"}


def test_an_anonymous_volume_that_the_image_asks_for_is_no_mount():
    assert read(volume(ANONYMOUS), Volumes={"/data/": {}}) == []
    assert read(volume(ANONYMOUS), Volumes={}) == [Mount("/data", "volume", "", rw=True)]


def test_a_named_volume_where_the_image_asks_for_one_is_a_mount():
    assert read(volume("db"), Volumes={"/data": {}}) == [Mount("/data", "volume", "db", rw=True)]


def test_a_volume_of_the_project_has_the_same_name_in_every_project():
    (mount,) = read(volume("shop-dev_db"), labels={"com.docker.compose.project": "shop-dev"})
    assert mount.source == "{project}_db"


def test_a_pods_own_path_is_the_same_for_every_pod():
    source = "/var/lib/kubelet/pods/9f1c2d3e-4b5a-4678-9abc-def012345678/volumes/x"
    (mount,) = read({"Type": "bind", "Source": source, "Destination": "/x", "RW": True})
    assert mount.source == "/var/lib/kubelet/pods/*/volumes/x"


def test_what_the_engine_mounts_for_each_container_is_left_out():
    assert read({"Type": "bind", "Source": "/x", "Destination": "/etc/hosts", "RW": True}) == []


@pytest.mark.parametrize(("written", "normal"), [("/a/", "/a"), ("//a//b", "/a/b"), ("/a/../b", "/b"), ("/../..", "/")])
def test_a_destination_is_normalised(written, normal):
    (mount,) = read({"Type": "bind", "Source": "/x", "Destination": written, "RW": True})
    assert (mount.destination, mount.path) == (normal, normal.lstrip("/"))


@pytest.mark.parametrize(
    "listed", [{"Type": "bind"}, {"Type": 1, "Destination": "/a"}, {"Type": "bind", "Destination": "/a", "RW": "yes"}]
)
def test_a_mount_that_is_none_is_refused(listed):
    with pytest.raises(Unreadable):
        read(listed)
