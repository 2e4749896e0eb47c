import io

import pytest

from drift.collectors.libraries.wheel import parse


@pytest.mark.parametrize(
    ("tags", "platforms"),
    [
        ("Tag: cp311-cp311-manylinux_2_17_x86_64\nTag: cp311-cp311-manylinux2014_x86_64\n", ["manylinux2014_x86_64", "manylinux_2_17_x86_64"]),
        ("Tag: cp311-abi3-musllinux_1_2_aarch64\r\n", ["musllinux_1_2_aarch64"]),
        ("Tag: cp39-cp39-manylinux_2_5_i686.manylinux1_i686\n", ["manylinux1_i686", "manylinux_2_5_i686"]),
        ("Tag: py3-none-any\n", None),
        ("Generator: x\n", None),
    ],
)  # fmt: skip
def test_the_platforms_are_those_of_the_tags(tags, platforms):
    content = f"Wheel-Version: 1.0\nRoot-Is-Purelib: false\n{tags}"
    assert parse(io.BytesIO(content.encode()), "WHEEL") == platforms
