from datetime import UTC, datetime

from drift.diff.compare import compare
from drift.diff.majority import representative
from drift.model.changes import ChangeType, Relation
from drift.model.coverage import IMAGE_DIFFERS
from drift.model.records import Kind
from drift.model.snapshot import Coverage, EngineIdentity, Observation, Route, Section, ServiceName
from tests.diff.sides import file, side


def found(relation, before, after):
    comparison = compare(relation, "web", before, after)
    return [(one.kind, one.key, one.change) for one in comparison.changes]


def test_equal_snapshots_are_equal_without_a_look():
    one = side(env={"A": {"value": "1"}, "B": {"value": "2"}})
    comparison = compare(Relation.INSTANCES, "web", one, one)
    assert (comparison.changes, comparison.equal) == ((), 2)


def test_records_are_joined_by_key():
    before = side(env={"A": {"value": "1"}, "B": {"value": "2"}})
    after = side(env={"B": {"value": "3"}, "C": {"value": "4"}})
    assert found(Relation.ENVIRONMENTS, before, after) == [
        (Kind.ENV, "A", ChangeType.REMOVED),
        (Kind.ENV, "B", ChangeType.CHANGED),
        (Kind.ENV, "C", ChangeType.ADDED),
    ]


def test_a_failed_section_is_incomparable_not_empty():
    before = side(packages={"pkg:deb/debian/bash": {"versions": ["5"]}})
    after = side(packages=Section.failed("/var/lib/dpkg/status could not be read"))
    assert found(Relation.ENVIRONMENTS, before, after) == [(Kind.PACKAGES, "", ChangeType.INCOMPARABLE)]


def test_what_runs_is_no_change_where_only_one_route_could_see_it():
    seen = side(processes={"limit:nofile": {"value": "1"}, "stale:/usr/bin/app": {"of": "executable"}})
    unseen, image = side(processes=Section.absent()), side(processes={})
    for before, after in ((seen, unseen), (unseen, seen), (image, unseen)):
        assert found(Relation.NOW_BEFORE, before, after) == []
    assert len(found(Relation.CONTAINER_IMAGE, image, seen)) == 2


def test_what_a_side_cannot_say_makes_no_change():
    before = side(env=Section.absent())
    assert found(Relation.INSTANCES, before, side(env={"A": {"value": "1"}})) == []


def test_of_run_time_settings_an_image_is_asked_only_what_it_can_say():
    image = side("image:web", runtime={"privileged": {"value": False}})
    container = side(runtime={"privileged": {"value": True}, "memory": {"value": 1 << 30}})
    assert found(Relation.CONTAINER_IMAGE, image, container) == [(Kind.RUNTIME, "privileged", ChangeType.CHANGED)]


def test_a_side_that_was_read_before_passwords_were_has_neither_lost_nor_got_any():
    user, password = {"uid": 0}, {"password": "locked"}
    old = side(accounts={"user:root": user})
    new = side(accounts={"user:root": user, "password:root": password, "group-password:ops": password})
    for before, after in ((old, new), (new, old)):
        assert found(Relation.NOW_BEFORE, before, after) == []
    less = side(accounts={"user:root": user, "group-password:ops": password})
    assert found(Relation.NOW_BEFORE, new, less) == [(Kind.ACCOUNTS, "password:root", ChangeType.REMOVED)]


def test_what_the_images_bring_is_explained_and_what_a_container_added_is_not():
    old = side("image:1", image=[file("v", "1")], packages={"a": {"versions": ["1"]}, "b": {"versions": ["1"]}})
    new = side("image:2", image=[file("v", "2")], packages={"a": {"versions": ["2"]}, "b": {"versions": ["1"]}})
    before = side(
        image=[file("v", "1")],
        of_image=old.snapshot,
        packages={"a": {"versions": ["1"]}, "b": {"versions": ["1"]}},
    )
    after = side(
        image=[file("v", "2")],
        of_image=new.snapshot,
        packages={"a": {"versions": ["2"]}, "b": {"versions": ["9"]}},
    )
    comparison = compare(Relation.ENVIRONMENTS, "web", before, after)
    assert {one.key: one.explained for one in comparison.changes} == {"/v": IMAGE_DIFFERS, "a": IMAGE_DIFFERS, "b": ""}


def replica(snapshot: bytes, created: str, name: str) -> Observation:
    engine = EngineIdentity("uid", "unix:///run/docker.sock", "docker", "26.1")
    return Observation(
        at=datetime(2026, 11, 24, tzinfo=UTC),
        environment="production",
        service=ServiceName("", "web"),
        engine=engine,
        container_uid=name,
        container_name=name,
        image_reference="web:1",
        state="running",
        route=Route.API,
        snapshot=snapshot,
        coverage=Coverage(Route.API),
        created=created,
    )


def test_the_majority_stands_for_a_service():
    odd, one, two = replica(b"x", "1", "a"), replica(b"y", "2", "b"), replica(b"y", "3", "c")
    assert representative([odd, two, one]) is one


def test_where_two_states_are_equally_frequent_the_oldest_container_stands_for_the_service():
    young, old = replica(b"x", "2026-02", "a"), replica(b"y", "2026-01", "b")
    assert representative([young, old]) is old


MOUNT = {"/etc/conf.d": {"type": "bind", "source": "/srv/conf.d", "rw": False}}
READ = {"/etc/conf.d/a": {"type": "file", "size": 1, "sha256": "aa"}}


def test_files_of_named_mounts_are_compared_between_containers_and_not_with_an_image():
    read, other = side(mounts=MOUNT, mounted=READ), side(mounts=MOUNT, mounted={})
    assert found(Relation.ENVIRONMENTS, other, read) == [(Kind.MOUNTED, "/etc/conf.d/a", ChangeType.ADDED)]
    assert (Kind.MOUNTED, "/etc/conf.d/a", ChangeType.ADDED) not in found(Relation.CONTAINER_IMAGE, side(), read)


def test_a_side_whose_mounts_were_not_read_cannot_be_compared_with_one_whose_were():
    read, unread = side(mounts=MOUNT, mounted=READ), side(mounts=MOUNT)
    for before, after in ((read, unread), (unread, read)):
        assert found(Relation.ENVIRONMENTS, before, after) == [(Kind.MOUNTED, "", ChangeType.INCOMPARABLE)]
        assert found(Relation.NOW_BEFORE, before, after) == []
    assert found(Relation.ENVIRONMENTS, side(), read) == []  # a directory has nothing mounted
