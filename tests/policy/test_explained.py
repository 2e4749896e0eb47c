from dataclasses import replace

import pytest

from drift.model.changes import Relation
from drift.model.coverage import IMAGE_DIFFERS
from drift.model.evidence import Obstacle, Role
from drift.model.findings import Effect
from drift.model.records import Kind
from drift.model.settings import Settings
from drift.policy.judging import findings_of
from tests.policy.evidence import Said
from tests.policy.made import (
    BUILT_IN,
    change,
    compared,
    directory,
    env,
    file,
    file_change,
    found,
    image_change,
    judged,
    package,
    told,
    valued,
)

BASH = "pkg:deb/debian/bash"


def test_what_two_images_explain_is_a_member_of_the_one_finding():
    changes = [
        image_change(),
        file_change("/usr/bin/curl", file(), file("two"), explained=IMAGE_DIFFERS),
        package(BASH, "5.1", "5.2", explained=IMAGE_DIFFERS),
        valued(Kind.CONFIG, "cmd", "a", "b"),
    ]
    findings = found(*changes, relation=Relation.ENVIRONMENTS)
    assert [one.rule for one in findings] == ["image-differs", "start-command-differs"]
    assert [member.key for member in findings[0].members] == ["/usr/bin/curl", BASH]


def test_without_a_finding_that_explains_it_a_change_stands_for_itself():
    one = file_change("/usr/bin/curl", file(mode="0755"), file("two", mode="0755"), explained=IMAGE_DIFFERS)
    assert [finding.rule for finding in found(one, relation=Relation.ENVIRONMENTS)] == ["file-changed"]


def test_the_files_of_an_upgraded_package_are_its_members():
    files = [file_change(f"/usr/share/bash/{number}", file(), file("two"), explained=BASH) for number in range(300)]
    [finding] = found(*files, package(BASH, "5.1", "5.2"))
    assert (finding.rule, len(finding.members)) == ("package-version-changed", 300)


def test_a_file_of_a_package_that_did_not_change_was_changed_by_somebody():
    findings = found(
        file_change("/bin/ls", file(), file("two"), explained="pkg:deb/debian/coreutils"), package(BASH, "5.1", "5.2")
    )
    assert [one.rule for one in findings] == ["package-version-changed", "file-changed"]


def test_the_database_of_a_package_manager_says_nothing_beside_its_packages():
    database = [
        file_change(path, file(), file("two")) for path in ("/var/lib/dpkg/status", "/var/lib/apt/extended_states")
    ]
    [finding] = found(package(BASH, "5.1", "5.2"), *database)
    assert len(finding.members) == 2


def test_the_database_of_another_package_manager_does():
    findings = found(package(BASH, "5.1", "5.2"), file_change("/lib/apk/db/installed", file(), file("two")))
    assert [one.rule for one in findings] == ["package-version-changed", "file-changed"]


def test_a_database_that_changed_without_any_package_is_told():
    assert [one.rule for one in found(file_change("/var/lib/dpkg/status", file(), file("two")))] == ["file-changed"]


def test_the_metadata_of_a_python_package_is_its_member():
    root = "/usr/lib/python3/site-packages"
    evidence = f"{root}/requests-2.0.dist-info/METADATA"
    files = [file_change(f"{root}/requests-2.0.dist-info{name}", None, file()) for name in ("", "/METADATA", "/RECORD")]
    other = file_change(f"{root}/requests/api.py", None, file())
    findings = found(package(f"pkg:pypi/requests#{root}", None, "2.0", evidence=evidence), *files, other)
    assert [(one.rule, len(one.members)) for one in findings] == [("package-added", 3), ("file-added", 0)]


def test_members_stay_with_their_finding_when_it_is_hidden():
    files = [file_change("/usr/share/bash/x", file(), file("two"), explained=BASH)]
    verdict = judged(
        compared(package(BASH, "5.1", "5.2"), *files), settings=Settings(severity={"package-version-changed": None})
    )
    assert told(verdict) == []
    assert len(verdict.hidden[0].finding.members) == 1


JQ = package("pkg:deb/debian/jq", None, "1.6")
OF_JQ = {"explained": "pkg:deb/debian/jq"}


def test_what_a_new_package_brought_is_its_member_with_the_directories_made_for_it():
    files = [
        file_change("/usr/bin/jq", None, file(mode="0755"), **OF_JQ),
        file_change("/usr/share/jq", None, directory()),
        file_change("/usr/share/jq/a.jq", None, file(), **OF_JQ),
        file_change("/usr/share/jq/__pycache__", None, directory()),
        file_change("/usr/share/other", None, directory()),
    ]
    findings = found(JQ, *files)
    assert [one.key for one in findings] == ["pkg:deb/debian/jq", "/usr/share/other"]
    assert [one.key for one in findings[0].members] == [
        "/usr/bin/jq", "/usr/share/jq/a.jq", "/usr/share/jq", "/usr/share/jq/__pycache__",
    ]  # fmt: skip


def test_root_s_rights_are_told_whoever_brings_them():
    one = file_change("/usr/bin/jq", None, file(mode="4755"), **OF_JQ)
    assert [one.rule for one in found(JQ, one)] == ["package-added", "set-uid-added"]


def test_a_package_leads_to_the_worst_of_what_its_files_lead_to():
    gone = package("pkg:pypi/gunicorn#/site", "1.0", None, "/site/gunicorn-1.0.dist-info/METADATA")
    files = [
        file_change(key, file(mode="0755"), None, explained="pkg:pypi/gunicorn#/site")
        for key in ("/site/gunicorn/a.py", "/usr/bin/gunicorn")
    ]
    stops = (Obstacle(Role.COMMAND, "gunicorn is not on its PATH"),)
    evidence = Said(roles={"/usr/bin/gunicorn": Role.COMMAND}, stops=stops)
    [finding] = findings_of(replace(compared(gone, *files), evidence=evidence), BUILT_IN)
    assert finding.rule == "package-removed"
    assert finding.effect is Effect.NO_START
    assert finding.consequence == "/usr/bin/gunicorn: it is the start command: the container does not start"


@pytest.mark.parametrize(
    ("variable", "setting", "rule"),
    [
        ("TZ", "time_zone", "time-zone-differs"),
        ("LC_ALL", "locale", "locale-differs"),
        ("LANG", "locale", "locale-differs"),
    ],
)
def test_what_a_variable_comes_to_is_a_member_of_its_finding(variable, setting, rule):
    changes = (valued(Kind.CONFIG, setting, "a", "b"), env(variable, "a", "b"))
    [finding] = found(*changes, relation=Relation.ENVIRONMENTS)
    assert (finding.rule, finding.key, [one.key for one in finding.members]) == (rule, variable, [setting])
    [alone] = found(changes[0], relation=Relation.ENVIRONMENTS)
    assert (alone.rule, alone.key) == (rule, setting)


def test_a_time_zone_that_is_not_installed_is_a_finding_of_its_own():
    lost = change(Kind.CONFIG, "time_zone", {"value": "UTC"}, {"value": "Europe/Berlin", "installed": False})
    findings = found(lost, env("TZ", None, "Europe/Berlin"), relation=Relation.ENVIRONMENTS)
    assert {one.rule for one in findings} == {"time-zone-differs", "setting-without-effect"}
