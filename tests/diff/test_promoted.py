import pytest

from drift.diff.compare import compare
from drift.diff.promoted import after_promotion
from drift.diff.sides import Viewed
from drift.model.changes import ChangeType, Relation, Side
from drift.model.records import Kind
from drift.model.snapshot import Section, Snapshot
from drift.tree.fold import fold
from tests.diff.sides import section


def env(**values: str) -> Section:
    return section(Kind.ENV, {name: {"value": value} for name, value in values.items()})


def side(own: Section, of_image: Section | None, number: int, kind: Kind = Kind.ENV) -> Viewed:
    """What it has, and what its image has; sides with another number run another image."""
    identity = bytes([number]) * 32
    image = Snapshot(identity, {kind: of_image}) if of_image else None
    own_side = Snapshot(identity, {kind: own})
    return Viewed(Side(f"container:{number}"), own_side, image, lambda: fold([]), lambda _digest, _name: None)


def changes(before, after):
    found = compare(Relation.ENVIRONMENTS, "web", *after_promotion(before, after)).changes
    return {(one.key, one.change) for one in found}


def test_what_the_tested_image_brings_is_there_after_the_promotion():
    tested = side(env(A="1", NEW="1", URL="x"), env(A="1", NEW="1"), 1)
    target = side(env(A="0", URL="x"), env(A="0"), 2)
    assert changes(tested, target) == set()


def test_what_only_the_old_image_brought_is_gone_after_the_promotion():
    tested = side(env(OLD="1"), env(), 1)
    target = side(env(OLD="1"), env(OLD="1"), 2)
    assert changes(tested, target) == {("OLD", ChangeType.REMOVED)}


def test_what_the_target_sets_or_takes_away_by_itself_stays_so():
    tested = side(env(A="1", B="1"), env(A="1", B="1"), 1)
    target = side(env(A="mine"), env(A="0", B="0"), 2)
    assert changes(tested, target) == {("A", ChangeType.CHANGED), ("B", ChangeType.REMOVED)}


@pytest.mark.parametrize("fields", [{"hides": {"count": 3}}, {"stale": {"differ": 1}}])
def test_a_mount_is_not_another_because_the_images_have_other_files_below_it(fields):
    mount = {"type": "volume", "source": "data", "rw": True}
    tested, target = (
        side(section(Kind.MOUNTS, {"/data": one}), section(Kind.MOUNTS, {}), number, Kind.MOUNTS)
        for number, one in enumerate((mount, mount | fields))
    )
    assert changes(tested, target) == set()


def test_where_an_image_is_not_known_nobody_can_say():
    tested, target = side(env(A="1"), env(A="1"), 1), side(env(A="1"), None, 2)
    assert changes(tested, target) == {("", ChangeType.INCOMPARABLE)}
