from typing import Any

from drift.collectors.reading import FactIndex
from drift.joins.packages import packages
from drift.model.facts import Status
from drift.model.snapshot import Section
from tests.joins.trees import facts_of, link, regular, root, tree_of

STATUS = b"""Package: libc6
Status: install ok installed
Architecture: amd64
Multi-Arch: same
Source: glibc
Version: 2.36-9

Package: libc6
Status: install ok installed
Architecture: i386
Multi-Arch: same
Source: glibc
Version: 2.36-9

Package: libstdc++6
Status: install ok installed
Architecture: amd64
Source: gcc-12 (12.2.0-14)
Version: 12.2.0-14+b1
"""
UBUNTU = b'NAME="Ubuntu"\nID=ubuntu\nVERSION_ID="24.04"\n'


def records(section: Section) -> dict[str, Any]:
    assert section.set is not None, section.reason
    return {one.key: one.value for one in section.set.records}


def test_the_distribution_is_found_through_the_link_of_os_release():
    tree, facts = root(
        {"usr/lib/os-release": UBUNTU, "var/lib/dpkg/status": STATUS}, link("etc/os-release", "../usr/lib/os-release")
    )
    assert set(records(packages(tree, facts))) == {"pkg:deb/ubuntu/libc6", "pkg:deb/ubuntu/libstdc%2B%2B6"}


def test_a_package_of_two_architectures_is_one_record():
    tree, facts = root({"var/lib/dpkg/status": STATUS})
    assert records(packages(tree, facts))["pkg:deb/debian/libc6"] == {
        "versions": ["2.36-9"],
        "architectures": ["amd64", "i386"],
        "source": "glibc",
        "evidence": ["/var/lib/dpkg/status"],
    }


def test_the_same_package_in_two_environments_is_two_records():
    metadata = b"Metadata-Version: 2.1\nName: Requests\nVersion: 2.31.0\n\nText"
    tree, facts = root(
        {
            "usr/lib/python3/dist-packages/requests-2.31.0.dist-info/METADATA": metadata,
            "opt/venv/lib/python3.11/site-packages/requests-2.31.0.dist-info/METADATA": metadata,
        }
    )
    assert set(records(packages(tree, facts))) == {
        "pkg:pypi/requests#/usr/lib/python3/dist-packages",
        "pkg:pypi/requests#/opt/venv/lib/python3.11/site-packages",
    }


def test_two_versions_in_one_place_are_one_record_with_both():
    place = "usr/lib/python3/site-packages"
    tree, facts = root(
        {
            f"{place}/a-1.0.dist-info/METADATA": b"Name: a\nVersion: 1.0\n",
            f"{place}/A-2.0.dist-info/METADATA": b"Name: A\nVersion: 2.0\n",
        }
    )
    content = records(packages(tree, facts))[f"pkg:pypi/a#/{place}"]
    assert content["versions"] == ["1.0", "2.0"]
    assert content["evidence"] == [f"/{place}/A-2.0.dist-info/METADATA", f"/{place}/a-1.0.dist-info/METADATA"]


def test_a_root_without_package_databases_was_looked_at_and_has_none():
    tree, facts = root({"bin/app": b"\x7fELF"})
    assert records(packages(tree, facts)) == {}


def test_a_database_that_was_not_read_is_a_failure_and_names_the_path():
    section = packages(tree_of(regular("var/lib/dpkg/status", STATUS)), FactIndex())
    assert section.status is Status.FAILED
    assert "/var/lib/dpkg/status" in section.reason


def test_a_database_that_is_cut_off_is_a_failure_and_not_an_empty_list():
    cut = b"Package: bash\nStatus: install ok installed\n"
    section = packages(*root({"var/lib/dpkg/status": cut}))
    assert section.status is Status.FAILED
    assert section.reason.startswith("/var/lib/dpkg/status: package 'bash' has no Version")


def test_a_database_that_changed_while_it_was_read_is_a_failure():
    tree = tree_of(regular("var/lib/dpkg/status", STATUS)._replace(sha256=None))
    assert packages(tree, facts_of({"var/lib/dpkg/status": STATUS})).status is Status.FAILED


def test_an_empty_database_has_no_packages_and_needs_no_fact():
    assert records(packages(tree_of(regular("var/lib/dpkg/status", b"")), FactIndex())) == {}


def test_a_database_behind_a_link_is_not_read_twice():
    tree, facts = root({"var/lib/dpkg/status": STATUS}, link("var/lib/dpkg/status.d/link", "../status"))
    assert records(packages(tree, facts))["pkg:deb/debian/libc6"]["evidence"] == ["/var/lib/dpkg/status"]


def test_one_parse_serves_every_place_that_has_the_same_bytes():
    metadata = b"Name: a\nVersion: 1\n"
    facts = facts_of({"x/a-1.dist-info/METADATA": metadata})
    tree = tree_of(regular("opt/y/a-1.dist-info/METADATA", metadata))
    assert set(records(packages(tree, facts))) == {"pkg:pypi/a#/opt/y"}
