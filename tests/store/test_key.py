import hashlib
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from drift.errors import StoreError
from drift.store import find_key, key_path, load_key
from drift.store.key import _create

ROOT = Path(__file__).parents[2]
TEXT = "0123456789abcdef0123456789abcdef"


def secret_file(tmp_path: Path, content: str = TEXT + "\n", mode: int = 0o600) -> Path:
    path = tmp_path / "secret"
    path.write_text(content)
    path.chmod(mode)
    return path


def test_a_key_is_made_beside_the_store_at_first_use_for_its_owner_alone(path):
    made = load_key(path, {})

    assert made.created
    assert made.origin == str(key_path(path)) == f"{path}.key"
    assert stat.S_IMODE(key_path(path).stat().st_mode) == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["drift.db.key"]


def test_the_key_is_the_same_the_next_time(path):
    made = load_key(path, {})

    again = load_key(path, {})

    assert (again.value, again.created) == (made.value, False)
    assert find_key(path, {}) == again


def test_two_stores_have_two_keys(tmp_path):
    assert load_key(tmp_path / "a.db", {}).value != load_key(tmp_path / "b.db", {}).value


def test_the_environment_wins_over_the_file_and_makes_none(path):
    key = load_key(path, {"DRIFT_KEY": TEXT, "DRIFT_KEY_FILE": "/nowhere"})

    assert (key.value, key.origin, key.created) == (TEXT.encode(), "DRIFT_KEY", False)
    assert not key_path(path).exists()


def test_one_key_is_the_same_key_from_wherever_it_comes(path, tmp_path):
    file = secret_file(tmp_path)

    from_file = load_key(path, {"DRIFT_KEY_FILE": str(file)})

    assert from_file.value == load_key(path, {"DRIFT_KEY": TEXT}).value
    assert from_file.origin == str(file)


def test_the_key_id_is_the_start_of_its_sha256(path):
    assert load_key(path, {"DRIFT_KEY": TEXT}).key_id == hashlib.sha256(TEXT.encode()).hexdigest()[:8]


def test_a_key_does_not_show_itself(path):
    assert TEXT not in repr(load_key(path, {"DRIFT_KEY": TEXT}))


def test_looking_for_a_key_makes_none(path):
    assert find_key(path, {}) is None
    assert not key_path(path).exists()


def test_an_empty_variable_is_none(path):
    assert find_key(path, {"DRIFT_KEY": "", "DRIFT_KEY_FILE": ""}) is None


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_key_that_others_can_read_is_refused(path, tmp_path, mode):
    file = secret_file(tmp_path, mode=mode)

    with pytest.raises(StoreError, match="chmod 600"):
        load_key(path, {"DRIFT_KEY_FILE": str(file)})


def test_the_key_beside_the_store_is_held_to_the_same(path):
    load_key(path, {})
    key_path(path).chmod(0o644)

    with pytest.raises(StoreError, match="open to others"):
        load_key(path, {})


@pytest.mark.parametrize("content", ["", "short", "x" * 5000])
def test_a_key_that_is_too_short_or_no_key_is_refused(path, tmp_path, content):
    with pytest.raises(StoreError, match="openssl rand"):
        load_key(path, {"DRIFT_KEY_FILE": str(secret_file(tmp_path, content))})


def test_a_key_file_that_is_not_there_is_one_line(path):
    with pytest.raises(StoreError, match="No such file") as caught:
        load_key(path, {"DRIFT_KEY_FILE": "/nowhere/key"})
    assert "\n" not in str(caught.value)


def test_a_key_file_that_is_a_pipe_does_not_hang(path, tmp_path):
    os.mkfifo(tmp_path / "pipe", 0o600)

    with pytest.raises(StoreError):
        load_key(path, {"DRIFT_KEY_FILE": str(tmp_path / "pipe")})


def test_a_key_that_cannot_be_made_says_what_to_set(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(StoreError, match="set DRIFT_KEY"):
        load_key(tmp_path / "file" / "drift.db", {})


def test_a_key_that_another_process_made_first_is_not_replaced(path):
    made = load_key(path, {})

    assert not _create(key_path(path))
    assert load_key(path, {}).value == made.value


def test_of_many_processes_that_make_a_key_at_once_one_wins(path):
    program = (
        "import sys; from pathlib import Path; from drift.store import load_key\n"
        "sys.stdin.read()\n"  # all wait for the starting gun
        "key = load_key(Path(sys.argv[1]), {}); print(key.key_id, key.created)"
    )
    command = [sys.executable, "-c", program, path]
    running = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) for _ in range(6)
    ]
    for one in running:
        assert one.stdin
        one.stdin.close()
    said = []
    for one in running:
        assert one.stdout
        said.append(one.stdout.read().split())
        one.stdout.close()
        assert one.wait() == 0

    assert len({key_id for key_id, _ in said}) == 1
    assert sorted(created for _, created in said).count("True") == 1
    assert [one.name for one in path.parent.iterdir()] == ["drift.db.key"]
