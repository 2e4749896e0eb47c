"""What a bill of materials and what runs can both say."""

from drift.diff.compare import compare
from drift.diff.promise import what_both_say
from drift.model.changes import ChangeType, Relation
from drift.model.snapshot import Section
from tests.diff.sides import side


def package(*versions, architectures=(), **more):
    return {"versions": list(versions), "architectures": list(architectures), "source": None, "evidence": [], **more}


def changes(before, after, unnamed=()):
    sides = what_both_say(side("sbom:x", packages=before), side(packages=after, env={"A": {"value": "1"}}), unnamed)
    found = compare(Relation.INSTANCES, "", *sides)
    return {one.key: (one.change, one.before, one.after) for one in found.changes}


def test_a_root_is_no_difference_and_nor_is_what_each_tool_says_in_its_own_words():
    promised = {"pkg:pypi/a": package("1", "2")}
    found = {"pkg:pypi/a#/usr/lib": package("1", licences=["MIT"]), "pkg:pypi/a#/opt": package("2", source="a")}
    assert changes(promised, found) == {}


def test_a_version_that_one_root_has_alone_is_one():
    found = {"pkg:pypi/a#/usr/lib": package("1"), "pkg:pypi/a#/opt": package("2")}
    assert changes({"pkg:pypi/a": package("1")}, found) == {
        "pkg:pypi/a": (ChangeType.CHANGED, {"versions": ["1"]}, {"versions": ["1", "2"]})
    }


def test_an_operating_system_has_one_name_for_each_tool():
    promised = {"pkg:rpm/redhat/bash": package("5"), "pkg:rpm/redhat/gone": package("1")}
    found = {"pkg:rpm/rhel/bash": package("6"), "pkg:rpm/rhel/new": package("1")}
    assert [(key, change) for key, (change, _, _) in changes(promised, found).items()] == [
        ("pkg:rpm/redhat/gone", ChangeType.REMOVED),
        ("pkg:rpm/rhel/bash", ChangeType.CHANGED),
        ("pkg:rpm/rhel/new", ChangeType.ADDED),
    ]


def test_a_languages_namespace_tells_packages_apart():
    found = changes({"pkg:maven/org.a/b": package("1")}, {"pkg:maven/org.c/b": package("1")})
    assert set(found) == {"pkg:maven/org.a/b", "pkg:maven/org.c/b"}


def test_an_architecture_counts_where_both_say_one():
    silent, amd64, arm64 = (package("1", architectures=one) for one in ([], ["amd64"], ["arm64"]))
    key = "pkg:deb/debian/a"
    assert changes({key: silent}, {key: amd64}) == {}
    assert list(changes({key: arm64}, {key: amd64})) == [key]


def test_what_a_bill_names_without_a_package_url_is_neither_added_nor_removed():
    found = {"pkg:deb/debian/libstdc%2B%2B6": package("1"), "pkg:deb/debian/b": package("1")}
    assert set(changes({}, found, unnamed={"libstdc++6"})) == {"pkg:deb/debian/b"}


def test_packages_that_could_not_be_read_stay_failed():
    before = side("sbom:x", packages={"pkg:deb/debian/a": package("1")})
    after = side(packages=Section.failed("/var/lib/dpkg/status: no"))
    found = compare(Relation.INSTANCES, "", *what_both_say(before, after)).changes
    assert [one.change for one in found] == [ChangeType.INCOMPARABLE]
