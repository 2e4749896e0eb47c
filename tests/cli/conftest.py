from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.cli.command import Command
from tests.cli.fleet import Fleet
from tests.engines.engine import Engine


@pytest.fixture
def drift(tmp_path) -> Command:
    return Command(tmp_path)


@pytest.fixture
def fleet(tmp_path) -> Fleet:
    return Fleet(tmp_path)


@contextmanager
def lent(engine: Engine) -> Iterator[Engine]:
    """The containers that a test makes on it are removed after it."""
    before = len(engine.containers)
    yield engine
    engine.remove_containers(but_first=before)


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
