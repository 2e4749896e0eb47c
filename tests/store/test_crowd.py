import signal
import subprocess
import sys
from pathlib import Path

from drift.store import Store
from tests.store.crowd import ROUNDS
from tests.store.things import by_name

ROOT = Path(__file__).parents[2]
HOLD = """
import sys
from pathlib import Path
from drift.store.locking import scan_lock
with scan_lock(Path(sys.argv[1]), "ENGINE:A") as mine:
    print(mine, flush=True)
    sys.stdin.read()
"""


def together(path: Path, *parts: tuple[str, str]) -> None:
    """Start them all, let them begin at once, wait for all."""
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.store.crowd", does, str(path), name],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        for does, name in parts
    ]
    for one in running:
        assert one.stdin
        one.stdin.close()
    said = []
    for one in running:
        assert one.stderr
        with one.stderr:
            said.append(one.stderr.read())
        one.wait()
    assert [(one.returncode, text) for one, text in zip(running, said, strict=True)] == [(0, "")] * len(parts)


def test_several_scans_and_readers_at_once_lose_nothing(path):
    """The store is made by whoever comes first."""
    together(path, ("write", "dev"), ("write", "prod"), ("write", "staging"), ("read", "a"), ("read", "b"))

    with Store.open(path) as store:
        assert list(store.check()) == []
        assert len(store.history.observations()) == 3 * ROUNDS
        assert store.history.state(by_name).environments == ("dev", "prod", "staging")
        assert store._connection.value("SELECT count(*) FROM layer") == ROUNDS
        assert store._connection.value("SELECT count(*) FROM fact") == ROUNDS


def holder(path: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", HOLD, str(path)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)


def test_an_engine_is_scanned_into_a_store_by_one_process_at_a_time(store, path):
    with store.scan_lock("ENGINE:A") as mine, store.scan_lock("ENGINE:A") as other:
        assert (mine, other) == (True, False)
    with store.scan_lock("ENGINE:A") as again, store.scan_lock("ENGINE:B") as another:
        assert (again, another) == (True, True)


def test_a_lock_is_the_stores_by_whatever_path_it_is_named(store, path, tmp_path):
    (tmp_path / "link.db").symlink_to(path)

    with Store.open(tmp_path / "link.db") as linked, linked.scan_lock("ENGINE:A") as mine:
        assert mine
        with store.scan_lock("ENGINE:A") as other:
            assert not other


def test_a_killed_scan_holds_no_lock(store, path):
    with holder(path) as process:
        assert process.stdout
        assert process.stdout.readline() == "True\n"
        with store.scan_lock("ENGINE:A") as mine:
            assert not mine
        process.send_signal(signal.SIGKILL)
        process.wait()

        with store.scan_lock("ENGINE:A") as mine:
            assert mine


def test_lock_files_are_for_their_owner_alone(store, path):
    with store.scan_lock("../../etc/\udcff"):
        (lock,) = path.parent.glob("*.lock")
        assert lock.stat().st_mode & 0o777 == 0o600
