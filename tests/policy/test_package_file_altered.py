from drift.model.changes import Relation
from drift.model.records import Kind
from drift.policy.grouping import grouped
from tests.policy.made import change, found, rule_of

CURL = {"package": "pkg:deb/debian/curl"}
DIGEST = {**CURL, "digest": {"expected": "md5:0a", "found": "md5:0b"}}
GONE = {**CURL, "type": {"expected": "file", "found": "absent"}}


def altered(path="/usr/bin/curl", before=None, after=DIGEST):
    return change(Kind.VERIFICATION, path, before, after)


def test_a_file_that_is_not_as_recorded_is_medium_in_every_comparison():
    for relation in Relation:
        assert rule_of(altered(), relation) == ("package-file-altered", "medium")


def test_it_says_what_differs_and_from_which_package():
    both = {**DIGEST, "mode": {"expected": "0755", "found": "4755"}}
    assert found(altered(after=both))[0].title == "/usr/bin/curl: digest and mode not as curl recorded it"


def test_a_file_that_is_gone_is_said_to_be():
    assert found(altered(after=GONE))[0].title == "/usr/bin/curl is gone, which curl installed"


def test_a_file_that_is_as_recorded_again_is_no_finding():
    for relation in (Relation.CONTAINER_IMAGE, Relation.INSTANCES):
        assert found(altered(before=DIGEST, after=None), relation=relation) == []


def test_several_are_one_finding_with_each_as_a_member():
    [finding] = grouped(found(altered(), altered("/usr/bin/other")))
    assert finding.title == "2 files that are not as their packages recorded them"
    assert [member.key for member in finding.members] == ["/usr/bin/curl", "/usr/bin/other"]
