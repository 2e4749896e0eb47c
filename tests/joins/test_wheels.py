import pytest

from tests.collectors.libraries.elves import elf
from tests.joins.test_libraries import debian, records

WHEEL = "usr/lib/python3/site-packages/x-1.dist-info/WHEEL"


def wheel(*platforms: str) -> dict[str, bytes]:
    return {WHEEL: "".join(f"Tag: cp311-cp311-{platform}\n" for platform in platforms).encode()}


@pytest.mark.parametrize(
    "platforms",
    [
        ("manylinux_2_36_x86_64",),
        ("manylinux_2_38_x86_64", "manylinux_2_28_x86_64"),
        ("manylinux2014_x86_64",),
        ("linux_x86_64",),
        ("any",),
        ("haiku_1_x86_64",),
    ],
)
def test_a_wheel_that_fits_has_no_record(platforms):
    assert f"/{WHEEL}" not in debian(wheel(*platforms))


@pytest.mark.parametrize(
    "platform",
    ["manylinux_2_38_x86_64", "musllinux_1_2_x86_64", "manylinux2014_aarch64", "win_amd64", "macosx_11_0_arm64"],
)
def test_a_wheel_for_another_system_is_told_with_what_is_here(platform):
    assert debian(wheel(platform))[f"/{WHEEL}"] == {"built_for": [platform], "libc": "glibc 2.36 on x86_64"}


def test_musl_takes_wheels_for_musl_alone():
    alpine = {"lib/ld-musl-x86_64.so.1": elf()}
    assert f"/{WHEEL}" not in records(alpine | wheel("musllinux_1_1_x86_64"))
    assert records(alpine | wheel("manylinux1_x86_64"))[f"/{WHEEL}"]["libc"] == "musl on x86_64"


def test_a_root_without_a_libc_is_not_judged():
    assert records(wheel("manylinux_2_99_x86_64")) == {}
