"""What runs in a container, from a /proc that is made here: its files are plain, its namespaces and executables are links."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from drift.model.running import Stale
from drift.source import running
from drift.source.not_on_host import NotOnHost
from drift.source.process import Process, process
from drift.source.running import cpu_level, limits, unlinked_mappings

MAPS = b"7f0000-7f1000 %s 00000000 fe:01 %d %s\n"
LIMITS = """Limit                     Soft Limit           Hard Limit           Units
Max cpu time              unlimited            unlimited            seconds
Max open files            1024                 1048576              files
Max pending signals       63432                63432                signals
Max nice priority         0                    0
"""
V2 = "lm cx16 lahf_lm popcnt sse4_1 sse4_2 ssse3"
V3 = f"{V2} abm avx avx2 bmi1 bmi2 f16c fma movbe xsave"


def mapping(path: str, rights: str = "r-xp", inode: int = 9) -> bytes:
    return MAPS % (rights.encode(), inode, path.encode())


class Host:
    """A root with a /proc, and in it the container's first process, number 1."""

    def __init__(self, root: Path) -> None:
        self.root = root / "host"
        self.inside = root / "inside"
        (self.inside / "usr/bin").mkdir(parents=True)
        self.spaces = root / "spaces"
        self.spaces.mkdir()
        self.add(1)
        (self.root / "proc/stat").write_text("btime 4000000000\n")
        (self.root / "proc/cpuinfo").write_text(
            f"processor\t: 0\nflags\t\t: fpu {V2}\n\nprocessor\t: 1\nflags : {V3}\n"
        )

    def add(self, number: int, exe: str = "/usr/bin/app", maps: bytes = b"", space: str = "own") -> None:
        folder = self.root / "proc" / str(number)
        (folder / "ns").mkdir(parents=True)
        (self.spaces / space).touch()
        (folder / "ns/mnt").symlink_to(self.spaces / space)
        (folder / "exe").symlink_to(exe)
        (folder / "root").symlink_to(self.inside)
        (folder / "maps").write_bytes(maps)
        (folder / "limits").write_text(LIMITS)
        (folder / "stat").write_text(f"{number} (app) S {' '.join(['0'] * 30)}")
        self.mounted(number)

    def mounted(self, number: int, *mounts: tuple[str, str]) -> None:
        lines = (f"36 35 98:0 {root} {point} rw - ext4 /dev/x rw\n" for root, point in (("/", "/"), *mounts))
        (self.root / "proc" / str(number) / "mountinfo").write_text("".join(lines))

    @contextmanager
    def first(self) -> Iterator[Process]:
        root = os.open(self.root, os.O_RDONLY | os.O_DIRECTORY)
        try:
            with process(root, 1) as found:
                yield found
        finally:
            os.close(root)

    def stale(self) -> dict[str, Stale]:
        with self.first() as first:
            return dict(running.running(first, lambda: None).stale)


@pytest.fixture
def host(tmp_path) -> Host:
    return Host(tmp_path)


def test_a_process_whose_files_lie_on_disk_runs_nothing_stale(host):
    host.add(2, maps=mapping("/usr/lib/libc.so.6") + mapping("", "r-xp", 0))
    assert host.stale() == {}


def test_an_executable_and_a_library_that_are_gone_are_found_with_what_stands_there_now(host):
    (host.inside / "usr/bin/server").write_text("new")
    host.add(2, "/usr/bin/server (deleted)", mapping("/usr/bin/server (deleted)") + mapping("/usr/lib/a.so (deleted)"))
    assert host.stale() == {
        "/usr/bin/server": Stale("executable", "replaced"),
        "/usr/lib/a.so": Stale("library", "deleted"),
    }


def test_a_process_of_another_mount_namespace_is_another_container_s(host):
    host.add(2, "/usr/bin/server (deleted)", space="another")
    assert host.stale() == {}


def test_a_process_that_ends_while_it_is_looked_at_is_left_out(host):
    host.add(2, "/usr/bin/server (deleted)")
    (host.root / "proc/2/maps").unlink()
    assert host.stale() == {}


