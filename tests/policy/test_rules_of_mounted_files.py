import pytest

from drift.model.changes import ChangeType, Relation
from drift.model.findings import Outcome
from drift.model.records import Kind
from drift.pipeline.mounted import not_read
from drift.policy.verdict import judge
from tests.diff.sides import side
from tests.policy.made import BUILT_IN, NOW, change, compared, judged, rule_of, told

ONE, OTHER = {"type": "file", "size": 3, "sha256": "aa"}, {"type": "file", "size": 3, "sha256": "bb"}
MOUNT = {"/etc/app/conf.d": {"type": "bind", "source": "/srv/conf.d", "rw": False}}


@pytest.mark.parametrize(("before", "after"), [(ONE, OTHER), (ONE, None), (None, ONE)])
@pytest.mark.parametrize(
    ("relation", "severity"),
    [(Relation.ENVIRONMENTS, "high"), (Relation.INSTANCES, "high"), (Relation.NOW_BEFORE, "medium")],
)
def test_a_mounted_file_that_differs_is_severe(before, after, relation, severity):
    one = change(Kind.MOUNTED, "/etc/app/conf.d/a", before, after)
    assert rule_of(one, relation) == ("mounted-file-differs", severity)


def test_fingerprints_of_two_keys_are_not_compared():
    sides = [{"type": "file", "size": 3, "hmac": "aa", "key_id": key} for key in "ab"]
    one = change(Kind.MOUNTED, "/etc/app/conf.d/key", *sides)
    assert rule_of(one, Relation.ENVIRONMENTS) == ("key-differs", "low")


def test_many_of_them_are_one_finding():
    changes = [change(Kind.MOUNTED, f"/etc/app/conf.d/{number}", ONE, OTHER) for number in range(30)]
    assert told(judged(compared(*changes, relation=Relation.ENVIRONMENTS))) == [
        ("mounted-file-differs", "/etc/app/conf.d")
    ]


@pytest.mark.parametrize(
    ("sections", "paths", "count"),
    [
        ({"mounts": MOUNT}, ("etc/app",), 1),
        ({"mounts": MOUNT}, ("etc/app/conf.d",), 1),
        ({"mounts": MOUNT}, ("etc/app/conf",), 0),
        ({"mounts": MOUNT}, (), 0),
        ({"mounts": MOUNT, "mounted": {}}, ("etc/app",), 0),
        ({"mounts": {"/etc/app/x": {"type": "tmpfs", "source": "", "rw": True}}}, ("etc/app",), 0),
        ({}, ("etc/app",), 0),
    ],
)
def test_a_scan_from_before_the_policy_named_a_mount_leaves_the_verdict_open(sections, paths, count):
    found = list(not_read(side(**sections).snapshot, paths))
    assert [one.change for one in found] == [ChangeType.INCOMPARABLE] * count
    verdict = judge([compared(*found)], None, BUILT_IN, NOW)
    assert (verdict.outcome is Outcome.UNJUDGED) is bool(count)
