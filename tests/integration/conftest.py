"""A store for each engine, in which its images are read once for all these tests."""

from collections.abc import Iterator

import pytest

from tests.engines.engine import Engine
from tests.integration.reader import Reader


@pytest.fixture(scope="session")
def reader(running_engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    reader = Reader.open(tmp_path_factory.mktemp("reader"), running_engine.address)
    yield reader
    reader.close()
