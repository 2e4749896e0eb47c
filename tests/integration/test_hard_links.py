"""What engines make of a hard link whose header in a layer is not as its target's: the last one counts, for all names of the file."""

import os
import tarfile
from pathlib import Path

import pytest

from tests.engines import images
from tests.engines.engine import EngineError
from tests.integration.drifts import CAPABILITY

CAPABLE = {"SCHILY.xattr.security.capability": CAPABILITY.decode("utf-8", "surrogateescape")}


def hard_link(name: str, target: str, **fields):
    return images.member(name, type=tarfile.LNKTYPE, linkname=target, **fields)


LINKED = images.tar(
    [
        images.folder("srv/links"),
        images.member("srv/links/a", b"x"),
        hard_link("srv/links/a2", "srv/links/a", mode=0o600, uid=33, gid=44, mtime=1_600_000_000),
        images.member("srv/links/b", b"x", mode=0o4755, uid=7),
        hard_link("srv/links/b2", "srv/links/b", mode=0o755, uid=7),
        images.member("srv/links/c", b"x", mode=0o4755),
        hard_link("srv/links/c2", "srv/links/c", mode=0o4755),
        images.member("srv/links/d", b"x"),
        hard_link("srv/links/d2", "srv/links/d", mode=0o640, uid=1),
        hard_link("srv/links/d3", "srv/links/d2", mode=0o644, uid=2),
        images.link("srv/links/s", "a", uid=5),
        hard_link("srv/links/s2", "srv/links/s", mode=0o777, uid=6),
        images.member("srv/links/e", b"x"),
        hard_link("srv/links/e2", "srv/links/e", pax_headers=CAPABLE),
        images.member("srv/links/f", b"x", pax_headers=CAPABLE),
        hard_link("srv/links/f2", "srv/links/f"),
    ]
)
MODES_AND_OWNERS = {
    **dict.fromkeys(("a", "a2"), "600 33:44 1600000000"),
    **dict.fromkeys(("b", "b2"), "755 7:0 1700000000"),
    **dict.fromkeys(("c", "c2"), "4755 0:0 1700000000"),
    **dict.fromkeys(("d", "d2", "d3"), "644 2:0 1700000000"),
    **dict.fromkeys(("s", "s2"), "777 6:0 1700000000"),
    **dict.fromkeys(("e", "e2", "f", "f2"), "644 0:0 1700000000"),
}


@pytest.fixture
def linked(engine) -> str:
    engine.load(images.save_archive([images.tiny_root(), LINKED], {"Cmd": ["/bin/sleep", "1000"]}, "linked:1"))
    return "linked:1"


def test_a_file_has_mode_owner_and_time_of_the_last_header_that_names_it(engine, linked):
    said = engine.run(linked).sh("cd /srv/links; stat -c '%n %a %u:%g %Y' *").decode()
    assert dict(line.split(" ", 1) for line in said.splitlines()) == MODES_AND_OWNERS


def test_a_capability_comes_with_a_link_and_goes_with_one_that_has_none(engine, linked):
    """chown(2) takes it away, and an engine does that for each header before it sets what the header has; Podman where the owner is another."""
    root = Path(f"/proc/{engine.run(linked).inspect()['State']['Pid']}/root/srv/links")
    kept = CAPABILITY if engine.kind == "podman" else b""
    assert [capability(root / name) for name in ("e", "e2", "f", "f2")] == [CAPABILITY, CAPABILITY, kept, kept]


def test_a_link_to_a_file_of_a_lower_layer_is_refused(engine):
    upper = images.tar([hard_link("srv/passwd", "etc/passwd")])
    archive = images.save_archive([images.tiny_root(), upper], {"Cmd": ["/bin/sleep", "1000"]}, "across:1")
    with pytest.raises(EngineError, match="no such file or directory"):
        engine.load(archive)


def capability(path: Path) -> bytes:
    try:
        return os.getxattr(path, "security.capability")
    except OSError:
        return b""
