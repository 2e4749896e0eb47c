"""Is there something at a path of a side?"""

from drift.model.entries import Entry, FileType
from drift.model.records import Kind
from drift.pipeline.present import Present
from tests.diff.sides import GONE, file, section, side


def link(path: str, target: str) -> Entry:
    return Entry(path, FileType.SYMLINK, 0o777, 0, 0, linkname=target)


def test_a_path_is_there_where_a_process_would_find_it():
    present = Present(
        side(
            image=[file("opt/app-1/run"), link("opt/app", "app-1"), link("opt/next", "app-2"), file("etc/a")],
            delta={"etc/a": GONE, "etc/b": file("etc/b")},
            mounts={"/data": {"type": "volume"}},
        )
    )
    assert present.has("/opt/app/run")
    assert present.has("/etc/b")
    assert not present.has("/opt/next/run")
    assert not present.has("/etc/a")


def test_of_what_nobody_can_know_a_path_counts_as_there():
    present = Present(side(mounts={"/data": {"type": "volume"}}))
    assert present.has("/data/orders")
    assert present.has("/run/app.pid")
    assert not present.has("/database")
    assert Present(side(files=section(Kind.FILES, {}).failed("the image was deleted"))).has("/anything")
