"""A store for each engine, in which its images are read once for all these tests."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engines.engine import Engine
from tests.integration.reader import Reader
from tests.integration.record import SEED, Record


@pytest.fixture(scope="session")
def reader(running_engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    reader = Reader.open(tmp_path_factory.mktemp("reader"), running_engine.address)
    yield reader
    reader.close()


@pytest.fixture(scope="session")
def record(pytestconfig: pytest.Config) -> Iterator[Record]:
    record = Record(SEED)
    yield record
    if page := pytestconfig.getoption("--record"):
        record.write(Path(page), time.time())
