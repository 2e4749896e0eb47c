from dataclasses import replace

import pytest
from hypothesis import given, settings

from drift.errors import StoreError
from drift.model.records import Kind
from drift.model.snapshot import Section, Snapshot
from drift.store import Scope, Store
from tests.store.fleets import OneScan, Seen, exported, fill, histories, stores, take_in
from tests.store.things import Layer, by_name, env, fact, file, hour, image, scan, seen, sha

EXAMPLES = max(settings().max_examples // 5, 5)


def whole(number: int, *seen: Seen, environment: str = "prod", found: tuple[int, ...] = ()) -> OneScan:
    return OneScan(number, 0, environment, Scope.RUNNING, True, True, seen, found)


WEB = Seen("web-1", 1)
WEB_CHANGED = Seen("web-1", 2)


@settings(max_examples=EXAMPLES)
@given(histories())
def test_a_bundle_brings_all_that_can_be_exported(history):
    with stores(2) as (one, other):
        fill(one, history)
        bundle = exported(one)

        take_in(other, bundle)

        assert exported(other) == bundle
        assert list(other.check()) == []
        assert other.history.state(by_name) == one.history.state(by_name)


@settings(max_examples=EXAMPLES)
@given(histories(), histories())
def test_the_order_of_two_imports_does_not_matter(first, second):
    with stores(4) as (one, other, forth, back):
        fill(one, first)
        fill(other, second)
        bundles = exported(one), exported(other)

        take_in(forth, *bundles)
        take_in(back, *reversed(bundles))

        assert exported(forth) == exported(back)
        assert list(forth.check()) == list(back.check()) == []


@settings(max_examples=EXAMPLES)
@given(histories(), histories())
def test_an_import_into_a_store_with_a_past_of_its_own_gives_what_both_had(first, second):
    with stores(4) as (one, other, forth, back):
        for store, history in ((one, first), (other, second), (forth, first), (back, second)):
            fill(store, history)

        take_in(forth, exported(other))
        take_in(back, exported(one))

        assert exported(forth) == exported(back)
        assert list(forth.check()) == []


@settings(max_examples=EXAMPLES)
@given(histories())
def test_twice_is_once(history):
    with stores(2) as (one, other):
        fill(one, history)
        bundle = exported(one)
        take_in(other, bundle)

        (again,) = take_in(other, bundle)
        (own,) = take_in(one, bundle)

        assert exported(other) == exported(one) == bundle
        assert set(again.new.values()) == set(own.new.values()) == {0}


@settings(max_examples=EXAMPLES)
@given(histories(most=5))
def test_parts_of_one_store_make_the_whole(history):
    """A bundle of each environment, in whichever order, is the bundle of both."""
    with stores(2) as (one, other):
        fill(one, history)
        known = {scan.environment for scan in history}

        take_in(other, *(exported(one, name) for name in sorted(known, reverse=True)))

        assert other.history.state(by_name) == one.history.state(by_name)
        assert sorted(map(repr, other.history.observations())) == sorted(map(repr, one.history.observations()))


def test_an_environment_of_its_own_brings_nothing_of_the_others():
    with stores(2) as (one, other):
        fill(one, [whole(1, WEB, environment="dev", found=(0, 1)), whole(2, WEB_CHANGED, found=(0, 1))])

        take_in(other, exported(one, "prod"))

        assert other.history.state(by_name).environments == ("prod",)
        assert [seen.at for seen in other.history.observations()] == [hour(2)]
        assert other._connection.value("SELECT count(*) FROM sighting") == 1
        assert other._connection.value("SELECT count(*) FROM snapshot") == 2


def test_an_environment_that_nobody_has_read_is_named_with_the_nearest():
    with stores(1) as (store,):
        fill(store, [whole(1, WEB)])

        with pytest.raises(StoreError, match="'prd'; did you mean 'prod'"):
            exported(store, "prd")


def test_since_leaves_out_what_ended_before():
    with stores(2) as (one, other):
        fill(one, [whole(number, Seen("web-1", number)) for number in (1, 2, 3)])

        take_in(other, exported(one, since=hour(2)))

        assert [seen.at for seen in other.history.observations()] == [hour(3), hour(2)]


def test_since_takes_the_complete_scan_that_a_partial_one_lies_over():
    with stores(2) as (one, other):
        partial = OneScan(3, 0, "prod", Scope.PARTIAL, True, True, (WEB_CHANGED,), ())
        fill(one, [whole(1, WEB), whole(2, WEB, Seen("web-2", 1)), partial])

        take_in(other, exported(one, since=hour(3)))

        assert other.history.state(by_name) == one.history.state(by_name)
        assert len(other.history.observations()) == 3


def test_a_scan_that_was_exported_while_it_ran_is_ended_by_a_later_bundle():
    with stores(3) as (running, done, other):
        fill(running, [OneScan(1, 0, "prod", Scope.RUNNING, False, True, (WEB,), ())])
        fill(done, [whole(1, WEB, Seen("web-2", 1))])

        take_in(other, exported(running))
        assert other.history.state(by_name).observations == ()
        take_in(other, exported(done), exported(running))

        assert other.history.state(by_name) == done.history.state(by_name)


def test_what_was_resolved_anywhere_after_it_was_last_seen_is_resolved():
    with stores(3) as (one, other, third):
        fill(one, [whole(1, found=(1,)), whole(4)])
        fill(other, [whole(2, found=(1,))])

        take_in(other, exported(one))
        take_in(third, exported(other))

        assert third._connection.row("SELECT first_seen, last_seen, resolved FROM sighting") == (
            "2026-11-01T13:00:00.000000Z",
            "2026-11-01T14:00:00.000000Z",
            "2026-11-01T16:00:00.000000Z",
        )


def test_what_was_seen_after_it_was_resolved_stands():
    with stores(2) as (one, other):
        fill(one, [whole(1, found=(1,)), whole(2)])
        fill(other, [whole(3, found=(1,))])

        take_in(other, exported(one))

        assert other._connection.row("SELECT resolved, first_seen FROM sighting") == (
            None,
            "2026-11-01T13:00:00.000000Z",
        )


def test_neither_documents_nor_the_key_leave_the_store():
    with stores(2) as (one, other):
        fill(one, [whole(1, WEB)])
        one.remember_key("a1b2c3d4")

        take_in(other, exported(one))

        assert other.key_id == ""
        assert other._connection.value("SELECT count(*) FROM document") == 0


def keep_image_as(store: Store, build: int) -> None:
    """One image as two sites have it: built at two times, read with two keys and two versions of drift."""
    made = fact("a")._replace(content=f'{{"lines":["hmac:{build * 11111111:08d}:{"a" * 64}"]}}')
    store.layers.add(Layer(file("a")), lambda: [made], {"dpkg": build, "ini": 1})
    own = Snapshot(
        sha("image"), {Kind.ENV: Section.ok(env(TOKEN=str(build))), Kind.HOST: Section.failed(f"why {build}")}
    )
    one = replace(image(Layer(file("a"))), created=f"2026-10-0{build}", config_digest=f"sha256:{build}")
    store.images.add(one, sha("image"), sha("tree"), own)
    scan(store, hour(build), seen(Snapshot(sha("image"), {Kind.FILES: Section.failed(f"{build}")}), hour(build)))


def test_two_sites_that_say_different_things_of_one_image_agree_in_either_order():
    with stores(4) as (one, other, forth, back):
        keep_image_as(one, 1)
        keep_image_as(other, 2)
        bundles = exported(one), exported(other)
        assert bundles[0] != bundles[1]

        take_in(forth, *bundles)
        take_in(back, *reversed(bundles))
        take_in(one, bundles[1])
        take_in(other, bundles[0])

        assert exported(forth) == exported(back) == exported(one) == exported(other)
        assert list(forth.check()) == []
