"""The chain of a service on real engines: built on one, pushed to a real registry, pulled by another."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from drift.pipeline.judging import fleet_report
from drift.pipeline.session import Session
from drift.policy.config import load_settings
from drift.report.chain import Chain, Stage, Tie
from drift.store import Store
from tests.cli.command import Command
from tests.cli.test_environments import member
from tests.engines.registry import registry


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    if shutil.which("docker-registry") is None:
        pytest.skip("docker-registry is not installed")
    with registry(tmp_path_factory.mktemp("registry")) as address:
        yield address


@pytest.fixture
def shop(drift, older, docker, hub, monkeypatch) -> Iterator[Command]:
    """web is built and pushed on the older engine, which is staging, and pulled by the newer one, which is prod; api is loaded there."""
    name = f"{hub}/shop/web:1.4"
    older.build(name, f"FROM {older.tiny()}\nLABEL org.opencontainers.image.revision=8ec5a17\n")
    older.docker("push", name)
    docker.docker("pull", name)
    for engine, project in ((older, "shop-staging"), (docker, "shop")):
        engine.run(name, **member("web", project))
        engine.run(engine.tiny(), **member("api", project))
    (drift.folder / "drift.toml").write_text(
        f'[[environment]]\nname = "staging"\nhosts = ["{older.address}"]\n'
        f'[[environment]]\nname = "prod"\nhosts = ["{docker.address}"]\n'
        '[applications]\nshop = ["shop-staging", "shop"]\n'
    )
    (drift.folder / "compose.yaml").write_text(
        f'services:\n  web:\n    image: "{name}"\n  api:\n    image: "elsewhere/api:${{TAG:-1}}"\n'
    )
    monkeypatch.chdir(drift.folder)
    yield drift
    for engine in (older, docker):
        engine.docker("rmi", "-f", name)


def chains(drift: Command) -> dict[str, Chain]:
    settings = load_settings(Path("drift.toml"))
    with Store.open(drift.store) as store, Session(settings, store, {}) as session:
        return {one.service: one for one in fleet_report(session).chains}


def names(drift: Command) -> list[tuple[object, ...]]:
    with Store.open(drift.store) as store:
        return list(store._connection.rows("SELECT * FROM image_ref ORDER BY origin, reference"))


def test_an_image_is_followed_from_its_registry_to_where_it_runs(shop, hub):
    shop("scan", code=0)
    found = chains(shop)
    web, api = found["web"], found["api"]
    assert [one.step and one.step.tie for one in web.stations] == [None, Tie.HOLDS]
    assert {course.links[2].value for course in web.courses} == {f"{hub}/shop/web"}
    assert {course.arrows[0].tie for course in web.courses} == {Tie.HOLDS}
    assert {course.arrows[1].tie for course in web.courses} == {Tie.HOLDS}
    assert {run.arrow.tie for course in web.courses for run in course.runs} == {Tie.HOLDS}
    revisions = {fact.text for course in web.courses for fact in course.links[1].facts if fact.label == "revision"}
    assert revisions == {"8ec5a17"}
    assert {course.arrows[0].tie for course in api.courses} == {Tie.BROKE}, "it was created from another image"
    assert {course.arrows[1].tie for course in api.courses} == {Tie.UNKNOWN}, "it was never pushed"
    before = names(shop)
    shop("scan", code=0)
    assert names(shop) == before


def test_a_tag_that_is_pushed_again_breaks_the_chain_where_it_is_pulled(shop, older, docker, hub):
    name = f"{hub}/shop/web:1.4"
    older.build(name, f"FROM {older.tiny()}\nENV LEVEL=debug\n")
    older.docker("push", name)
    docker.docker("pull", name)
    shop("scan", code=0)
    broken = [one for one in chains(shop)["web"].broken if one.after is Stage.PUBLISHED]
    assert [one.environments for one in broken] == [("staging",), ("prod",)]
    assert {one.arrow.sentence for one in broken} == {"web:1.4 names another image by now"}
    assert all(one.arrow.finding for one in broken)
