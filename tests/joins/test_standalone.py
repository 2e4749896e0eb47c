from drift.joins.snapshot import packages_of
from tests.collectors.libraries.elves import elf
from tests.joins.trees import root

STATUS = b"Package: busybox\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1:1.35.0-4\n"
BUSYBOX = elf(kind=2, rest=b"BusyBox v1.36.1 (2024-01-01 00:00:00 UTC) multi-call binary.\0")


def keys(contents: dict[str, bytes]) -> list[str]:
    section = packages_of(*root(contents))
    assert section.set is not None, section.reason
    return [one.key for one in section.set.records]


def test_a_program_that_stands_alone_is_a_package():
    assert keys({"bin/busybox": BUSYBOX}) == ["pkg:generic/busybox#/bin/busybox"]


def test_a_program_that_a_package_owns_is_none():
    database = {"var/lib/dpkg/status": STATUS, "var/lib/dpkg/info/busybox.list": b"/bin/busybox\n"}
    assert keys(database | {"bin/busybox": BUSYBOX}) == ["pkg:deb/debian/busybox"]
    assert keys(database | {"opt/busybox": BUSYBOX}) == ["pkg:deb/debian/busybox", "pkg:generic/busybox#/opt/busybox"]
