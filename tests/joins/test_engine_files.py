from drift.collectors.reading import FactIndex
from drift.joins.engine_files import engine_files
from drift.model.entries import Entry
from drift.tree.delta import Delta
from tests.joins.trees import directory, facts_of, regular, tree_of

BEFORE = b"root:x:0:0:root:/root:/bin/sh\n"
PASSWD = BEFORE + b"1000:*:1000:1000:container user:/data:/bin/sh\n"
GROUP = b"1000:x:1000:1000\n"
IMAGE = tree_of(regular("etc/passwd", BEFORE))
IN_IMAGE = facts_of({"etc/passwd": BEFORE})


def explained(
    *changed: tuple[str, bytes], engine: str = "podman", user: str = "1000:1000", mode: int = 0o644
) -> set[str]:
    """Paths that the engine made, of files with these contents."""
    entries = [regular(path, content, mode=mode) for path, content in changed]
    return of_entries(entries, facts_of(dict(changed), behind=IN_IMAGE), engine, user)


def of_entries(entries: list[Entry], facts: FactIndex, engine: str, user: str = "") -> set[str]:
    delta = Delta({entry.path: entry for entry in entries}, frozenset({"etc/gone"}))
    return set(engine_files(delta, IMAGE, facts, engine=engine, mounts={"srv/conf"}, user=user))


def test_stubs_and_mount_points_are_explained():
    entries = [
        regular(".dockerenv", mode=0o755),
        directory("srv"),
        regular("srv/conf", mode=0o644),
        regular("srv/mine", b"x"),
    ]
    assert of_entries(entries, FactIndex(), "docker") == {".dockerenv", "srv", "srv/conf"}


def test_podmans_entries_for_the_containers_user_are_explained():
    assert explained(("etc/passwd", PASSWD), ("etc/group", GROUP)) == {"etc/passwd", "etc/group"}


def test_the_same_entries_are_drift_on_docker_and_for_another_user():
    assert explained(("etc/passwd", PASSWD), engine="docker") == set()
    assert explained(("etc/passwd", PASSWD), user="2000") == set()


def test_another_entry_is_drift():
    assert explained(("etc/passwd", PASSWD + b"evil::0:0::/:/bin/sh\n")) == set()
    assert explained(("etc/passwd", PASSWD.replace(b"root:x", b"root:"))) == set()


def test_another_mode_is_drift():
    assert explained(("etc/passwd", PASSWD), mode=0o666) == set()


def test_a_file_that_was_not_read_is_drift():
    assert of_entries([regular("etc/passwd", PASSWD)], FactIndex(), "podman", "1000:1000") == set()
