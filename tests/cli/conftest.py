import pytest

from tests.cli.command import Command
from tests.cli.fleet import Fleet


@pytest.fixture
def drift(tmp_path) -> Command:
    return Command(tmp_path)


@pytest.fixture
def fleet(tmp_path) -> Fleet:
    return Fleet(tmp_path)
