"""Which engine is asked: -H, -c, DOCKER_HOST, DOCKER_CONTEXT and the current context, as the docker command has them."""

import re
from collections.abc import Mapping, Sequence

import pytest

from tests.cli.command import Done, ended
from tests.cli.engine_answers import DOCKER, Answering
from tests.engines.engine import client

ANSWERS = {"/version": DOCKER, "/info": {"ID": "X"}, "/containers/json": []}
NAMES = ("host", "context", "variable", "other", "current")


@pytest.fixture
def sockets(tmp_path):
    """An address for each name, where an engine answers."""
    engines = {name: Answering(tmp_path / f"{name}.sock", ANSWERS) for name in NAMES}
    yield {name: engine.address for name, engine in engines.items()}
    for engine in engines.values():
        engine.__exit__()


@pytest.fixture
def contexts(drift, sockets):
    """Real contexts of the docker command, in this test's home; "current" is the one in use."""
    for name in ("context", "other", "current"):
        docker(drift, "context", "create", name, "--docker", f"host={sockets[name]}")
    docker(drift, "context", "use", "current")
    return sockets


def docker(drift, *words: str, **variables: str) -> str:
    """What the docker command says."""
    with drift.with_variables(**variables).program(client(), *words) as process:
        done: Done = ended(process)
    assert done.code == 0, done
    return done.out.strip()


@pytest.mark.parametrize(
    ("words", "variables", "expected"),
    [
        (("-H", "host"), {}, "host"),
        (("-H", "host"), {"DOCKER_HOST": "variable", "DOCKER_CONTEXT": "other"}, "host"),
        (("-c", "context"), {}, "context"),
        (("-c", "context"), {"DOCKER_HOST": "variable", "DOCKER_CONTEXT": "other"}, "context"),
        ((), {"DOCKER_HOST": "variable", "DOCKER_CONTEXT": "other"}, "variable"),
        ((), {"DOCKER_CONTEXT": "other"}, "other"),
        ((), {"DOCKER_HOST": "variable"}, "variable"),
        ((), {}, "current"),
        (("-c", "default"), {"DOCKER_HOST": "variable"}, "variable"),
    ],
)
def test_the_engine_is_the_one_that_docker_takes(drift, contexts, words, variables, expected):
    flags = [contexts[word] if before == "-H" else word for before, word in zip(("", *words), words, strict=False)]
    said = {name: contexts[value] if name == "DOCKER_HOST" else value for name, value in variables.items()}
    done = drift.with_variables(**said)("doctor", *flags, code=0)
    (found,) = re.findall(r"^ok +engine +(\S+):", done.out, re.MULTILINE)
    assert found == contexts[expected]
    assert found == dockers_choice(drift, flags, said)


def dockers_choice(drift, flags: Sequence[str], variables: Mapping[str, str]) -> str:
    said: str = docker(drift, *flags, "context", "inspect", "--format", "{{.Endpoints.docker.Host}}", **variables)
    return said


def test_a_context_needs_no_configuration_beside_it(drift, sockets):
    docker(drift, "context", "create", "first", "--docker", f"host={sockets['context']}")
    assert f"engine    {sockets['context']}: docker" in drift("doctor", "-c", "first", code=0).out


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("{", "cannot be read; repair or remove it"),
        ('{"Endpoints": []}', "names no engine; docker context inspect shows it"),
    ],
)
def test_a_context_that_is_damaged_is_said(drift, contexts, home, content, why):
    for meta in home.glob("home/.docker/contexts/meta/*/meta.json"):
        meta.write_text(content)
    done = drift("diff", "web", "-c", "other", code=2)
    assert done.err.endswith(f"{why}\n")
    assert done.err.count("\n") == 1


def test_an_environment_in_the_policy_may_name_a_context(drift, contexts):
    (drift.folder / "drift.toml").write_text(
        '[[environment]]\nname = "dev"\nhosts = ["context:other"]\n[[environment]]\nname = "prod"\nhosts = ["context:context"]\n'
    )
    done = drift("doctor", code=0)
    assert re.findall(r"^ok +engine +(\S+):", done.out, re.MULTILINE) == [contexts["other"], contexts["context"]]
    one = drift("scan", "-c", "context", "--format", "json", code=0).json
    assert [each["environment"] for each in one["environments"]] == ["prod"]


def test_the_host_says_the_environment_where_the_policy_knows_it(drift, sockets):
    (drift.folder / "drift.toml").write_text(
        f'[[environment]]\nname = "dev"\nhosts = ["{sockets["host"]}"]\n'
        f'[[environment]]\nname = "prod"\nhosts = ["{sockets["other"]}", "{sockets["variable"]}"]\n'
    )

    def scanned(*words: str, **variables: str) -> list[str]:
        done = drift.with_variables(**variables)("scan", *words, "--format", "json", code=0)
        return [each["environment"] for each in done.json["environments"]]

    assert scanned() == ["dev", "prod"]
    assert scanned("-H", sockets["other"]) == ["prod"]
    assert scanned("-H", sockets["other"], DRIFT_ENV="dev") == ["prod"]
    assert scanned("-H", sockets["context"], DRIFT_ENV="dev") == ["dev"]
    assert scanned("-H", sockets["context"], "--env", "prod") == ["prod"]
    assert scanned(DRIFT_ENV="dev") == ["dev"]


def test_without_a_policy_the_environment_is_what_is_said_else_local(drift, sockets):
    for words, variables, name in (
        ((), {}, "local"),
        ((), {"DRIFT_ENV": "qa"}, "qa"),
        (("--env", "dev"), {"DRIFT_ENV": "qa"}, "dev"),
    ):
        done = drift.with_variables(**variables)("scan", "-H", sockets["host"], *words, code=0)
        assert (
            done.answer
            == f"SCANNED: nothing read in {name}: no container runs there; scan --all also reads those that do not run"
        )
