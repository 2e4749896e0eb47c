import pytest

from drift.model.changes import Change, ChangeType, Relation
from drift.model.findings import Verdict
from drift.model.records import Kind
from tests.policy.made import compared, directory, env, file, file_change, judged, moved, package, told, valued


def verdict_of(*changes: Change, relation: Relation = Relation.CONTAINER_IMAGE) -> Verdict:
    return judged(compared(*changes, relation=relation))


def test_a_directory_that_was_added_is_one_finding_with_all_that_is_in_it():
    files = [file_change(f"/opt/tool/{number}", None, file()) for number in range(3)]
    [finding] = verdict_of(file_change("/opt/tool", None, directory()), *files).findings
    assert (finding.rule, finding.key, finding.change) == ("file-added", "/opt/tool", ChangeType.ADDED)
    assert finding.title == "4 files added below /opt/tool"
    assert [member.key for member in finding.members] == ["/opt/tool", "/opt/tool/0", "/opt/tool/1", "/opt/tool/2"]


def test_a_program_in_an_added_directory_is_not_overlooked():
    changes = [
        file_change("/opt/tool", None, directory()),
        file_change("/opt/tool/a", None, file()),
        file_change("/opt/tool/run", None, file(mode="0755")),
    ]
    assert told(verdict_of(*changes)) == [("executable-added", "/opt/tool/run"), ("file-added", "/opt/tool")]


def test_only_the_topmost_of_nested_directories_is_named():
    changes = [file_change(path, None, directory()) for path in ("/opt/a", "/opt/a/b", "/opt/a/b/c")]
    assert told(verdict_of(*changes)) == [("file-added", "/opt/a")]


def test_a_directory_that_was_removed_is_one_finding():
    changes = [
        file_change("/srv/site", directory(), None),
        *(file_change(f"/srv/site/{n}.css", file(), None) for n in range(3)),
    ]
    assert told(verdict_of(*changes)) == [("file-removed", "/srv/site")]


def test_a_file_beside_an_added_directory_with_a_longer_name_stands_alone():
    changes = [
        file_change("/opt/a", None, directory()),
        file_change("/opt/a/x", None, file()),
        file_change("/opt/ab", None, file()),
    ]
    assert told(verdict_of(*changes)) == [("file-added", "/opt/a"), ("file-added", "/opt/ab")]


def test_a_moved_directory_is_one_move_with_its_empty_files_and_directories():
    changes = [
        moved("/srv/old/a", "/srv/new/a"),
        moved("/srv/old/sub/b", "/srv/new/sub/b"),
        *(file_change(f"/srv/new{name}", None, directory()) for name in ("", "/sub")),
        *(file_change(f"/srv/old{name}", directory(), None) for name in ("", "/sub")),
        file_change("/srv/new/empty", None, file("")),
        file_change("/srv/old/empty", file(""), None),
    ]
    [finding] = verdict_of(*changes).findings
    assert (finding.rule, finding.key, finding.before) == ("file-moved", "/srv/new", {"path": "/srv/old"})
    assert finding.title == "/srv/old was moved to /srv/new: 8 paths"


def test_two_files_that_were_renamed_in_place_are_two_moves():
    assert told(verdict_of(moved("/srv/a", "/srv/b"), moved("/srv/c", "/srv/d"))) == [
        ("file-moved", "/srv/b"),
        ("file-moved", "/srv/d"),
    ]


def test_what_is_new_in_a_moved_directory_stays_a_finding():
    changes = [
        moved("/srv/old/a", "/srv/new/a"),
        moved("/srv/old/b", "/srv/new/b"),
        file_change("/srv/new/c", None, file()),
    ]
    assert told(verdict_of(*changes)) == [("file-moved", "/srv/new"), ("file-added", "/srv/new/c")]


@pytest.mark.parametrize(("number", "findings"), [(20, 20), (21, 1)])
def test_more_than_twenty_of_one_rule_in_one_tree_are_one(number, findings):
    changes = [file_change(f"/srv/data/{one}", file(), file("two")) for one in range(number)]
    assert len(verdict_of(*changes).findings) == findings


def test_the_tree_is_named_as_deep_as_it_can_be():
    changes = [file_change(f"/usr/lib/app/{one % 3}/{one}", file(), file("two")) for one in range(60)]
    assert told(verdict_of(*changes)) == [("file-changed", "/usr/lib/app")]


def test_two_trees_are_two_findings():
    changes = [file_change(f"/{tree}/data/{one}", file(), file("two")) for tree in ("opt", "srv") for one in range(30)]
    assert told(verdict_of(*changes)) == [("file-changed", "/opt/data"), ("file-changed", "/srv/data")]


def test_what_is_scattered_over_the_whole_file_system_is_one_too():
    changes = [file_change(f"/{tree}/x", file(), file("two")) for tree in map(str, range(30))]
    assert told(verdict_of(*changes)) == [("file-changed", "/")]


