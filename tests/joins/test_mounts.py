from collections.abc import Iterator
from typing import Any

import pytest

from drift.collectors.interface import Unreadable
from drift.collectors.mounts import Mount
from drift.joins.mounts import mounts
from drift.model.entries import Entry
from drift.model.facts import Status
from tests.joins.trees import directory, link, regular, tree_of

IMAGE = tree_of(
    *(regular(f"data/{n}", b"x") for n in range(7)),
    regular("data/sub/deep", b"x"),
    link("data/link", "/elsewhere"),
    regular("etc/app.conf", b"x"),
    directory("empty/sub"),
)


def hidden(destination: str) -> Any:
    section = mounts(lambda: [Mount(destination, "bind", "/src", rw=True)], IMAGE)
    assert section.set is not None
    return section.set.records[0].value.get("hides")


def test_a_mount_hides_the_images_files_below_it():
    assert hidden("/data") == {"count": 9, "examples": ["/data/0", "/data/1", "/data/2", "/data/3", "/data/4"]}


def test_a_mount_over_one_file_hides_it():
    assert hidden("/etc/app.conf") == {"count": 1, "examples": ["/etc/app.conf"]}


@pytest.mark.parametrize("destination", ["/dat", "/empty", "/none", "/data/0/below"])
def test_a_mount_over_nothing_hides_nothing(destination):
    assert hidden(destination) is None


def test_a_mount_over_the_root_hides_all():
    assert hidden("/")["count"] == 10


def test_without_the_image_nothing_is_said_of_what_is_hidden():
    section = mounts(lambda: [Mount("/data", "volume", "db", rw=False)], None)
    assert section.set is not None
    assert section.set.records[0].value == {"type": "volume", "source": "db", "rw": False}


def test_mounts_that_cannot_be_read_are_a_failure():
    def read() -> Iterator[Mount]:
        raise Unreadable("a mount without a Destination")

    section = mounts(read, IMAGE)
    assert (section.status, section.reason) == (Status.FAILED, "a mount without a Destination")


def stale(*held: Entry) -> Any:
    section = mounts(
        lambda: [Mount("/data", "volume", "v", rw=True)], IMAGE, {"/data": {one.path: one for one in held}}
    )
    assert section.set is not None
    return section.set.records[0].value["stale"]


SAME = (
    *(regular(f"data/{n}", b"x") for n in range(7)),
    regular("data/sub/deep", b"x"),
    link("data/link", "/elsewhere"),
)


def test_a_volume_with_the_image_s_files_has_nothing_stale():
    assert stale(*SAME) == {"differ": 0, "absent": 0, "examples": []}


def test_whose_a_volume_s_files_are_and_who_may_write_them_says_no_route_alike_and_is_not_compared():
    assert stale(*(one._replace(uid=33, gid=33, mode=0o666) for one in SAME))["differ"] == 0


@pytest.mark.parametrize("other", [regular("data/link", b""), link("data/link", "/other"), directory("data/link")])
def test_another_target_or_type_differs(other):
    assert stale(*SAME[:-1], other) == {"differ": 1, "absent": 0, "examples": ["/data/link"]}


def test_files_that_differ_are_named_before_those_that_are_not_there():
    held = [regular("data/sub/deep", b"old"), *SAME[3:7]]
    assert stale(*held) == {
        "differ": 1,
        "absent": 4,
        "examples": ["/data/sub/deep", "/data/0", "/data/1", "/data/2", "/data/link"],
    }


def test_a_volume_that_was_not_looked_into_only_hides():
    section = mounts(lambda: [Mount("/data", "volume", "v", rw=True)], IMAGE, {"/other": {}})
    assert section.set is not None
    assert set(section.set.records[0].value) == {"type", "source", "rw", "hides"}
