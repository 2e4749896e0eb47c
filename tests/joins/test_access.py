import pytest

from drift.joins.access import READ, RUN, WRITE, User, user_of
from drift.model.entries import Entry, FileType
from tests.joins.snapshots import runs_as, snapshot

ROOT = User(0, 0, capabilities=frozenset({"DAC_OVERRIDE"}))
APP = User(1000, 1000, frozenset({44}))


def file(mode: int, uid: int = 0, gid: int = 0, type_: FileType = FileType.REGULAR) -> Entry:
    return Entry("x", type_, mode, uid, gid)


@pytest.mark.parametrize(
    ("user", "entry", "rights"),
    [
        (APP, file(0o640), 0),
        (APP, file(0o640, gid=44), READ),
        (APP, file(0o604, gid=44), 0),  # its group has fewer rights than others, and the group counts
        (APP, file(0o400, uid=1000), READ),
        (APP, file(0o755), READ | RUN),
        (ROOT, file(0o000), READ | WRITE),
        (ROOT, file(0o001), READ | WRITE | RUN),
        (ROOT, file(0o000, type_=FileType.DIRECTORY), READ | WRITE | RUN),
        (User(0, 0), file(0o600, uid=1000), 0),
        (User(0, 0, capabilities=frozenset({"DAC_READ_SEARCH"})), file(0o600, uid=1000), READ),
    ],
)
def test_rights_follow_owner_group_others_and_capabilities(user, entry, rights):
    assert user.may(entry) == rights


def test_the_user_has_the_groups_that_the_engine_adds_by_number_or_name():
    accounts = {
        **runs_as(1000, 1000, (7,)),
        "group:video": {"gid": 44, "members": []},
        "group:odd": {"gid": "x", "members": []},
    }
    user = user_of(
        snapshot(accounts=accounts, runtime={"group_add": ["video", "55", "nobody knows", "odd", "9" * 5000]})
    )
    assert user == User(1000, 1000, frozenset({7, 44, 55}))


@pytest.mark.parametrize(
    ("runtime", "overrides"),
    [
        ({}, True),
        ({"cap_drop": ["ALL"]}, False),
        ({"cap_drop": ["DAC_OVERRIDE"]}, False),
        ({"cap_drop": ["ALL"], "cap_add": ["DAC_OVERRIDE"]}, True),
        ({"cap_drop": ["ALL"], "privileged": True}, True),
    ],
)
def test_root_reads_everything_unless_the_capability_is_dropped(runtime, overrides):
    user = user_of(snapshot(accounts=runs_as(0), runtime=runtime))
    assert user is not None
    assert ("DAC_OVERRIDE" in user.capabilities) is overrides


def test_another_user_has_no_capabilities():
    user = user_of(snapshot(accounts=runs_as(1000), runtime={"cap_add": ["ALL"]}))
    assert user is not None
    assert not user.capabilities


def test_a_user_without_a_number_is_not_known():
    assert (
        user_of(snapshot(accounts={"runs-as": {"user": "app", "uid": None, "gid": 0, "missing": ["user app"]}})) is None
    )
    assert user_of(snapshot()) is None
