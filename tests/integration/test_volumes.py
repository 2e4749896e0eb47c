"""A named volume over files of the image: what it has in their place, the same on every route."""

from collections.abc import Iterator

import pytest

from drift.model.canonical import Document
from drift.model.records import Kind
from drift.model.snapshot import Route
from tests.engines.engine import Container, Engine
from tests.integration.reader import Reader

AT = "/etc/app"


@pytest.fixture
def container(engine: Engine) -> Iterator[Container]:
    yield (one := engine.run(engine.tiny(), args=(f"--volume=kept-by-drift-test:{AT}",)))
    one.rm()
    engine.docker("volume", "rm", "kept-by-drift-test")


def stale(reader: Reader, container: Container) -> Document | None:
    """As the routes that no host is needed for say it; both say the same."""
    found = []
    for route in (Route.API, Route.EXPORT):
        read = reader.read(container.id, route)
        section = read.snapshot.sections[Kind.MOUNTS].set
        assert section is not None
        assert read.coverage.notes == ()
        found += [one.value for one in section.records if one.key == AT]
    assert found[0] == found[1]
    return dict(found[0]["stale"])


def test_a_volume_that_the_engine_filled_from_the_image_has_its_files(container, reader):
    assert stale(reader, container) == {"differ": 0, "absent": 0, "examples": []}


def test_what_a_volume_has_otherwise_or_not_at_all_is_named(container, reader):
    names = container.sh(f"ls {AT}").decode().split()
    assert names
    container.sh(f"echo other >> {AT}/{names[0]}; echo x > {AT}/data-of-its-own")
    assert stale(reader, container) == {"differ": 1, "absent": 0, "examples": [f"{AT}/{names[0]}"]}
    container.sh(f"rm {AT}/{names[0]}")
    container.stop()
    assert stale(reader, container) == {"differ": 0, "absent": 1, "examples": [f"{AT}/{names[0]}"]}
