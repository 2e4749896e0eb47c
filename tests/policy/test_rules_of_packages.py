import pytest

from drift.model.changes import Change, ChangeType, Relation
from drift.model.records import Kind
from drift.policy.grouping import grouped
from tests.policy.made import change, found, package, rule_of

EVERY = tuple(Relation)


@pytest.mark.parametrize("relation", EVERY)
@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [(None, "1.0", "package-added"), ("1.0", None, "package-removed"), ("1.0", "2.0", "package-version-changed")],
)
def test_a_package_that_no_image_explains_is_high_in_every_comparison(relation, before, after, rule):
    assert rule_of(package("pkg:deb/debian/curl", before, after), relation) == (rule, "high")


@pytest.mark.parametrize(
    ("key", "before", "after", "title"),
    [
        (
            "pkg:deb/debian/openssl",
            "3.0.11-1~deb12u2",
            "3.0.15-1~deb12u1",
            "openssl was upgraded: 3.0.11-1~deb12u2 → 3.0.15-1~deb12u1",
        ),
        ("pkg:deb/debian/openssl", "1:1.0", "2.0", "openssl was downgraded: 1:1.0 → 2.0"),
        ("pkg:apk/alpine/musl", "1.2.4-r1", "1.2.4-r10", "musl was upgraded: 1.2.4-r1 → 1.2.4-r10"),
        ("pkg:pypi/requests", "2.10", "2.9", "requests was downgraded: 2.10 → 2.9"),
        ("pkg:pypi/requests#/opt/venv", "2.9", "2.10rc1", "requests in /opt/venv was upgraded: 2.9 → 2.10rc1"),
        ("pkg:pypi/odd", "final", "not!a!version", "odd was changed: final → not!a!version"),
        ("pkg:swift/github.com/x/y", "1", "2", "github.com/x/y was changed: 1 → 2"),
    ],
)
def test_the_direction_follows_the_ecosystem_s_own_order(key, before, after, title):
    [finding] = found(package(key, before, after))
    assert finding.title == title


def test_between_environments_it_says_which_one_is_older():
    [finding] = found(package("pkg:deb/debian/curl", "2.0", "1.0"), relation=Relation.ENVIRONMENTS)
    assert finding.title == "curl is older in production than in staging: 2.0 → 1.0"


def test_several_versions_under_one_key_have_no_direction():
    before, after = ({"versions": versions} for versions in (["1.0"], ["1.0", "2.0"]))
    [finding] = found(change(Kind.PACKAGES, "pkg:npm/lodash", before, after))
    assert finding.title == "lodash was changed: 1.0 → 1.0, 2.0"


@pytest.mark.parametrize(
    ("field", "severity"), [("architectures", "high"), ("licences", "medium"), ("evidence", "medium")]
)
def test_the_same_version_from_elsewhere_is_told(field, severity):
    same = {"versions": ["1.0"], "architectures": ["amd64"], "source": "a", "evidence": ["/a"]}
    one = change(Kind.PACKAGES, "pkg:deb/debian/curl", same, {**same, field: ["other"]})
    assert rule_of(one) == ("package-metadata-changed", severity)


@pytest.mark.parametrize(
    ("field", "before", "after", "said"),
    [
        ("source", "curl", "fork", "source package fork in the container, curl in the image"),
        ("digests", ["sha512:aa"], ["sha512:bb"], "digest sha512:bb in the container, sha512:aa in the image"),
        (
            "origins",
            None,
            ["git+https://x.example/y"],
            "origin git+https://x.example/y in the container, the usual one",
        ),
    ],
)
def test_one_version_from_two_sources_is_high_against_the_image(field, before, after, said):
    one, other = (
        {"versions": ["8.1"], "architectures": ["amd64"], "evidence": ["/a"], **({field: value} if value else {})}
        for value in (before, after)
    )
    changed = change(Kind.PACKAGES, "pkg:pypi/curl", one, other)
    assert rule_of(changed) == ("package-source-changed", "high")
    assert rule_of(changed, Relation.ENVIRONMENTS) == ("package-source-changed", "medium")
    [finding] = found(changed)
    assert finding.title.startswith(f"curl 8.1 is from another source: {said}")


