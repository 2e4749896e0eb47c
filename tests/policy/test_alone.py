"""What is wrong with a side whatever it is compared with."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from drift.model.changes import Change
from drift.model.evidence import Evidence, Memory, Role, Unknown
from drift.model.records import RUNS_AS, Kind, RecordSet, record
from drift.model.snapshot import Section, Snapshot
from drift.policy.alone import LOOKS, Looked, OneSide
from drift.policy.judging import findings_of
from drift.policy.rules import BY_ID, RULES
from tests.policy.made import BUILT_IN, compared, found, judged, told

NOW = "2026-11-24T08:00:00+00:00"
GLIBC = {"type": "pie", "machine": "x86_64", "bits": 64, "interpreter": "/lib64/ld-linux-x86-64.so.2"}
WHOLE = {**GLIBC, "needed": {"libc.so.6": "/usr/lib/libc.so.6"}}
LACKS = {**GLIBC, "needed": {"libGL.so.1": None}}


def snapshot(**kinds: dict[str, dict[str, Any]]) -> Snapshot:
    """As in snapshot(env={"TZ": {"value": "UTC"}})."""
    return Snapshot(
        None,
        {
            Kind(kind): Section.ok(RecordSet.of(Kind(kind), [record(Kind(kind), *one) for one in records.items()]))
            for kind, records in kinds.items()
        },
    )


@dataclass(frozen=True)
class Known(Unknown):
    """What the container's start has paths for, and what its settings ask for."""

    roles: Mapping[str, Role] = field(default_factory=dict)
    asked: Memory | None = None
    asked_for: list[str] = field(default_factory=list)

    def role(self, path: str) -> Role | None:
        self.asked_for.append(path)
        return self.roles.get(path)

    def memory(self) -> Memory | None:
        return self.asked

    def recreate(self) -> str:
        return "docker rm -f web && docker run web:1"


STARTS = Known({"/usr/bin/app": Role.ENTRYPOINT})


def at(container: Snapshot, image: Snapshot | None = None, evidence: Evidence = STARTS) -> list[Change]:
    return list(Looked().changes(OneSide(container, image or container, NOW, evidence)))


def said(*changes: Change) -> list[tuple[str, str]]:
    """(rule, severity) of each finding."""
    return [(one.rule, str(one.severity)) for one in found(*changes)]


def programs(**libraries: dict[str, Any]) -> Snapshot:
    """By path, with _ for /."""
    return snapshot(
        env={"PATH": {"value": "/usr/local/bin:/usr/bin"}},
        identity={"platform": {"value": "linux/amd64"}},
        libraries={f"/{path.replace('_', '/')}": content for path, content in libraries.items()},
    )


def test_a_whole_image_says_nothing():
    assert at(programs(usr_bin_app=WHOLE)) == []


def test_each_look_has_a_rule_for_its_kind():
    alone = [rule for rule in RULES if rule.alone]
    assert all(any(kind in rule.kinds for kind in look.kinds for rule in alone) for look in LOOKS)


@pytest.mark.parametrize(
    ("role", "consequence"),
    [
        (Role.ENTRYPOINT, "the container does not start"),
        (Role.STARTED, "the container does not start"),
        (Role.HEALTH, "the container counts as unhealthy"),
        (Role.RUN, "it fails when it is run"),
    ],
)
def test_what_the_image_starts_and_cannot_run_is_high(role, consequence):
    changes = at(programs(usr_bin_app=LACKS), evidence=Known({"/usr/bin/app": role}))
    assert said(*changes) == [("start-broken", "high")]
    [finding] = found(*changes)
    assert finding.title == f"/usr/bin/app, {role}, needs libGL.so.1, which is not there"
    assert finding.consequence == consequence


@pytest.mark.parametrize(
    ("content", "lacks"),
    [
        ({**WHOLE, "interpreter_missing": True}, "needs the loader /lib64/ld-linux-x86-64.so.2, which is not there"),
        (
            {**WHOLE, "unresolved_versions": ["libc.so.6: GLIBC_2.38"]},
            "needs GLIBC_2.38, which libc.so.6 does not define",
        ),
        ({**WHOLE, "missing": {"libz.so.1": "/usr/lib/libx.so"}}, "needs libz.so.1, which is not there"),
        ({**WHOLE, "machine": "aarch64"}, "is built for aarch64"),
    ],
)
def test_it_says_what_is_missing(content, lacks):
    [finding] = found(*at(programs(usr_bin_app=content)))
    assert (finding.rule, finding.title) == ("start-broken", f"/usr/bin/app, the entrypoint, {lacks}")