def test_a_name_that_ends_like_the_kernel_s_word_is_a_name(host):
    (host.inside / "usr/bin/odd (deleted)").write_text("x")
    host.add(2, "/usr/bin/odd (deleted)")
    assert host.stale() == {}


def test_a_link_in_the_container_leads_nowhere(host, tmp_path):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/server").write_text("x")
    (host.inside / "opt").symlink_to(tmp_path / "outside")
    host.add(2, "/opt/server (deleted)")
    assert host.stale() == {"/opt/server": Stale("executable", "deleted")}


def test_below_a_mount_nothing_is_looked_up(host):
    (host.inside / "data").mkdir()
    (host.inside / "data/server").write_text("x")
    host.mounted(1, ("/", "/data"))
    host.add(2, "/data/server (deleted)")
    assert host.stale() == {"/data/server": Stale("executable", "unlinked")}


def test_a_mounted_file_whose_name_has_gone_on_the_host_is_stale_but_for_the_engine_s_own(host):
    host.mounted(
        1, ("/srv/a.conf//deleted", "/etc/a.conf"), ("/srv/b.conf", "/etc/b.conf"), ("/x//deleted", "/etc/hosts")
    )
    assert host.stale() == {"/etc/a.conf": Stale("mount", "unlinked")}


def test_limits_and_cpu_are_read_with_it(host):
    with host.first() as first:
        found = running.running(first, lambda: None)
    assert found.limits == {"cpu": ("unlimited", "unlimited"), "nofile": ("1024", "1048576")}
    assert found.cpu_level == "x86-64-v2"


def test_more_files_than_a_program_has_are_not_taken_for_what_runs(host, monkeypatch):
    monkeypatch.setattr(running, "MOST_STALE", 2)
    host.add(2, maps=b"".join(mapping(f"/usr/lib/{n}.so (deleted)") for n in range(3)))
    with pytest.raises(NotOnHost, match="more than 2 files"):
        host.stale()


@pytest.mark.parametrize(
    "path",
    [
        "/SYSV00000000",
        "/dev/shm/x",
        "/dev/zero",
        "/memfd:runc_cloned:/proc/self/exe",
        "/tmp/.jit",
        "/var/tmp/x.so",
        "/run/x.so",
        "/var/run/x.so",
        "/[aio]",
        "/drm",
        "/home/me/orcexec.Ab12",
        "/var/lib/#123",
        "/root/jna42.tmp",
    ],
)
def test_what_is_made_to_be_mapped_and_deleted_is_no_stale_code(path):
    assert list(unlinked_mappings(mapping(f"{path} (deleted)"))) == []


def test_only_what_is_mapped_to_be_executed_counts():
    lines = (
        mapping("/usr/lib/a.so (deleted)", "r--p") + mapping("/usr/lib/b.so (deleted)", inode=0) + b"cut (deleted)\n"
    )
    assert list(unlinked_mappings(lines)) == []
    assert list(unlinked_mappings(mapping("/usr/lib/a b\\012c.so (deleted)"))) == [b"/usr/lib/a b\nc.so"]


@pytest.mark.parametrize(
    ("flags", "level"),
    [
        ("lm", "x86-64"),
        (V2, "x86-64-v2"),
        (V3, "x86-64-v3"),
        (V3.replace("abm ", ""), "x86-64-v2"),
        (f"{V3} avx512bw avx512cd avx512dq avx512f avx512vl", "x86-64-v4"),
        ("fpu", ""),
    ],
)
def test_the_level_of_a_cpu_is_the_highest_of_which_it_has_all(flags, level):
    assert cpu_level(f"flags\t\t: {flags}\n".encode()) == level


def test_another_machine_has_no_such_level():
    assert cpu_level(b"processor\t: 0\nFeatures\t: fp asimd\n") == ""


def test_limits_that_cannot_be_understood_are_left_out():
    assert limits(b"Max open files\nMax stack size   1\n\xff") == {}
