import pytest

from tests.ci.checkout import checkout
from tests.ci.programs import program
from tests.cli.command import Command
from tests.cli.fleet import Fleet
from tests.engines.cache import Unavailable


@pytest.fixture(scope="session")
def released(tmp_path_factory):
    """This project, as the repository that a user's pipeline names."""
    return checkout(tmp_path_factory.mktemp("released") / "container-drift")


@pytest.fixture(scope="session")
def installed():
    """A program by name; skips where it cannot be had."""

    def path(name: str) -> str:
        try:
            return str(program(name))
        except Unavailable as reason:
            pytest.skip(str(reason))

    return path


@pytest.fixture
def drift(tmp_path) -> Command:
    return Command(tmp_path)


@pytest.fixture
def fleet(tmp_path) -> Fleet:
    return Fleet(tmp_path)
