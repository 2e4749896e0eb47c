import pytest

from drift.model.settings import Notify
from drift.notify import recipients


def found(notify: Notify, **environ: str) -> list[tuple[str, str]]:
    all_of_them = recipients(notify, environ)
    assert all_of_them.problems == ()
    return [(one.name, one.address) for one in all_of_them.found]


def problem(notify: Notify, **environ: str) -> str:
    (said,) = recipients(notify, environ).problems
    return str(said)


@pytest.fixture
def file(tmp_path):
    def write(content: str | bytes, mode: int = 0o600) -> str:
        path = tmp_path / "notify"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        path.chmod(mode)
        return str(path)

    return write


def test_addresses_come_from_variables_from_a_file_and_from_the_policy(file):
    path = file("# ours\n\nslack://a/b\n  mailto://h?to=x  \n")
    notify = Notify(to=("$ONE", "${TWO}", "https://hooks.example/x"), file=path)
    assert found(notify, ONE="json://a", TWO="gotify://b\nhttps://c") == [
        ("$ONE (json)", "json://a"),
        ("$TWO #1 (gotify)", "gotify://b"),
        ("$TWO #2 (https)", "https://c"),
        ("https://hooks.example/x", "https://hooks.example/x"),
        (f"{path} #1 (slack)", "slack://a/b"),
        (f"{path} #2 (mailto)", "mailto://h?to=x"),
    ]


def test_an_address_that_is_named_twice_is_told_once():
    assert len(found(Notify(to=("$ONE", "$TWO")), ONE="json://a", TWO="json://a")) == 1


@pytest.mark.parametrize("environ", [{}, {"ONE": ""}, {"ONE": " \n"}])
def test_a_variable_that_is_not_set_is_a_problem_and_the_others_are_told(environ):
    every = recipients(Notify(to=("$ONE", "https://a.example/x")), environ)
    assert [str(one) for one in every.problems] == [
        "notify.to: the variable ONE is not set; set it where drift runs, or name a file with addresses under notify.file"
    ]
    assert len(every.found) == 1


@pytest.mark.parametrize("content", ["ops", "://x", "mailto://", "a b"])
def test_what_is_no_address_is_said_without_it(content):
    said = problem(Notify(to=("$ONE",)), ONE=f"secret{content}" if "://" not in content else content)
    assert said.endswith("this is no address; write it as mailto://…, slack://… or https://…")
    assert "secret" not in said


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o620])
def test_a_file_that_others_can_read_is_refused(file, mode):
    path = file("slack://a/b", mode)
    assert problem(Notify(file=path)) == (f"notify.file: others can read {path!r} (mode {mode:04o}); chmod 600 {path}")


def test_a_file_that_is_none_is_a_problem(file, tmp_path):
    assert problem(Notify(file=str(tmp_path))).startswith(f"notify.file: {str(tmp_path)!r} cannot be read: Is a dir")
    assert problem(Notify(file="/dev/null")) == "notify.file: '/dev/null' is no regular file; name another"
    missing = str(tmp_path / "missing")
    assert problem(Notify(file=missing)).startswith(f"notify.file: {missing!r} cannot be read: No such file")
    path = file("# nothing\n")
    assert problem(Notify(file=path)) == f"notify.file: {path!r} has no address in it; write one in each line"
    assert problem(Notify(file=file(b"\xff\xfe"))).endswith("is not UTF-8; save it as UTF-8")


def test_a_recipient_is_known_by_a_fingerprint_that_another_key_does_not_give():
    (one,) = recipients(Notify(to=("$ONE",)), {"ONE": "slack://secret/b"}).found
    assert one.fingerprint(b"k" * 16) == one.fingerprint(b"k" * 16) != one.fingerprint(b"l" * 16)
    assert "secret" not in repr(one) + one.name + one.fingerprint(b"k" * 16)
