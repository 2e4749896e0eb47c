from collections.abc import Iterator
from typing import Any

import pytest

from drift.collectors.interface import Unreadable
from drift.collectors.mounts import Mount
from drift.joins.mounts import mounts
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
