"""A container just started equals its image, and two engines agree on the same container."""

import pytest

from drift.collectors import config, env, mounts, runtime
from tests.collectors.recorded import ENGINES, REDACTOR, image, kind, said, values

STARTED = [("bare", "bare"), ("full", "full"), ("two", "two"), ("three", "three"), ("created", "full")]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("container", "of"), STARTED)
def test_its_environment_is_that_of_its_image(engine, container, of):
    of_image = env.of_image(image(of).config, REDACTOR)
    of_container = env.of_container(said(engine, container), image(of).config, kind(engine), REDACTOR)
    assert values(of_container) == values(of_image)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("container", "of"), STARTED)
def test_its_config_is_that_of_its_image(engine, container, of):
    of_image = values(config.of_image(image(of).config, REDACTOR))
    of_container = values(config.of_container(said(engine, container), image(of).config, kind(engine), REDACTOR))
    if container == "bare":  # this image has no command: it was started with one
        assert of_container.pop("cmd") == {"value": ["/bin/sleep", "1000"]}
        assert of_image.pop("cmd") == {"value": None}
    assert of_container == of_image


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("container", ["bare", "full", "two", "three", "created"])
def test_it_runs_as_images_are_expected_to_run(engine, container):
    expected = values(runtime.of_image())
    of_container = values(runtime.of_container(said(engine, container), kind(engine), REDACTOR, cgroup_version="1"))
    assert {key: of_container[key] for key in expected} == expected


@pytest.mark.parametrize("engine", ENGINES)
def test_the_volumes_that_its_image_asks_for_are_no_mounts_of_its_own(engine):
    assert mounts.of_container(said(engine, "full"), image("full").config, kind(engine)) == ()


@pytest.mark.parametrize("engine", ENGINES[1:])
@pytest.mark.parametrize(
    "container", ["bare", "full", "overridden", "tty", "quota", "caps", "capall", "readonly", "privileged", "ports"]
)
def test_two_engines_say_the_same_of_the_same_container(engine, container):
    of = image("full" if container in {"full", "overridden"} else "bare").config
    oldest, other = said(ENGINES[0], container), said(engine, container)
    first = env.of_container(oldest, of, "docker", REDACTOR), config.of_container(oldest, of, "docker", REDACTOR)
    second = env.of_container(other, of, kind(engine), REDACTOR), config.of_container(other, of, kind(engine), REDACTOR)
    assert [values(section) for section in second] == [values(section) for section in first]


@pytest.mark.parametrize("engine", ENGINES[1:])
@pytest.mark.parametrize(
    "container", ["bare", "full", "overridden", "tty", "quota", "caps", "capall", "readonly", "privileged"]
)
def test_two_engines_say_the_same_of_how_it_runs(engine, container):
    first = values(runtime.of_container(said(ENGINES[0], container), "docker", REDACTOR, cgroup_version="1"))
    second = values(runtime.of_container(said(engine, container), kind(engine), REDACTOR, cgroup_version="1"))
    if kind(engine) == "podman":  # of the containers.conf that this one was recorded with
        assert second.pop("ulimits") == {"value": ["nofile=1024:1024", "nproc=4096:4096"]}
        del first["ulimits"]
    assert second == first
