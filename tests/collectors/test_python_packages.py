import io
from typing import Any

import pytest

from drift.collectors.interface import Unreadable
from drift.collectors.packages.python import normalised, parse, site


def package_in(text: bytes) -> Any:
    (found,) = parse(io.BytesIO(text), "METADATA")
    return found["name"], found["version"]


def test_name_and_version_stand_in_the_headers():
    assert package_in(b"Metadata-Version: 2.1\nName: requests\nVersion: 2.31.0\n\nVersion: 9\n") == (
        "requests",
        "2.31.0",
    )


def test_a_description_with_headers_of_its_own_is_not_read():
    assert package_in(b"Name: a\r\nVersion: 1\r\n\r\nName: b\r\nVersion: 2\r\n") == ("a", "1")


@pytest.mark.parametrize("name", ["Foo.Bar_baz", "foo-bar-baz", "FOO--bar..baz", "foo_.-bar_baz"])
def test_names_are_compared_as_pep_503_has_it(name):
    assert normalised(name) == "foo-bar-baz"


@pytest.mark.parametrize("text", [b"", b"Name: a\n", b"Version: 1\n", b"Name:\nVersion: 1\n"])
def test_metadata_without_name_or_version_is_refused(text):
    with pytest.raises(Unreadable, match="no Name or no Version"):
        parse(io.BytesIO(text), "METADATA")


@pytest.mark.parametrize(
    ("path", "directory"),
    [
        ("usr/lib/python3/dist-packages/a-1.dist-info/METADATA", "usr/lib/python3/dist-packages"),
        ("venv/lib/python3.12/site-packages/a.egg-info/PKG-INFO", "venv/lib/python3.12/site-packages"),
        ("usr/lib/python3/dist-packages/a-1.egg-info", "usr/lib/python3/dist-packages"),
        ("opt/a-1-py3.egg/EGG-INFO/PKG-INFO", "opt/a-1-py3.egg"),
        ("a-1.dist-info/METADATA", ""),
    ],
)
def test_a_package_belongs_to_the_directory_that_it_lies_in(path, directory):
    assert site(path) == directory
