"""`drift sbom` and `sbom:PATH` as a user has them."""

import json

import pytest

from tests.source.archives import member, tar_of
from tests.source.images import Made, layout, write_files

STATUS = "Package: {}\nStatus: install ok installed\nArchitecture: amd64\nVersion: {}\n\n"
METADATA = "usr/lib/python3/dist-packages/a-1.dist-info/METADATA"
SPDX = {
    "spdxVersion": "SPDX-2.3",
    "packages": [
        {"name": name, "externalRefs": [{"referenceType": "purl", "referenceLocator": purl}]}
        for name, purl in (
            ("bash", "pkg:deb/debian/bash@5.1-1"),
            ("a", "pkg:pypi/A@1"),
            ("vim", "pkg:deb/debian/vim@9"),
        )
    ]
    + [{"name": "private"}],
}


@pytest.fixture
def root(drift):
    return write_files(
        drift.folder / "root",
        {
            "usr/lib/os-release": b'ID=debian\nVERSION_ID="12"\n',
            "var/lib/dpkg/status": (STATUS.format("bash", "5.2-1") + STATUS.format("private", "1")).encode(),
            METADATA: b"Metadata-Version: 2.1\nName: a\nVersion: 1\n",
        },
    )


def test_a_bill_is_kept_by_what_it_was_made_of_and_broken_by_what_changes(drift, root):
    (root / "etc").mkdir()
    (root / "etc/os-release").symlink_to("../usr/lib/os-release")
    done = drift("sbom", "dir:root", "-o", "root.cdx.json", code=0)
    assert done.err == "drift: SBOM: dir:root has 3 packages; written to root.cdx.json\n"
    written = (drift.folder / "root.cdx.json").read_text()
    assert drift("sbom", "dir:root", code=0).out == written
    assert [one["name"] for one in json.loads(written)["components"]] == ["debian", "bash", "private", "a"]
    assert drift("diff", "dir:root", "sbom:root.cdx.json", "--exit-code", code=0).answer.startswith("EQUAL: sbom:")
    (root / METADATA).unlink()
    found = drift("diff", "sbom:root.cdx.json", "dir:root", "--exit-code", "--format", "json", code=1).json
    assert [(one["rule"], one["key"]) for one in found["findings"]] == [("package-removed", "pkg:pypi/a")]


def test_a_bill_of_another_tool_is_held_against_what_is_there(drift, root):
    (drift.folder / "web.spdx.json").write_text(json.dumps(SPDX))
    done = drift("diff", "sbom:web.spdx.json", "dir:root", "--format", "json", code=0).json
    assert [(one["rule"], one["key"]) for one in done["findings"]] == [
        ("package-version-changed", "pkg:deb/debian/bash"),
        ("package-removed", "pkg:deb/debian/vim"),
    ]
    turned = drift("sbom", "sbom:web.spdx.json", code=0).json
    assert ("lifecycles" in turned["metadata"], len(turned["components"])) == (False, 3)
    assert [one["text"] for one in done["coverage"]] == ["components without a package URL: private"]


def test_the_time_of_a_bill_is_the_one_that_is_given(drift, root):
    said = drift.with_variables(SOURCE_DATE_EPOCH="1700000000")("sbom", "dir:root", code=0).json
    assert said["metadata"]["timestamp"] == "2023-11-14T22:13:20Z"
    assert drift.with_variables(SOURCE_DATE_EPOCH="soon")("sbom", "dir:root", code=2).err == (
        "drift: SOURCE_DATE_EPOCH 'soon' is no time; set it to whole seconds since 1970\n"
    )


def test_a_bill_of_what_a_scan_saw_has_the_time_of_the_scan(stored):
    said = stored("sbom", "env:prod/web", code=0)
    seen = stored("show", "env:prod/web", "--format", "json", code=0).json
    assert said.json["metadata"]["timestamp"] == seen["side"]["at"]
    assert stored("sbom", "env:prod/web", code=0).out == said.out


def test_a_bill_of_an_image_has_its_digests(drift):
    root = tar_of(
        member("usr/lib/os-release", b"ID=alpine\nVERSION_ID=3.20.1\n"),
        member("etc/os-release", kind="symlink", linkname="../usr/lib/os-release"),
        member("lib/apk/db/installed", b"P:musl\nV:1.2.5-r0\nA:x86_64\n\n"),
    )
    write_files(drift.folder / "image", layout(Made(layers=(root,))))
    said = drift("sbom", "oci-dir:image", code=0).json
    assert [one.get("purl") for one in said["components"]] == [
        None,
        "pkg:apk/alpine/musl@1.2.5-r0?arch=x86_64&distro=alpine-3.20.1",
    ]
    names = {one["name"] for one in said["metadata"]["component"]["properties"]}
    assert said["metadata"]["lifecycles"] == [{"phase": "post-build"}]
    assert said["metadata"]["component"]["version"].startswith("sha256:")
    assert {f"container-drift:image:{name}" for name in ("identity", "config_digest", "manifest_digest")} <= names


def test_packages_that_could_not_be_read_make_no_bill(drift, root):
    (root / "var/lib/dpkg/status").write_bytes(b"no stanza")
    done = drift("sbom", "dir:root", "-o", "x.json", code=2)
    assert done.err.startswith("drift: the packages of 'dir:root' could not be read: /var/lib/dpkg/status")
    assert not (drift.folder / "x.json").exists()


def test_what_was_promised_of_an_image_is_held_against_its_container(drift, docker):
    user = drift.with_variables(DOCKER_HOST=docker.address)
    web = docker.run(docker.tiny(), name="web")
    user("sbom", "container:web", "-o", "web.cdx.json", code=0)
    said = json.loads((drift.folder / "web.cdx.json").read_text())
    assert said["metadata"]["lifecycles"] == [{"phase": "operations"}]
    assert user("diff", "sbom:web.cdx.json", "web", "--exit-code", code=0).answer.startswith("EQUAL: ")
    web.sh(
        "mkdir -p /var/lib/dpkg; printf 'Package: vim\nStatus: install ok installed\nVersion: 9\n\n' >> /var/lib/dpkg/status"
    )
    found = user("diff", "sbom:web.cdx.json", "web", "--exit-code", "--format", "json", code=1).json
    assert [(one["rule"], one["key"]) for one in found["findings"]] == [("package-added", "pkg:deb/debian/vim")]
    assert found["findings"][0]["title"] == "vim 9 is installed, not in sbom:web.cdx.json"
