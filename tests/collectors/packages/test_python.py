import hashlib
import io
import json
from typing import Any

import pytest

from drift.collectors.interface import Unreadable
from drift.collectors.packages.python import normalised, parse, site
from drift.collectors.packages.python_record import parse as parse_record
from drift.collectors.packages.python_record import recorded
from tests.collectors.packages.found import found


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


def licence_in(headers: str) -> Any:
    (one,) = parse(io.BytesIO(f"Name: a\nVersion: 1\n{headers}\n".encode()), "METADATA")
    return one.get("licence")


@pytest.mark.parametrize(
    ("headers", "licence"),
    [
        ("License-Expression: MIT OR Apache-2.0\nLicense: other\n", "MIT OR Apache-2.0"),
        ("License: BSD\n", "BSD"),
        ("License: UNKNOWN\nClassifier: License :: OSI Approved :: MIT License\n", "MIT License"),
        (f"License: {'x' * 101}\nClassifier: License :: OSI Approved :: MIT License\n", "MIT License"),
        ("Classifier: License :: Public Domain\nClassifier: Topic :: License :: X\n", "Public Domain"),
        ("Author: me\n", None),
    ],
)
def test_the_licence_is_the_expression_else_the_short_field_else_the_classifiers(headers, licence):
    assert licence_in(headers) == licence


@pytest.mark.parametrize("name", ["\udcff", "\x00", "/", "x" * 501])
def test_a_name_that_no_purl_can_have_is_refused(name):
    with pytest.raises(Unreadable, match="a package named"):
        parse(io.BytesIO(f"Name: {name}\nVersion: 1\n".encode("utf-8", "surrogateescape")), "METADATA")


METADATA = "Name: app\nVersion: 1.0\n"
SITE = "opt/venv/lib/python3.12/site-packages"


@pytest.mark.parametrize(
    "path",
    [
        f"{SITE}/~pp-1.0.dist-info/METADATA",
        f"{SITE}/setuptools/tests/data/app-1.0.dist-info/METADATA",
        f"{SITE}/tool/test/app.egg-info/PKG-INFO",
        f"{SITE}/app-1.0.dist-info/licenses/METADATA",
    ],
)
def test_leftovers_and_what_packages_test_themselves_with_are_not_installed(path):
    assert found({path: METADATA}) == {}


def test_what_a_package_carries_has_a_root_of_its_own():
    assert set(found({f"{SITE}/setuptools/_vendor/app-1.0.dist-info/METADATA": METADATA})) == {
        f"pkg:pypi/app#/{SITE}/setuptools/_vendor"
    }


def origins_of(direct_url: object) -> Any:
    place = f"{SITE}/app-1.0.dist-info"
    text = direct_url if isinstance(direct_url, str) else json.dumps(direct_url)
    (content,) = found({f"{place}/METADATA": METADATA, f"{place}/direct_url.json": text}).values()
    return content.get("origins")


GIT = {"url": "https://me:secret@git.example.org/app.git", "vcs_info": {"vcs": "git", "commit_id": "c0ffee"}}


@pytest.mark.parametrize(
    ("direct_url", "origin"),
    [
        (GIT, "git+https://git.example.org/app.git@c0ffee"),
        ({"url": "file:///src/app", "dir_info": {"editable": True}}, "-e file:///src/app"),
        ({"url": "file:///src/app", "dir_info": {}}, "file:///src/app"),
        ({"url": "https://example.org/a.whl?token=secret", "archive_info": {}}, "https://example.org/a.whl"),
    ],
)
def test_where_pip_got_a_package_from_is_said_without_credentials(direct_url, origin):
    assert origins_of(direct_url) == [origin]


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"url": 1}'])
def test_a_direct_url_that_pip_skips_is_none(text):
    assert origins_of(text) is None


RECORD = b'app.py,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0\n"a, b.py",,\n../../../bin/app,sha256=bad,1\n\nx,md5=a,1\n'


def test_a_record_gives_paths_and_digests():
    assert list(recorded(parse_record(io.BytesIO(RECORD), "RECORD"))) == [
        ("app.py", hashlib.sha256(b"").digest()),
        ("a, b.py", None),
        ("../../../bin/app", None),
        ("x", None),
    ]


def test_a_record_without_files_is_empty():
    assert list(recorded(parse_record(io.BytesIO(b"\n"), "RECORD"))) == []


def test_a_record_is_small_as_a_fact():
    lines = b"".join(b"django/contrib/locale/l%d/django.mo,,\n" % n for n in range(2_000))
    assert len(parse_record(io.BytesIO(lines), "RECORD")["files"]) < len(lines) / 4
