"""Which API version is spoken to an engine, and which engines are refused."""

import pytest

from drift.errors import EngineError
from drift.source.docker import connect
from tests.integration.answering import VERSION, Answering, document

NEWEST_TESTED = "1.51"


def spoken(engine: Answering) -> str:
    """The version in the path of a request that has one."""
    with_version = connect(engine.address)
    assert with_version.containers(everything=False) == []
    with_version.close()
    return next(path.split("/")[1] for path in engine.asked if "containers" in path)


@pytest.mark.parametrize(
    ("oldest", "newest", "expected"),
    [
        ("1.12", "1.41", "v1.41"),  # Docker 20.10
        ("1.24", "1.45", "v1.45"),  # 26.1
        ("1.44", "1.52", f"v{NEWEST_TESTED}"),  # 29
        ("1.44", "1.99", f"v{NEWEST_TESTED}"),
        ("1.51", "2.0", f"v{NEWEST_TESTED}"),
        ("", "1.24", "v1.24"),
    ],
)
def test_the_newest_version_is_spoken_that_both_know(tmp_path, oldest, newest, expected):
    version = VERSION | {"MinAPIVersion": oldest, "ApiVersion": newest}
    with Answering(tmp_path, {"/containers/json": document([])}, version) as engine:
        assert spoken(engine) == expected
        assert engine.asked[0] == "/version", "which every engine answers without a version"


@pytest.mark.parametrize(
    ("version", "said"),
    [
        (VERSION | {"MinAPIVersion": "1.52", "ApiVersion": "1.60"}, "1.52 to 1.60"),
        (VERSION | {"MinAPIVersion": "1.12", "ApiVersion": "1.23"}, "1.12 to 1.23"),
        (VERSION | {"ApiVersion": "latest"}, "to latest"),
        (VERSION | {"Os": "windows"}, "Windows containers"),
        ({"Version": "1"}, "no ApiVersion"),
        ([], "no ApiVersion"),
        (None, "no ApiVersion"),
        ("1.41", "no ApiVersion"),
    ],
)
def test_an_engine_that_cannot_be_spoken_to_is_refused_with_the_reason(tmp_path, version, said):
    with Answering(tmp_path, version=version) as engine, pytest.raises(EngineError, match=said) as refused:
        connect(engine.address)
    assert "\n" not in str(refused.value)
    assert refused.value.remedy
    assert len(engine.asked) == 1
