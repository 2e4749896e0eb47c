from dataclasses import replace

from drift.model.changes import Change, Comparison, Relation, Side
from drift.model.records import Kind
from tests.policy.made import (
    CONTAINER,
    IMAGE,
    MAJORITY,
    REPLICA,
    compared,
    env,
    file,
    file_change,
    judged,
    package,
    told,
    valued,
)

OTHER = replace(CONTAINER, label="container:web-2", instance="web-2")


def of(instance: Side, *changes: Change) -> Comparison:
    return compared(*changes, sides=(IMAGE, instance))


def test_the_same_drift_in_two_replicas_is_one_finding_with_two_instances():
    one = file_change("/etc/app.conf", file(), file("two"))
    [finding] = judged(of(OTHER, one), of(CONTAINER, one)).findings
    assert (finding.instances, finding.members) == (("web-1", "web-2"), ())


def test_two_values_in_two_replicas_are_one_finding_that_has_both():
    [finding] = judged(
        of(CONTAINER, file_change("/etc/app.conf", file(), file("two"))),
        of(OTHER, file_change("/etc/app.conf", file(), file("three"))),
    ).findings
    assert [(member.instance, (member.after or {})["sha256"]) for member in finding.members] == [
        ("web-1", "two"),
        ("web-2", "three"),
    ]


def test_the_worst_of_two_replicas_decides():
    [finding] = judged(
        of(CONTAINER, file_change("/srv/x", file(), file("two"))),
        of(OTHER, file_change("/srv/x", file(), file("two", mode="0755"))),
    ).findings
    assert str(finding.severity) == "high"


def test_a_member_that_only_one_replica_has_names_it():
    both = package("pkg:deb/debian/a", "1", "2")
    alone = file_change("/usr/share/a/x", file(), file("two"), explained="pkg:deb/debian/a")
    shared = file_change("/usr/share/a/y", file(), file("two"), explained="pkg:deb/debian/a")
    [finding] = judged(of(CONTAINER, both, alone, shared), of(OTHER, both, shared)).findings
    assert [(member.key, member.instance) for member in finding.members] == [
        ("/usr/share/a/x", "web-1"),
        ("/usr/share/a/y", ""),
    ]


def test_a_title_that_names_one_replica_says_how_many_others_there_are():
    third = replace(REPLICA, label="container:web-3", instance="web-3")
    one = env("COLOUR", "a", None)
    comparisons = [compared(one, relation=Relation.INSTANCES, sides=(MAJORITY, side)) for side in (REPLICA, third)]
    [finding] = judged(*comparisons).findings
    assert finding.title == "COLOUR is missing in web-2 and 1 more: web-1 has it"


def test_a_path_that_holds_the_name_of_a_replica_is_left_as_it_is():
    one = file_change("/etc/web-1/app.conf", file(), file("two"))
    [finding] = judged(of(CONTAINER, one), of(OTHER, one)).findings
    assert finding.title == "/etc/web-1/app.conf: content"


def test_what_a_container_differs_in_from_its_image_is_not_told_again_for_the_environments():
    one = file_change("/etc/app.conf", file(), file("two"))
    verdict = judged(of(CONTAINER, one), compared(one, relation=Relation.ENVIRONMENTS))
    assert [(finding.rule, finding.relation) for finding in verdict.findings] == [
        ("config-file-changed", Relation.CONTAINER_IMAGE)
    ]


def test_nor_for_the_replicas():
    one = file_change("/etc/app.conf", file(), file("two"))
    assert len(judged(of(OTHER, one), compared(one, relation=Relation.INSTANCES)).findings) == 1


def test_nor_what_a_package_s_upgrade_in_the_container_wrote():
    upgraded = package("pkg:deb/debian/a", "1", "2")
    inside = file_change("/usr/share/a/x", file(), file("two"), explained="pkg:deb/debian/a")
    beside = file_change("/usr/share/a/x", file(), file("two"))
    verdict = judged(of(CONTAINER, upgraded, inside), compared(upgraded, beside, relation=Relation.ENVIRONMENTS))
    assert told(verdict) == [("package-version-changed", "pkg:deb/debian/a")]


def test_it_is_told_where_no_container_was_compared_with_its_image():
    one = file_change("/etc/app.conf", file(), file("two"))
    assert told(judged(compared(one, relation=Relation.ENVIRONMENTS))) == [("config-file-changed", "/etc/app.conf")]


def test_it_is_told_where_the_container_is_in_neither_environment():
    dev = replace(CONTAINER, environment="dev")
    one = file_change("/etc/app.conf", file(), file("two"))
    assert len(judged(of(dev, one), compared(one, relation=Relation.ENVIRONMENTS)).findings) == 2


def test_another_service_s_drift_hides_nothing():
    one = file_change("/etc/app.conf", file(), file("two"))
    assert len(judged(of(CONTAINER, one), compared(one, relation=Relation.ENVIRONMENTS, service="api")).findings) == 2


def test_a_milder_finding_does_not_hide_a_severer_one():
    added = valued(Kind.RUNTIME, "cap_add", None, ["NET_ADMIN"])
    severer = valued(Kind.RUNTIME, "cap_add", ["X"], ["X", "ALL"])
    verdict = judged(of(CONTAINER, added), compared(severer, relation=Relation.ENVIRONMENTS))
    assert [str(finding.severity) for finding in verdict.findings] == ["high", "medium"]
