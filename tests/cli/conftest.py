from collections.abc import Callable, Iterator

import pytest

from tests.cli.command import Command
from tests.cli.engine_answers import SilentEngine
from tests.cli.fleet import Fleet
from tests.cli.lending import lent
from tests.engines.engine import Engine


@pytest.fixture
def drift(tmp_path) -> Command:
    return Command(tmp_path)


@pytest.fixture
def fleet(tmp_path) -> Fleet:
    return Fleet(tmp_path)


@pytest.fixture(scope="session")
def stored(tmp_path_factory) -> Command:
    """A folder with a store that has two snapshots of dev/web and one of prod/web, and a policy. Nothing may change it."""
    folder = tmp_path_factory.mktemp("stored")
    fleet, drift = Fleet(folder), Command(folder)
    fleet.service("dev", "web")
    fleet.service("prod", "web")
    policy = fleet.policy()
    drift("scan", code=0)
    fleet.service("dev", "web", srv__page=b"other\n", etc__app__app_conf=b"[server]\nport = 9090\n")
    drift("scan", code=0)
    policy.rename(folder / "two.toml")
    return drift


@pytest.fixture
def refused(stored) -> Callable[..., str]:
    """Runs it; asserts one line, 2, and the same bytes in the store; returns the line without "drift: " in front."""

    def run(*words: object, drift: Command = stored, **variables: str) -> str:
        return drift.with_variables(**variables).refusal(*drift.words(*words))

    return run


@pytest.fixture
def docker(engines) -> Iterator[Engine]:
    """One engine, where they all answer alike."""
    with lent(engines.get("docker-26.1")) as engine:
        yield engine


@pytest.fixture
def older(engines) -> Iterator[Engine]:
    """Another one, for a second environment."""
    with lent(engines.get("docker-20.10")) as engine:
        yield engine


@pytest.fixture
def silent_engine(tmp_path) -> Iterator[SilentEngine]:
    engine = SilentEngine(tmp_path / "engine.sock")
    yield engine
    engine.close()
