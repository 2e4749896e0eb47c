"""[packages.may_differ]: packages whose versions may be a patch or a minor version apart."""

import pytest

from drift.model.changes import Relation
from drift.model.settings import PackagePolicy, Settings
from drift.policy.versions import Part, first_difference
from tests.policy.made import compared, judged, package


@pytest.mark.parametrize(
    ("purl", "before", "after", "part"),
    [
        ("pkg:pypi/requests", "2.31.0", "2.31.1", Part.PATCH),
        ("pkg:pypi/requests", "2.31", "2.31.0.post1", Part.PATCH),
        ("pkg:pypi/requests", "2.31.0", "2.32.0", Part.MINOR),
        ("pkg:pypi/requests", "2.31.0", "3.0.0", Part.MAJOR),
        ("pkg:pypi/x", "1!2.31.0", "2.31.0", Part.MAJOR),
        ("pkg:deb/debian/openssl", "3.0.11-1~deb12u2", "3.0.14-1~deb12u1", Part.PATCH),
        ("pkg:deb/debian/openssl", "1.1.1n-0+deb11u4", "1.1.1w-0+deb11u1", Part.PATCH),
        ("pkg:deb/debian/libc6", "2.36-9+deb12u7", "2.36-9+deb12u8", Part.PATCH),
        ("pkg:deb/debian/libc6", "2.36-9", "2.37-1", Part.MINOR),
        ("pkg:deb/debian/openssh-client", "1:9.2p1-2", "1:9.2p1-2+deb12u3", Part.PATCH),
        ("pkg:deb/debian/openssh-client", "1:9.2p1-2", "2:9.2p1-2", Part.MAJOR),
        ("pkg:apk/alpine/busybox", "1.36.1-r15", "1.36.1-r19", Part.PATCH),
        ("pkg:npm/react", "18.2.0", "18.3.1", Part.MINOR),
        ("pkg:golang/x", "v1.2.3", "v1.2.4", Part.PATCH),
        ("pkg:npm/react", "18.2.0", "19.0.0-rc.1", Part.MAJOR),
        ("pkg:npm/react", "18.2.0", "not a version", Part.MAJOR),
        ("pkg:unknown/x", "1.0.1", "1.0.2", Part.MAJOR),
        ("pkg:pypi/x", "1.0.1", "1." + "0" * 300, Part.MAJOR),
    ],
)
def test_the_first_part_that_differs(purl, before, after, part):
    assert first_difference(purl, before, after) is part
    assert first_difference(purl, after, before) is part


def hidden(packages: PackagePolicy, key: str, before: str, after: str, relation=Relation.ENVIRONMENTS) -> list[str]:
    settings = Settings(packages=packages, lines={"packages.may_differ.patch": 3})
    verdict = judged(compared(package(key, before, after), relation=relation), settings=settings)
    assert len(verdict.findings) + len(verdict.hidden) == 1
    return [one.by for one in verdict.hidden]


PIP = PackagePolicy(patch=("pkg:pypi/*",))


def test_a_patch_version_that_may_differ_is_hidden_with_the_line_that_says_so():
    assert hidden(PIP, "pkg:pypi/requests", "2.31.0", "2.31.1") == ["packages may_differ.patch line 3: pkg:pypi/*"]


def test_an_older_patch_version_is_hidden_too():
    assert hidden(PIP, "pkg:pypi/requests", "2.31.1", "2.31.0") == ["packages may_differ.patch line 3: pkg:pypi/*"]


@pytest.mark.parametrize("after", ["2.32.0", "3.0.0"])
def test_more_than_a_patch_is_shown(after):
    assert hidden(PIP, "pkg:pypi/requests", "2.31.0", after) == []


def test_where_a_minor_version_may_differ_a_patch_may_too():
    minor = PackagePolicy(minor=("requests",))
    assert hidden(minor, "pkg:pypi/requests#/opt/venv", "2.31.0", "2.31.1") == ["packages may_differ.minor: requests"]
    assert hidden(minor, "pkg:pypi/requests#/opt/venv", "2.31.0", "2.32.0") == ["packages may_differ.minor: requests"]
    assert hidden(minor, "pkg:pypi/requests#/opt/venv", "2.31.0", "3.0.0") == []


@pytest.mark.parametrize("pattern", ["pkg:pypi/requests#/opt/venv", "pkg:pypi/req*", "*"])
def test_a_package_is_named_by_its_key_or_its_purl(pattern):
    assert hidden(PackagePolicy(patch=(pattern,)), "pkg:pypi/requests#/opt/venv", "2.31.0", "2.31.1")


def test_another_package_is_shown():
    assert hidden(PIP, "pkg:npm/react", "18.2.0", "18.2.1") == []


def test_a_package_that_is_missing_is_shown():
    settings = Settings(packages=PackagePolicy(minor=("*",)))
    change = package("pkg:pypi/requests", "2.31.0", None)
    assert len(judged(compared(change, relation=Relation.ENVIRONMENTS), settings=settings).findings) == 1


@pytest.mark.parametrize("relation", [Relation.CONTAINER_IMAGE, Relation.INSTANCES, Relation.NOW_BEFORE])
def test_what_somebody_upgraded_in_a_container_is_shown(relation):
    assert hidden(PIP, "pkg:pypi/requests", "2.31.0", "2.31.1", relation) == []
