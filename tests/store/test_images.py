from dataclasses import replace
from typing import Any

import pytest

from drift.model.oci import Image
from drift.model.snapshot import Snapshot
from drift.store import Store
from tests.store.things import Layer, file, hour, image, no_facts, sha, snapshot


def add(store: Store, *layers: Layer, identity: str = "identity", of: Snapshot | None = None, **changes: Any) -> Image:
    for layer in layers:
        store.layers.add(layer, no_facts, {})
    made = replace(image(*layers), **changes)
    store.images.add(made, sha(identity), sha("tree"), of)
    return made


def test_an_image_comes_back_with_its_layers_in_order(store):
    made = add(store, Layer(file("a"), name="one"), Layer(file("b"), name="two"), Layer(name="three"))

    stored = store.images.get(sha("identity"))

    assert stored.image == made
    assert (stored.identity, stored.tree_digest, stored.snapshot) == (sha("identity"), sha("tree"), None)


def test_the_same_layer_can_stand_twice_in_an_image(store):
    layer = Layer(name="empty")
    made = add(store, layer, layer)

    assert store.images.get(sha("identity")).image.diff_ids == made.diff_ids


def test_an_image_whose_layer_is_not_here_is_refused_whole(store):
    missing = image(Layer(name="missing"))

    with pytest.raises(KeyError):
        store.images.add(missing, sha("identity"), sha("tree"))

    assert store.images.get(sha("identity")) is None


def test_an_unknown_image_is_none(store):
    assert store.images.get(sha("identity")) is None


def test_its_own_snapshot_is_kept_with_it_and_replaced_by_a_newer_one(store):
    layer = Layer(name="one")
    add(store, layer, of=snapshot(A="1"))
    assert store.images.get(sha("identity")).snapshot == snapshot(A="1").digest

    add(store, layer, of=snapshot(A="2"))
    add(store, layer)

    assert store.images.get(sha("identity")).snapshot == snapshot(A="2").digest


def test_a_second_engine_adds_the_digests_that_the_first_did_not_say(store):
    layer = Layer(name="one")
    add(store, layer)
    add(store, layer, config_digest=None, manifest_digest="sha256:m0")

    stored = store.images.get(sha("identity")).image

    assert (stored.config_digest, stored.manifest_digest, stored.index_digest) == ("sha256:c0", "sha256:m0", None)


def test_an_engine_knows_an_image_by_its_id_and_its_tags(store):
    add(store, Layer(name="one"))
    store.images.bind("ENGINE:A", "sha256:1d", sha("identity"), "", hour(0))
    store.images.bind("ENGINE:A", "web:1.4", sha("identity"), "sha256:m0", hour(1))

    assert store.images.bound("ENGINE:A", "sha256:1d") == sha("identity")
    assert store.images.bound("ENGINE:A", "web:1.4") == sha("identity")
    assert store.images.bound("ENGINE:B", "web:1.4") is None
    assert store.images.get(sha("identity")).image.references == ("sha256:1d", "web:1.4")


def test_a_name_is_remembered_from_when_to_when(store):
    add(store, Layer(name="one"))
    for at in (hour(2), hour(1), hour(3)):
        store.images.bind("ENGINE:A", "web:1.4", sha("identity"), "sha256:m0", at)

    (reference,) = store.images.references(sha("identity"))

    assert (reference.origin, reference.reference, reference.digest) == ("ENGINE:A", "web:1.4", "sha256:m0")
    assert (reference.first_seen, reference.last_seen) == (hour(1), hour(3))


def test_a_tag_that_moved_names_the_image_that_had_it_last(store):
    add(store, Layer(name="one"))
    add(store, Layer(name="two"), identity="other")
    store.images.bind("ENGINE:A", "web:latest", sha("identity"), "", hour(0))
    store.images.bind("ENGINE:A", "web:latest", sha("other"), "", hour(1))

    assert store.images.bound("ENGINE:A", "web:latest") == sha("other")
    assert store.images.references(sha("identity"))


def test_binding_an_unknown_image_is_a_key_error(store):
    with pytest.raises(KeyError):
        store.images.bind("ENGINE:A", "web:1.4", sha("nobody"), "", hour(0))
