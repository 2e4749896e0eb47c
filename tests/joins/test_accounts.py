import pytest

from drift.collectors.reading import FactIndex
from drift.joins.accounts import accounts, runs_as
from drift.model.facts import Status
from drift.model.records import RUNS_AS
from tests.joins.trees import link, regular, root, tree_of

PASSWD = b"root:x:0:0:root:/root:/bin/sh\napp:x:1000:1001::/srv:/bin/sh\napp:x:9:9::/:\nnobody:x:65534:65534::/:\n"
GROUP = b"root:x:0:\nstaff:x:50:app,zoe\nlogs:x:4:app\nown:x:1001:\n"


def of(user: str | None, passwd: bytes = PASSWD, group: bytes = GROUP):
    tree, facts = root({"etc/passwd": passwd, "etc/group": group})
    section = accounts(tree, tree, facts, user)
    assert section.set is not None, section.reason
    return {one.key: one.value for one in section.set.records}


def test_users_and_groups_are_records_by_name_and_the_first_of_a_name_counts():
    found = of(None)
    assert found.keys() == {
        "user:root", "user:app", "user:nobody", "group:root", "group:staff", "group:logs", "group:own",
    }  # fmt: skip
    assert found["user:app"]["uid"] == 1000
    assert found["group:staff"] == {"gid": 50, "members": ["app", "zoe"]}


@pytest.mark.parametrize(
    ("user", "numbers"),
    [
        ("", (0, 0, "root", [])),
        ("app", (1000, 1001, "app", [4, 50])),
        ("app:staff", (1000, 50, "app", [])),
        ("1000", (1000, 1001, "app", [4, 50])),
        ("1000:7", (1000, 7, "app", [])),
        ("4242", (4242, 0, None, [])),
        ("4242:logs", (4242, 4, None, [])),
    ],
)
def test_a_user_is_found_as_a_runtime_finds_it(user, numbers):
    found = of(user)[RUNS_AS]
    assert (found["uid"], found["gid"], found["account"], found["groups"]) == numbers
    assert "missing" not in found


@pytest.mark.parametrize(
    ("user", "missing"),
    [("ghost", ["user ghost"]), ("app:ghosts", ["group ghosts"]), ("a:b", ["user a", "group b"]), ("٣", ["user ٣"])],
)
def test_a_name_that_is_nowhere_is_missing(user, missing):
    assert of(user)[RUNS_AS]["missing"] == missing


def test_an_image_without_accounts_runs_as_root_by_number():
    tree = tree_of(regular("app"))
    section = accounts(tree, tree, FactIndex(), "")
    assert section.set is not None
    assert [(one.key, one.value["uid"], one.value["account"]) for one in section.set.records] == [(RUNS_AS, 0, None)]


def test_accounts_that_were_not_read_are_failed_and_not_absent():
    tree = tree_of(regular("etc/passwd", b"x"))
    assert accounts(tree, tree, FactIndex(), "").status is Status.FAILED


def test_a_link_in_place_of_the_file_is_no_file():
    tree = tree_of(link("etc/passwd", "/data/passwd"))
    assert accounts(tree, tree, FactIndex(), "").status is Status.OK


def test_a_number_is_never_a_name():
    assert runs_as("7", {"7": {"name": "7", "uid": 1, "gid": 1}}, {})["uid"] == 7
