"""Bills of materials of this and of other tools, and what is none."""

import io
import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drift.collectors import sbom
from drift.collectors.interface import Unreadable
from drift.joins.promised import promised
from tests.collectors.test_any_bytes import JSON, places, with_value

CYCLONEDX = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "metadata": {"component": {"type": "container", "name": "web", "purl": "pkg:oci/web@sha256%3Aab"}},
    "components": [
        {"type": "operating-system", "name": "debian", "version": "12"},
        {"type": "file", "name": "/etc/passwd"},
        {"type": "application", "name": "poetry.lock"},
        {"type": "library", "name": "bash", "version": "5.2-1", "purl": "pkg:deb/debian/bash@5.2-1?arch=amd64&distro=debian-12"},
        {
            "type": "application",
            "name": "core",
            "group": "@babel",
            "version": "7.0.0",
            "purl": "pkg:npm/%40babel/core@7.0.0",
            "components": [{"type": "library", "name": "Flask", "version": "3", "purl": "pkg:pypi/Flask"}],
        },
        {"type": "library", "name": "private", "version": "1"},
    ],
}  # fmt: skip
SPDX = {
    "spdxVersion": "SPDX-2.3",
    "packages": [
        {
            "name": "bash",
            "versionInfo": "5.2-1",
            "externalRefs": [
                {"referenceCategory": "SECURITY", "referenceType": "cpe23Type", "referenceLocator": "cpe:2.3:a:gnu:bash"},
                {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": "pkg:deb/debian/bash@5.2-1?arch=amd64"},
            ],
        },
        {"name": "web", "primaryPackagePurpose": "CONTAINER"},
        {"name": "web", "externalRefs": [{"referenceType": "purl", "referenceLocator": "pkg:oci/web@sha256%3Aab"}]},
        {"name": "private", "versionInfo": "1", "primaryPackagePurpose": "LIBRARY"},
    ],
}  # fmt: skip
PIECES = (
    "golang",
    "deb",
    "swift",
    "cpan",
    "mlflow",
    "huggingface",
    "/",
    "@",
    "?",
    "#",
    "=",
    "&",
    "a",
    "A.b",
    "%",
    "%2F",
    "%00",
    "%ff",
    "::",
    "epoch=1",
    "\ud800",
    "é",
    " ",
)


def bill(document):
    return sbom.parse(io.BytesIO(json.dumps(document).encode()), "x.json")


def versions(document):
    found = promised(bill(document).packages).set
    assert found is not None
    return {one.key: one.value["versions"] for one in found.records}


def of(purl, **more):
    return {"bomFormat": "CycloneDX", "components": [{"type": "library", "name": "a", "purl": purl, **more}]}


def test_components_of_cyclonedx_and_what_they_are_assembled_of():
    assert versions(CYCLONEDX) == {
        "pkg:deb/debian/bash": ["5.2-1"],
        "pkg:npm/%40babel/core": ["7.0.0"],
        "pkg:pypi/flask": ["3"],
    }


def test_packages_of_spdx_without_the_image_itself():
    assert versions(SPDX) == {"pkg:deb/debian/bash": ["5.2-1"]}


@pytest.mark.parametrize("document", [CYCLONEDX, SPDX], ids=["CycloneDX", "SPDX"])
def test_a_library_without_a_package_url_is_named(document):
    assert bill(document).unnamed == ("private",)


def test_a_package_in_two_places_is_one_with_both_versions():
    document = {"bomFormat": "CycloneDX", "components": [{"purl": "pkg:pypi/a@1"}, {"purl": "pkg:pypi/A@2"}]}
    assert versions(document) == {"pkg:pypi/a": ["1", "2"]}


@pytest.mark.parametrize(
    ("purl", "key", "version"),
    [
        ("pkg:rpm/fedora/tar@1.35-1?arch=x86_64&epoch=2", "pkg:rpm/fedora/tar", "2:1.35-1"),
        ("pkg:rpm/fedora/tar@1.35-1?epoch=0", "pkg:rpm/fedora/tar", "1.35-1"),
        ("pkg:deb/debian/tar@1%3A1.35-1?epoch=1", "pkg:deb/debian/tar", "1:1.35-1"),
        ("pkg:golang/github.com/a/b@v2.0.1#v2", "pkg:golang/github.com/a/b/v2", "v2.0.1"),
        ("pkg:golang/stdlib@v1.27.0", "pkg:golang/stdlib", "1.27.0"),
        ("pkg:pypi/backports.zstd@1.8.0", "pkg:pypi/backports-zstd", "1.8.0"),
        ("pkg:maven/org.a/b@1?type=jar", "pkg:maven/org.a/b", "1"),
    ],
)
def test_what_tools_put_beside_name_and_version(purl, key, version):
    assert versions(of(purl)) == {key: [version]}


@pytest.mark.parametrize("purl", ["bash", "pkg:deb", "pkg:pypi/a%00b@1", "pkg:pypi/a%0Ab"])
def test_a_package_url_that_is_none_names_nothing(purl):
    assert bill(of(purl)) == sbom.Bill((), ("a",))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no JSON"),
        (b"[]", "no object"),
        (b"[" * 100_000, "no JSON"),
        (b'{"artifacts": []}', "neither CycloneDX nor SPDX 2 JSON"),
        (b'{"spdxVersion": "SPDX-3.0"}', "neither CycloneDX nor SPDX 2 JSON"),
        (b"<bom/>", "no JSON"),
    ],
)
def test_what_is_no_bill_is_unreadable(content, reason):
    with pytest.raises(Unreadable, match=reason):
        sbom.parse(io.BytesIO(content), "x.json")


def test_no_more_is_read_than_a_bill_may_have(monkeypatch):
    monkeypatch.setattr(sbom, "LARGEST", 100)
    source = io.BytesIO(b" " * 1000)
    with pytest.raises(Unreadable, match="more than"):
        sbom.parse(source, "x.json")
    assert source.tell() == 101


@given(st.data())
def test_any_value_at_any_place_gives_packages(data):
    document = data.draw(st.sampled_from([CYCLONEDX, SPDX]))
    changed = with_value(document, data.draw(st.sampled_from(places(document)[1:])), data.draw(JSON))
    with suppress(Unreadable):
        assert promised(bill(changed).packages).set is not None


@given(st.sampled_from([CYCLONEDX, SPDX]), st.integers(0, 400), st.binary(max_size=8))
def test_any_bytes_in_a_bill_give_packages_or_the_one_error(document, at, twist):
    content = json.dumps(document).encode()
    with suppress(Unreadable):
        promised(sbom.parse(io.BytesIO(content[:at] + twist + content[at + len(twist) :]), "x.json").packages)


@given(st.text(max_size=30) | st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_any_package_url_is_understood_or_named(rest):
    found = bill(of(f"pkg:{rest}"))
    assert len(found.packages) + len(found.unnamed) <= 1
    assert promised(found.packages).set is not None