def test_a_group_is_as_severe_as_its_worst_member():
    changes = [file_change(f"/srv/data/{one}", file(), file("two")) for one in range(30)]
    [finding] = verdict_of(*changes, file_change("/srv/data/run.sh", file(), file("two"))).findings
    assert str(finding.severity) == "high"


def test_different_rules_are_never_one_finding():
    changed = [file_change(f"/srv/a/{one}", file(), file("two")) for one in range(21)]
    removed = [file_change(f"/srv/a/r{one}", file(), None) for one in range(21)]
    assert told(verdict_of(*changed, *removed)) == [("file-changed", "/srv/a"), ("file-removed", "/srv/a")]


def test_the_state_of_programs_is_one_finding_for_each_place_from_the_first_file_on():
    changes = [file_change(f"/var/log/{name}", None, file()) for name in "ab"]
    verdict = verdict_of(*changes, file_change("/tmp/x", None, file()))
    assert told(verdict) == [("runtime-state", "/tmp"), ("runtime-state", "/var/log")]
    assert verdict.findings[0].title == "/tmp/x: added"
    assert [member.key for member in verdict.findings[0].members] == ["/tmp/x"]


def test_bytecode_all_over_the_tree_is_one_finding():
    changes = [file_change(f"/app/{package}/__pycache__/m.cpython-311.pyc", None, file()) for package in "abc"]
    assert told(verdict_of(*changes)) == [("runtime-state", "/**/__pycache__")]


def test_the_properties_of_a_host_are_one_finding():
    changes = [valued(Kind.HOST, key, "a", "b") for key in ("memory", "os", "cpus")]
    [finding] = verdict_of(*changes, relation=Relation.ENVIRONMENTS).findings
    assert (finding.key, finding.title) == ("host", "3 properties of the host differ")


def test_the_engine_and_what_runs_below_it_are_one_finding():
    changes = [valued(Kind.HOST, key, "a", "b") for key in ("engine_version", "containerd_version")]
    [finding] = verdict_of(*changes, relation=Relation.ENVIRONMENTS).findings
    assert (finding.key, finding.title) == ("engine", "2 properties of the engine differ")


def test_many_upgrades_are_one_finding_with_the_files_of_all():
    packages = [package(f"pkg:deb/debian/p{one}", "1", "2") for one in range(25)]
    files = [file_change("/usr/share/p0/x", file(), file("two"), explained="pkg:deb/debian/p0")]
    [finding] = verdict_of(*packages, *files).findings
    assert (finding.key, finding.title) == ("pkg:deb/debian", "25 packages with another version below pkg:deb/debian")
    assert len(finding.members) == 26


def test_many_python_packages_of_two_roots_are_one_tree():
    packages = [package(f"pkg:pypi/p{one}#/opt/{one % 2}", "1", "2") for one in range(25)]
    assert told(verdict_of(*packages)) == [("package-version-changed", "pkg:pypi")]


def test_variables_are_never_grouped():
    changes = [env(f"NAME_{one}", "x", None) for one in range(30)]
    assert len(verdict_of(*changes, relation=Relation.ENVIRONMENTS).findings) == 30


def test_a_group_keeps_its_fingerprint_while_its_members_come_and_go():
    some, more = (
        verdict_of(*(file_change(f"/srv/data/{one}", file(), file("two")) for one in range(number)))
        for number in (30, 50)
    )
    assert some.findings[0].fingerprint == more.findings[0].fingerprint


def test_the_state_of_programs_in_many_places_is_one_finding():
    places = ("/tmp/a", "/run/b.pid", "/var/log/c", "/var/cache/d", "/var/log/e")
    [finding] = verdict_of(*(file_change(path, None, file()) for path in places)).findings
    assert (finding.rule, finding.key) == ("runtime-state", "/")
    assert finding.title == "5 files changed below /run, /tmp, /var/cache and /var/log"
    assert [member.key for member in finding.members] == sorted(places)


def test_empty_directories_where_programs_keep_what_they_need_are_their_state():
    changes = [file_change(f"/var/lib/nginx/{name}", None, directory("0700")) for name in ("body", "proxy")]
    [finding] = verdict_of(*changes).findings
    assert (finding.rule, finding.key, str(finding.severity)) == ("runtime-state", "/var/lib/nginx", "low")


def test_a_directory_with_something_in_it_one_that_everyone_writes_and_one_elsewhere_are_added():
    held = (file_change("/var/lib/app/in", None, directory()), file_change("/var/lib/app/in/x", None, file()))
    assert {rule for rule, _ in told(verdict_of(*held))} == {"file-added"}
    for path, mode in (("/var/lib/app/all", "0777"), ("/srv/app/in", "0755")):
        assert told(verdict_of(file_change(path, None, directory(mode)))) == [("file-added", path)]
