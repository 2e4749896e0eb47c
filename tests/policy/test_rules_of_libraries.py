import pytest

from drift.model.changes import Relation
from drift.model.records import Kind
from tests.policy.made import change, found, rule_of

LIBC = "/usr/lib/libc.so.6"


def program(needed, **more):
    return {"type": "pie", "machine": "x86_64", "needed": needed, **more}


def library(needed, **more):
    return program(needed, **more) | {"type": "library"}


def changed(before, after):
    return change(Kind.LIBRARIES, "/usr/bin/app", before, after)


@pytest.mark.parametrize("relation", tuple(Relation))
def test_a_library_that_is_no_longer_found_is_high_everywhere(relation):
    assert rule_of(changed(program({"libx.so": "/lib/libx.so"}), program({"libx.so": None})), relation) == (
        "library-missing",
        "high",
    )


def test_the_title_says_what_is_missing_and_the_consequence_what_that_breaks():
    [finding] = found(changed(program({"libx.so": "/lib/libx.so"}), program({"libx.so": None})))
    assert finding.title == "libx.so is not found in the container: /usr/bin/app needs it"
    assert finding.consequence == "/usr/bin/app does not start"


def test_what_is_missing_further_down_names_who_needs_it():
    after = program({"liby.so": "/lib/liby.so"}, missing={"libx.so": "/lib/liby.so"})
    [finding] = found(changed(program({"liby.so": "/lib/liby.so"}), after))
    assert finding.title == "libx.so is not found in the container: /lib/liby.so, which /usr/bin/app loads, needs it"


def test_what_the_image_lacks_as_well_is_no_drift():
    assert found(changed(program({"libx.so": None}), program({"libx.so": None}, build_id="ab"))) == []


def test_a_new_plugin_may_lack_what_lies_elsewhere_and_a_new_program_may_not():
    elsewhere = {"elsewhere": {"libjvm.so": "/opt/libjvm.so"}}
    assert found(changed(None, library({"libjvm.so": None}, **elsewhere))) == []
    assert rule_of(changed(None, program({"libjvm.so": None}, **elsewhere))) == ("library-missing", "high")
    assert rule_of(changed(None, library({"libx.so": None}))) == ("library-missing", "high")


def test_a_version_that_is_not_defined_is_told():
    after = program({"libc.so.6": LIBC}, unresolved_versions=["libc.so.6: GLIBC_2.38", "libc.so.6: GLIBC_2.39"])
    [finding] = found(changed(program({"libc.so.6": LIBC}), after))
    assert (finding.rule, finding.severity.name) == ("library-version-missing", "HIGH")
    assert (
        finding.title == "/usr/bin/app needs GLIBC_2.38 (and 1 more), which libc.so.6 does not define in the container"
    )


@pytest.mark.parametrize(
    ("relation", "severity"), [(Relation.CONTAINER_IMAGE, "high"), (Relation.ENVIRONMENTS, "medium")]
)
def test_a_library_from_another_place_is_told(relation, severity):
    one = changed(program({"libssl.so.3": "/usr/lib/libssl.so.3"}), program({"libssl.so.3": "/opt/libssl.so.3"}))
    assert rule_of(one, relation) == ("library-found-elsewhere", severity)


@pytest.mark.parametrize(
    ("content", "title"),
    [
        (
            {"problem": "missing", "lacks": "python3", "interpreter": "/usr/bin/env python3"},
            "its interpreter python3 is missing",
        ),
        (
            {"problem": "other machine", "lacks": "/bin/sh", "interpreter": "/bin/sh"},
            "its interpreter /bin/sh is for another machine",
        ),
        (
            {"problem": "no loader", "lacks": "/bin/sh", "interpreter": "/bin/sh"},
            "the loader of its interpreter /bin/sh is missing",
        ),
        (
            {"problem": "carriage return", "interpreter": "/bin/sh"},
            "its first line ends with a carriage return, which Linux takes for a part of the interpreter's name",
        ),
    ],
)
def test_a_script_that_cannot_start_is_told_with_the_reason(content, title):
    [finding] = found(change(Kind.SCRIPTS, "/run", None, content))
    assert (finding.rule, finding.title) == ("interpreter-missing", f"/run does not start in the container: {title}")


def test_a_program_whose_loader_is_missing_is_told():
    after = program({}, interpreter="/lib/ld-musl-x86_64.so.1", interpreter_missing=True)
    [finding] = found(changed(None, after))
    assert finding.title.endswith("its loader /lib/ld-musl-x86_64.so.1 is missing")


def test_a_wheel_for_another_libc_is_told():
    content = {"built_for": ["musllinux_1_2_x86_64"], "libc": "glibc 2.36 on x86_64"}
    [finding] = found(change(Kind.LIBRARIES, "/site/x-1.dist-info/WHEEL", None, content))
    assert finding.title == (
        "/site/x-1.dist-info/WHEEL was built for musllinux_1_2_x86_64, and the container has glibc 2.36 on x86_64"
    )


@pytest.mark.parametrize("relation", tuple(Relation))
def test_another_build_is_told_by_its_file_alone(relation):
    assert found(changed(program({}, build_id="ab"), program({}, build_id="cd")), relation=relation) == []
