from dataclasses import replace

import pytest

from drift.model import coverage
from drift.model.changes import Change, Relation
from drift.model.findings import Effect, Finding
from drift.model.records import Kind
from drift.policy.grouping import grouped
from drift.policy.judging import findings_of
from drift.policy.remedies import quoted
from drift.policy.rules import BY_ID
from tests.policy.evidence import Said
from tests.policy.made import BUILT_IN, change, compared, env, file, file_change, moved, package

COMPOSE = "docker compose -p shop up -d --force-recreate web"


def finding_of(one: Change, evidence: Said, relation: Relation = Relation.CONTAINER_IMAGE) -> Finding:
    [finding] = findings_of(replace(compared(one, relation=relation), evidence=evidence), BUILT_IN)
    return finding


def remedy(one: Change, evidence: Said, relation: Relation = Relation.CONTAINER_IMAGE) -> str:
    return finding_of(one, evidence, relation).remedy


def command(one: Change, evidence: Said, relation: Relation = Relation.CONTAINER_IMAGE) -> str:
    return remedy(one, evidence, relation).partition("  # ")[0]


def test_what_a_container_has_otherwise_than_its_image_is_gone_with_the_next_one():
    said = remedy(file_change("/app/a.py", file(), file("two")), Said(command=COMPOSE))
    assert said == f"{COMPOSE}  # make the change where the image is built, or recreate the container from it."


def test_without_a_command_the_rule_s_own_words_stand():
    said = remedy(file_change("/app/a.py", file(), file("two")), Said())
    assert said == BY_ID["file-changed"].fix


@pytest.mark.parametrize(
    ("before", "option"),
    [
        ({"value": "info"}, "LOG=info"),
        ({"value": "a b; rm -rf /"}, "'LOG=a b; rm -rf /'"),
        ({"value": "x\ny"}, "LOG=…"),
        ({"value": "x" * 100}, "LOG=…"),
        ({"hmac": "ab", "key_id": "01"}, "LOG=…"),
    ],
)
def test_a_missing_variable_is_an_option_with_the_value_of_the_other_side(before, option):
    one = change(Kind.ENV, "LOG", before, None)
    assert command(one, Said(), Relation.ENVIRONMENTS) == f"docker run -e {option} …"


def test_a_name_that_no_shell_can_have_is_no_option():
    assert "docker run" not in remedy(env("A;B", "1", None), Said(), Relation.ENVIRONMENTS)


@pytest.mark.parametrize(
    ("after", "line"),
    [
        (file(owner="0:0"), "RUN chown 7:8 '/srv/a b'"),
        (file(owner="7:8", mode="0600"), "RUN chmod 0644 '/srv/a b'"),
        (file("two", owner="7:8"), ""),
    ],
)
def test_rights_that_two_images_give_are_a_line_of_the_dockerfile(after, line):
    one = file_change("/srv/a b", file(owner="7:8"), after)
    said = remedy(one, Said(), Relation.ENVIRONMENTS)
    assert said.partition("  # ")[0] == line if line else "RUN" not in said


def test_a_tag_that_moved_is_pinned_to_the_digest_that_runs():
    one = coverage.tag_moved("web:1.4", "", "sha256:bb")
    assert command(one, Said(pin="web:1.4@sha256:aa")) == "image: web:1.4@sha256:aa"


@pytest.mark.parametrize(
    ("text", "word"),
    [("/a", "/a"), ("/a b", "'/a b'"), ("/it's", "'/it'\"'\"'s'"), ("/a\nrm -rf /", "$'/a\\x0arm -rf /'"), ("/\udcff'", "$'/\\xff\\x27'")],
)  # fmt: skip
def test_any_name_is_one_word_on_one_line(text, word):
    assert quoted(text) == word


def test_a_file_comes_from_its_package_and_its_step():
    one = file_change(
        "/usr/bin/openssl", file(mode="0755"), file("two", mode="0755"), explained="pkg:deb/debian/openssl"
    )
    finding = finding_of(one, Said(steps={"/usr/bin/openssl": "RUN apt-get install -y openssl"}))
    assert finding.attribution == "belongs to openssl, made by RUN apt-get install -y openssl"
    assert finding.step == "RUN apt-get install -y openssl"


def test_an_added_file_was_made_by_no_step():
    assert finding_of(file_change("/app/x", None, file()), Said(steps={"/app/x": "COPY . /app"})).attribution == ""


def test_a_moved_file_comes_from_where_it_was():
    assert finding_of(moved("/app/a", "/app/b"), Said(steps={"/app/a": "COPY . /app"})).step == "COPY . /app"


@pytest.mark.parametrize(
    ("key", "evidence", "path"),
    [
        ("pkg:deb/debian/curl", "/var/lib/dpkg/status", "/var/lib/dpkg/info/curl.list"),
        ("pkg:deb/debian/libc6", "/var/lib/dpkg/status", "/var/lib/dpkg/info/libc6:amd64.list"),
        ("pkg:pypi/requests#/app", "/app/requests-2.0.dist-info/METADATA", "/app/requests-2.0.dist-info/METADATA"),
    ],
)
def test_a_package_comes_from_the_step_that_installed_it(key, evidence, path):
    one = package(key, "1.0", "2.0", evidence)
    assert finding_of(one, Said(steps={path: "RUN install"})).attribution == "made by RUN install"


def test_a_group_tells_the_worst_of_what_it_stands_for():
    one, other = (finding_of(file_change(key, file(), None), Said()) for key in ("/app/a", "/app/b"))
    worst = replace(other, consequence="it is the entrypoint", effect=Effect.NO_START)
    findings = [worst, *(replace(one, key=f"/app/{number}") for number in range(30))]
    [group] = grouped(findings)
    assert group.consequence == "/app/b: it is the entrypoint"


def test_what_is_only_worth_knowing_asks_for_no_command():
    one = change(Kind.ENV, "TOKEN", {"hmac": "a", "key": "k"}, {"hmac": "b", "key": "k"})
    assert remedy(one, Said(), Relation.ENVIRONMENTS).startswith("Between environments nothing")
    assert remedy(one, Said(), Relation.INSTANCES).startswith("docker run -e TOKEN=…")