def test_a_script_that_cannot_start_is_told_only_where_the_container_starts_it():
    crlf = {"interpreter": "/bin/sh", "problem": "carriage return"}
    scripts = {"/entrypoint.sh": crlf, "/usr/share/doc/example.sh": crlf}
    [finding] = found(*at(snapshot(scripts=scripts), evidence=Known({"/entrypoint.sh": Role.ENTRYPOINT})))
    assert finding.title.startswith(
        "/entrypoint.sh, the entrypoint, does not start: its first line ends with a carriage"
    )
    assert at(snapshot(scripts=scripts)) == []


def test_other_programs_are_medium_and_libraries_low_in_one_finding():
    library = {"type": "library", "machine": "x86_64", "needed": {"libGL.so.1": None}}
    changes = at(programs(usr_bin_app=WHOLE, usr_bin_tool=LACKS, opt_x_cv2=library))
    assert said(*changes) == [("program-broken", "low"), ("program-broken", "medium")]
    [one] = judged(compared(*changes)).findings
    assert one.title == "2 programs and libraries of the image cannot be loaded"


def test_a_plug_in_whose_library_lies_elsewhere_is_whole():
    plug_in = {"type": "library", "needed": {"libx.so": None}, "elsewhere": {"libx.so": "/opt/libx.so"}}
    assert at(snapshot(libraries={"/opt/plug.so": plug_in})) == []


@pytest.mark.parametrize(
    ("path", "machine", "platform", "expected"),
    [
        ("usr_bin_tool", "aarch64", "linux/amd64", [("architecture-mismatch", "medium")]),
        ("usr_bin_tool", "i386", "linux/amd64", []),
        ("usr_bin_tool", "x86_64", "linux/arm64", [("architecture-mismatch", "medium")]),
        ("usr_bin_tool", "aarch64", "linux/mips", []),
        ("opt_firmware_x", "arm", "linux/amd64", []),
    ],
)
def test_a_program_on_path_for_another_machine_is_medium(path, machine, platform, expected):
    image = programs(**{path: {**WHOLE, "machine": machine}})
    other = snapshot(identity={"platform": {"value": platform}})
    assert said(*at(Snapshot(None, {**image.sections, **other.sections}))) == expected


def test_what_the_container_changed_is_left_to_the_differences():
    image, container = programs(usr_bin_app=WHOLE), programs(usr_bin_app=LACKS)
    assert at(container, image) == []
    assert said(*at(container, container)) == [("start-broken", "high")]


@pytest.mark.parametrize(
    ("runs_as", "expected"),
    [
        (
            {"user": "app", "uid": None, "gid": None, "account": None, "missing": ["user app"]},
            [("user-unknown", "high")],
        ),
        ({"user": "1001", "uid": 1001, "gid": 0, "account": None}, [("user-unknown", "info")]),
        ({"user": "", "uid": 0, "gid": 0, "account": "root"}, []),
        ({"user": "", "uid": 0, "gid": 0, "account": None}, []),
    ],
)
def test_a_user_without_an_account(runs_as, expected):
    assert said(*at(snapshot(accounts={RUNS_AS: runs_as}))) == expected


def ca(end: str, *paths: str) -> dict[str, Any]:
    return {"subject": "CN=Own Root", "not_before": "2016-01-01T00:00:00Z", "not_after": end, "paths": [*paths]}


BUNDLE, OWN = "/etc/ssl/certs/ca-certificates.crt", "/usr/local/share/ca-certificates/own.crt"


@pytest.mark.parametrize(
    ("certificate", "expected"),
    [
        (ca("2025-01-01T00:00:00Z", BUNDLE, OWN), [("certificate-expired", "high")]),
        (ca("2026-12-10T00:00:00Z", BUNDLE, OWN), [("certificate-expiring", "medium")]),
        (ca("2027-12-10T00:00:00Z", BUNDLE, OWN), []),
        (ca("2025-01-01T00:00:00Z", BUNDLE), [("certificate-expired", "info")]),
        (ca("2026-12-10T00:00:00Z", BUNDLE), []),
        (ca("", OWN), []),
    ],
)
def test_a_ca_of_one_s_own_that_ends_is_high_or_medium_and_the_distribution_s_are_information(certificate, expected):
    assert said(*at(snapshot(certificates={"ab" * 32: certificate}))) == expected


def test_the_certificates_of_a_bundle_are_one_finding():
    old = {f"{number:064x}": ca(f"202{number}-05-12T00:00:00Z", BUNDLE) for number in range(4)}
    [finding] = found(*at(snapshot(certificates=old)))
    assert finding.title == "4 CA certificates of the distribution's bundle have expired, the last on 2023-05-12"


