"""What real engines save and export, read here: their own view of an image is the oracle."""

import io
from urllib.parse import quote

from drift.model.oci import Image, Platform
from drift.source.docker_archive import read_docker_archive
from drift.source.tarstream import read_entries
from drift.tree.delta import Delta, delta_between
from drift.tree.fold import Tree, fold
from tests.engines import images
from tests.engines.engine import Engine
from tests.source.archives import Keeper, Shelf

HOST = Platform("linux", "amd64")
BUILT = """
FROM {base}
RUN mkdir -p /app/data /app/old/deep && echo 1 > /app/data/a && echo 2 > /app/data/b && ln /app/data/a /app/data/same \
 && ln -s /app /link && touch /app/old/deep/f && chmod 4755 /app/data/b && mkfifo /app/pipe
RUN rm -r /app/old && echo file > /app/old && rm /app/data/b && mv /app/data/a /app/data/moved && chmod 700 /app/data \
 && rm -r /usr/share/doc && mkdir /usr/share/doc && chown 4000000000:7 /app/old
RUN ln /app/data/moved /app/again && rm /link && mkdir /link && touch /link/x && rm -rf /var/cache/apt
"""
MADE_BY_DOCKER = {".dockerenv", "dev/console", "etc/hostname", "etc/hosts", "etc/mtab", "etc/resolv.conf"}
"""Stubs for what it mounts at start, made when a container is created; Podman makes none."""
MADE_IN_AN_EMPTY_DEV = {"dev/pts", "dev/shm"}


def saved(engine: Engine, reference: str) -> tuple[Image, Tree]:
    shelf = Shelf()
    stream = io.BytesIO(engine.request("GET", f"/images/{quote(reference)}/get").body)
    image = read_docker_archive(stream, shelf, platform=None, host=HOST)
    return image, fold(shelf.layers[diff_id] for diff_id in image.diff_ids)


def exported(engine: Engine, reference: str, tree: Tree) -> Delta:
    """What a container that was just created from the image has otherwise, by the engine's export."""
    container = engine.create(reference)
    stream = io.BytesIO(engine.request("GET", f"/containers/{container.id}/export").body)
    return delta_between(tree, read_entries(stream, Keeper(0)))


def test_the_tree_of_a_tiny_image_is_what_its_container_exports(engine: Engine, tiny: str):
    _, tree = saved(engine, tiny)
    delta = exported(engine, tiny, tree)
    assert delta.removed == frozenset()
    assert set(delta.changed) == (MADE_BY_DOCKER | MADE_IN_AN_EMPTY_DEV if engine.kind == "docker" else set())


def test_the_tree_of_a_built_image_is_what_its_container_exports(engine: Engine, debian: str):
    built = engine.build("drift-test-built:1", BUILT.format(base=debian))
    image, tree = saved(engine, engine.image(built)["Id"])
    delta = exported(engine, built, tree)
    assert len(image.diff_ids) == 4
    assert delta.removed == frozenset()
    assert set(delta.changed) == (MADE_BY_DOCKER if engine.kind == "docker" else set())
    again, moved = tree.entry("app/again"), tree.entry("app/data/moved")
    assert again is not None
    assert again._replace(path="app/data/moved") == moved
    assert [tree.entry(path) for path in ("app/old/deep", "app/data/b", "var/cache/apt")] == [None, None, None]


def test_an_image_has_the_layers_and_the_name_that_its_engine_says(engine: Engine, tiny: str):
    seen = engine.image(tiny)
    image, _ = saved(engine, tiny)
    assert list(image.diff_ids) == seen["RootFS"]["Layers"]
    assert [name.removeprefix("docker.io/library/") for name in image.references] == [tiny]
    assert seen["Id"] in (image.config_digest, image.manifest_digest)


def test_one_archive_is_one_image_on_every_engine(engine: Engine):
    layers = [images.layer({"etc/a": b"1"}), images.layer({"etc/b": b"2"})]
    config = {"Env": ["A=b"], "Cmd": ["/x"], "Labels": {"x": "y"}}
    archive = images.save_archive(layers, config, "drift-test-one:1", compress=True)
    as_file = read_docker_archive(io.BytesIO(archive), Shelf(), platform=None, host=HOST)
    engine.load(archive)
    by_name, _ = saved(engine, "drift-test-one:1")
    by_id, _ = saved(engine, engine.image("drift-test-one:1")["Id"])
    assert by_name.identity == by_id.identity == as_file.identity
    assert by_name.config_digest == as_file.config_digest
    assert by_name.manifest_digest == (as_file.manifest_digest if engine.recipe.store == "containerd" else None)
