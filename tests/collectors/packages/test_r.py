import io

import pytest

from drift.collectors.packages.r import is_installed, parse
from tests.collectors.packages.found import found

R6 = "Package: R6\nTitle: Classes\nVersion: 2.5.1\nDescription: Creates\n Version: 9\nLicense: MIT + file LICENSE\nBuilt: R 4.2.2; ; ; unix\n"


def test_a_package_belongs_to_its_library():
    content = found({"usr/local/lib/R/site-library/R6/DESCRIPTION": R6})
    assert content["pkg:cran/R6#/usr/local/lib/R/site-library"]["versions"] == ["2.5.1"]
    assert content["pkg:cran/R6#/usr/local/lib/R/site-library"]["licences"] == ["MIT + file LICENSE"]


@pytest.mark.parametrize(
    "path",
    [
        "usr/lib/R/library/base/DESCRIPTION",
        "home/me/R/x86_64-pc-linux-gnu-library/4.3/R6/DESCRIPTION",
        "srv/app/renv/library/R-4.3/x86_64-pc-linux-gnu/R6/DESCRIPTION",
        "opt/r-libs/R6/DESCRIPTION",
    ],
)
def test_libraries_are_known_by_their_names(path):
    assert is_installed(path)


@pytest.mark.parametrize(
    "path",
    ["srv/notes/DESCRIPTION", "src/R6/DESCRIPTION", "usr/lib/R/library/R6/tests/testthat/pkg/DESCRIPTION"],
)
def test_sources_and_what_packages_test_with_are_not_installed(path):
    assert not is_installed(path)


@pytest.mark.parametrize("text", ["A text.\n", "Package: a\n", "Version: 1\n", "Package:\nVersion: 1\n", "\xff\x00"])
def test_any_other_text_is_no_package(text):
    assert parse(io.BytesIO(text.encode("latin-1")), "DESCRIPTION") is None