def test_a_digest_that_only_one_side_states_is_no_other_source():
    one = {"versions": ["1.0"], "evidence": ["/a"]}
    changed = change(Kind.PACKAGES, "pkg:npm/left", one, {**one, "digests": ["sha512:aa"]})
    assert rule_of(changed) == ("package-metadata-changed", "medium")


@pytest.mark.parametrize(
    ("key", "before", "rule"),
    [
        ("pkg:pypi/urllib3#/usr/lib/python3.12/site-packages", ["1.26"], "package-twice"),
        ("pkg:pypi/urllib3#/usr/lib/python3.12/site-packages", None, "package-twice"),
        ("pkg:pypi/urllib3#/usr/lib/python3.12/site-packages", ["1.26", "1.27"], "package-version-changed"),
        ("pkg:npm/semver#/app/node_modules", ["7"], "package-version-changed"),
        ("pkg:gem/rake#/var/lib/gems", None, "package-added"),
    ],
)
def test_two_versions_at_once_are_a_finding_where_there_is_room_for_one(key, before, rule):
    versions = {"versions": before} if before else None
    assert rule_of(change(Kind.PACKAGES, key, versions, {"versions": ["1.26", "2.2"]})) == (rule, "high")


def test_two_versions_at_once_are_named():
    [finding] = found(change(Kind.PACKAGES, "pkg:pypi/urllib3#/x", {"versions": ["1"]}, {"versions": ["1", "2"]}))
    assert finding.title == "urllib3 in /x is there more than once in the container: 1 and 2"


def test_an_older_package_is_a_rule_of_its_own():
    assert rule_of(package("pkg:deb/debian/openssl", "3.0.2", "3.0.1")) == ("package-downgraded", "high")
    assert rule_of(package("pkg:deb/debian/openssl", "3.0.1", "3.0.2")) == ("package-version-changed", "high")
    assert rule_of(package("pkg:deb/debian/openssl", None, "3.0.2")) == ("package-added", "high")


def test_packages_that_could_not_be_read_are_a_failed_collector():
    one = Change(Kind.PACKAGES, "", ChangeType.INCOMPARABLE, None, {"reason": "line 3 of status"})
    [finding] = found(one)
    assert finding.title == "packages of container:web-1 could not be compared: line 3 of status"


def test_an_enormous_version_is_not_parsed():
    assert rule_of(package("pkg:pypi/x", "1." * 100_000 + "1", "2")) == ("package-version-changed", "high")


@pytest.mark.parametrize(
    ("before", "after", "title"),
    [
        ("1.0", "2.0", "left in /srv/app is declared as 2.0 in production, as 1.0 in staging"),
        ("1.0", None, "left in /srv/app is not declared in production, as 1.0 in staging"),
        (None, "2.0", "left in /srv/app is declared as 2.0 in production, not in staging"),
    ],
)
def test_a_lock_file_that_declares_another_version_is_medium(before, after, title):
    before, after = ({"versions": [version], "evidence": ["/x"]} if version else None for version in (before, after))
    [finding] = found(change(Kind.DECLARED, "pkg:npm/left#/srv/app", before, after), relation=Relation.ENVIRONMENTS)
    assert (finding.rule, str(finding.severity), finding.title) == ("declared-differs", "medium", title)


def test_what_one_lock_file_declares_otherwise_is_one_finding():
    changes = [
        change(Kind.DECLARED, f"pkg:npm/p{n}#/srv/app", {"versions": ["1"]}, {"versions": ["2"]}) for n in (1, 2)
    ]
    [finding] = grouped(one for each in changes for one in found(each))
    assert finding.title == "2 packages declared otherwise below /srv/app"
    assert [member.key for member in finding.members] == [one.key for one in changes]
