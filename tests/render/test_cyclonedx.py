"""Bills of materials: valid, the same for the same input, with nothing made up."""

import json
from datetime import UTC, datetime

import pytest
from cyclonedx.model.bom import Bom

from drift.model.records import Kind, record
from drift.render import cyclonedx
from drift.report.inventory import Distribution, Inventory, Phase, packages_of
from tests.render.cyclonedx_schema import validator

DEBIAN = Distribution("debian", "12", "Debian GNU/Linux 12 (bookworm)")
REQUESTS = "pkg:pypi/requests#/usr/lib/python3/dist-packages"
SHA256 = "sha256:" + "ab" * 32


def content(*versions, evidence=("/x",), source=None, architectures=(), **more):
    listed = {name: list(value) for name, value in more.items()}
    said = {"versions": list(versions), "architectures": list(architectures), "source": source}
    return {**said, "evidence": list(evidence), **listed}


def inventory(records, distribution=DEBIAN, **more):
    packages = packages_of([record(Kind.PACKAGES, key, value) for key, value in records.items()], distribution)
    options = {"tool": "1.0", "name": "web:1.4", "phase": Phase.POST_BUILD, "image": {}, **more}
    return Inventory(distribution=distribution, packages=packages, **options)


FULL = inventory(
    {
        "pkg:deb/debian/bash": content("5.2-1", source="bash", architectures=["amd64"], licences=["GPL-3.0+"]),
        "pkg:deb/debian/libc6": content("2.36-9", source="glibc", architectures=["amd64", "i386"], states=["hold"]),
        "pkg:rpm/fedora/tar": content("2:1.35-1.fc40", architectures=["x86_64"]),
        REQUESTS: content("2.31", "2.32", licences=["Apache-2.0", "MIT"], digests=[SHA256]),
        "pkg:npm/%40babel/core#/app": content("7.0.0", digests=[SHA256, "h1:abc"], origins=["https://example.org/a"]),
        "pkg:generic/odd": content(evidence=["/opt/\udcff"]),
    },
    image={"config_digest": "sha256:" + "c" * 64, "identity": "d" * 64},
    made=datetime(2026, 11, 24, 8, 1, tzinfo=UTC),
)


def component(document, reference):
    (found,) = (one for one in document["components"] if one["bom-ref"] == reference)
    return found


def properties(one):
    return [(each["name"].rpartition(":")[2], each["value"]) for each in one["properties"]]


@pytest.mark.parametrize("one", [FULL, inventory({}, distribution=None)], ids=["full", "nothing"])
def test_a_bill_is_what_the_official_schema_wants(one):
    assert [error.message for error in validator().iter_errors(json.loads(cyclonedx(one)))] == []


def test_the_schema_would_refuse_what_is_none():
    broken = json.loads(cyclonedx(FULL)) | {"serialNumber": "1"}
    assert not validator().is_valid(broken)


@pytest.mark.filterwarnings("default")  # the library's own
def test_the_library_of_the_format_reads_the_same_packages():
    bom = Bom.from_json(json.loads(cyclonedx(FULL)))  # type: ignore[attr-defined]  # a decorator makes it
    assert {str(one.purl) for one in bom.components if one.purl} == {one.purl.to_string() for one in FULL.packages}
    assert bom.metadata.timestamp == FULL.made


def test_the_same_inventory_is_the_same_bytes_and_another_has_another_serial_number():
    other = inventory({"pkg:deb/debian/bash": content("5.2-2")})
    assert cyclonedx(FULL) == cyclonedx(FULL)
    assert json.loads(cyclonedx(FULL))["serialNumber"] != json.loads(cyclonedx(other))["serialNumber"]


def test_a_bill_without_a_time_has_none():
    assert "timestamp" not in json.loads(cyclonedx(inventory({})))["metadata"]


def test_each_version_in_each_root_is_a_component_of_its_own():
    document = json.loads(cyclonedx(FULL))
    named = [one["version"] for one in document["components"] if one["name"] == "requests"]
    assert named == ["2.31", "2.32"]
    one = component(document, "pkg:pypi/requests@2.32#/usr/lib/python3/dist-packages")
    assert one["purl"] == "pkg:pypi/requests@2.32"
    assert properties(one) == [("root", "/usr/lib/python3/dist-packages")]


def test_a_digest_that_could_be_any_versions_is_left_out():
    document = json.loads(cyclonedx(FULL))
    assert "hashes" not in component(document, "pkg:pypi/requests@2.31#/usr/lib/python3/dist-packages")
    babel = component(document, "pkg:npm/%40babel/core@7.0.0#/app")
    assert (babel["group"], babel["hashes"]) == ("@babel", [{"alg": "SHA-256", "content": "ab" * 32}])
    assert ("digest", "h1:abc") in properties(babel)


def test_a_purl_of_the_system_says_for_what_it_is():
    document = json.loads(cyclonedx(FULL))
    purls = {one["name"]: one.get("purl") for one in document["components"]}
    assert purls["bash"] == "pkg:deb/debian/bash@5.2-1?arch=amd64&distro=debian-12"
    assert purls["libc6"] == "pkg:deb/debian/libc6@2.36-9?distro=debian-12"
    assert purls["tar"] == "pkg:rpm/fedora/tar@1.35-1.fc40?arch=x86_64&distro=debian-12&epoch=2"
    assert document["components"][0]["type"] == "operating-system"


def test_red_hats_packages_are_named_as_scanners_look_for_them():
    one = inventory({"pkg:rpm/rhel/bash": content("5.1.8-9.el9")}, Distribution("rhel", "9.4"))
    assert [each.purl.to_string() for each in one.packages] == ["pkg:rpm/redhat/bash@5.1.8-9.el9?distro=rhel-9.4"]


def test_a_path_that_is_no_utf_8_leaves_escaped():
    text = cyclonedx(FULL)
    assert component(json.loads(text), "pkg:generic/odd")["evidence"]["occurrences"] == [{"location": "/opt/\\xff"}]
    text.encode("utf-8")