def test_files_of_packages_that_the_builder_changed_are_one_low_finding():
    altered = {"package": "pkg:pypi/requests", "digest": {"expected": "a", "found": "b"}}
    gone = {"package": "pkg:pypi/requests", "type": {"expected": "file", "found": "absent"}}
    image = snapshot(verification={"/usr/lib/a.py": altered, "/usr/lib/b.py": altered, "/usr/lib/c.py": gone})
    titles = [one.title for one in found(*at(image))]
    assert titles == [f"/usr/lib/{name}.py of the image: digest not as requests recorded it" for name in "ab"]
    [one] = judged(compared(*at(image))).findings
    assert (one.rule, str(one.severity), len(one.members)) == ("image-package-altered", "low", 2)


@pytest.mark.parametrize(
    ("declared", "installed", "expected"),
    [
        ("pkg:npm/left#/srv/web", "pkg:npm/left#/srv/web/node_modules", ["lock-file-not-followed"]),
        ("pkg:npm/left#/srv/web", "pkg:npm/left#/usr/lib/node_modules", []),
        ("pkg:pypi/flask#/srv/web", "pkg:pypi/flask#/usr/lib/python3/dist-packages", ["lock-file-not-followed"]),
        ("pkg:pypi/flask#/usr/share/doc/x", "pkg:pypi/flask#/usr/lib/python3/dist-packages", []),
        ("pkg:pypi/flask#/srv/web", "pkg:pypi/django#/usr/lib/python3/dist-packages", []),
        ("pkg:golang/x#/srv/web", "pkg:golang/x#/srv/web/bin", []),
    ],
)
def test_a_package_in_another_version_than_its_lock_file_declares(declared, installed, expected):
    image = snapshot(declared={declared: {"versions": ["1.0"]}}, packages={installed: {"versions": ["2.0"]}})
    assert [rule for rule, _ in said(*at(image))] == expected
    same = snapshot(declared={declared: {"versions": ["1.0"]}}, packages={installed: {"versions": ["1.0", "2.0"]}})
    assert at(same) == []
    unsure = {"versions": ["1.0"], "optional": True}
    assert at(snapshot(declared={declared: unsure}, packages={installed: {"versions": ["2.0"]}})) == []


LIMITED = snapshot(runtime={"memory": {"value": 256 << 20}})


@pytest.mark.parametrize("asked", [256 << 20, 512 << 20])
def test_a_memory_limit_below_what_the_program_is_told_to_take_is_high(asked):
    changes = at(LIMITED, evidence=Known(asked=Memory(asked, "-Xmx in JAVA_OPTS")))
    assert said(*changes) == [("memory-limit-too-low", "high")]
    [finding] = found(*changes)
    assert finding.title == f"the memory limit is 256 MiB, and -Xmx in JAVA_OPTS asks for {asked >> 20} MiB"


def test_a_limit_with_room_is_right():
    assert at(LIMITED, evidence=Known(asked=Memory(128 << 20, "-Xmx128m in JAVA_OPTS"))) == []
    assert at(LIMITED) == []
    assert at(snapshot(runtime={"memory": {"value": None}}), evidence=Known(asked=Memory(1 << 30, "-Xmx1g"))) == []


@pytest.mark.parametrize(
    ("platform", "host", "expected"),
    [
        ("linux/arm64", "amd64", ["platform-emulated"]),
        ("linux/arm/v7", "arm64", []),
        ("linux/386", "amd64", []),
        ("linux/amd64", "arm64", ["platform-emulated"]),
        ("linux/s390x", "s390x", []),
    ],
)
def test_an_image_for_another_machine_than_its_host_is_told(platform, host, expected):
    container = snapshot(identity={"platform": {"value": platform}}, host={"architecture": {"value": host}})
    assert [rule for rule, _ in said(*at(container))] == expected


def test_replicas_say_it_once():
    changes = at(programs(usr_bin_app=LACKS))
    assert told(judged(compared(*changes), compared(*changes))) == [("start-broken", "/usr/bin/app")]


def test_it_explains_no_file_and_is_no_difference():
    changes = at(snapshot(accounts={RUNS_AS: {"user": "app", "missing": ["user app"]}}))
    assert all(change.alone for change in changes)
    assert [one.members for one in found(*changes)] == [()]


def test_a_container_made_anew_would_have_it_again_so_that_the_rule_s_own_remedy_stands():
    one = replace(compared(*at(programs(usr_bin_app=LACKS))), evidence=STARTS)
    [finding] = findings_of(one, BUILT_IN)
    assert finding.remedy == BY_ID["start-broken"].fix


def test_equal_records_are_looked_at_once():
    image, known, looked = programs(usr_bin_app=LACKS), Known(), Looked()
    for _ in range(2):
        assert len(list(looked.changes(OneSide(image, image, NOW, known)))) == 1
    assert known.asked_for == ["/usr/bin/app"]
