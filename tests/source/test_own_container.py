"""The container that drift runs in is known by the kernel's word, and only where the image asks for it."""

import pytest

from drift.source import own_container
from drift.source.own_container import VARIABLE, is_own

ID = "4f" * 32
MOUNTED = f"600 590 254:0 /var/lib/docker/containers/{ID}/hosts /etc/hosts rw,relatime - ext4 /dev/vda rw\n"


@pytest.fixture
def proc(tmp_path, monkeypatch):
    """A process that has only its mounts to say whose it is, as with control groups of its own."""
    (tmp_path / "cgroup").write_text("0::/\n")
    (tmp_path / "mountinfo").write_text(MOUNTED)
    monkeypatch.setattr(own_container, "PROCESS", tmp_path)


@pytest.mark.parametrize(("container", "said"), [(ID, True), ("5e" * 32, False)])
def test_it_is_the_one_of_this_process(proc, monkeypatch, container, said):
    monkeypatch.setenv(VARIABLE, "1")
    assert is_own(container) == said


def test_a_guest_in_somebody_s_container_hides_nothing(proc):
    assert not is_own(ID)
