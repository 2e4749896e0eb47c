"""An engine of the run, for a while."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.engines.engine import Engine


@contextmanager
def lent(engine: Engine) -> Iterator[Engine]:
    """The containers that are made on it meanwhile are removed in the end."""
    before = len(engine.containers)
    yield engine
    engine.remove_containers(but_first=before)
