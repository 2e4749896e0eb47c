from dataclasses import replace

import pytest

from drift.model.changes import Change, Relation
from drift.model.evidence import UNKNOWN, Declared, Memory, Obstacle, Role
from drift.model.findings import Consequence, Effect
from drift.model.records import RUNS_AS, Kind
from drift.policy.consequences import worse
from drift.policy.judging import findings_of
from tests.policy.evidence import APP, Said
from tests.policy.made import (
    BUILT_IN,
    change,
    compared,
    directory,
    env,
    file,
    file_change,
    moved,
    package,
    runtime,
    valued,
)

ENTRYPOINT = Said(roles={"/run": Role.ENTRYPOINT}, stops=(Obstacle(Role.ENTRYPOINT, "/run is not there"),), user=APP)
STARTS = Said(roles={"/run": Role.ENTRYPOINT}, user=APP)
NOT_STARTED = "the container does not start"


def leads_to(
    *changes: Change, evidence: Said, relation: Relation = Relation.CONTAINER_IMAGE
) -> tuple[str, Effect | None]:
    """Consequence and effect of the first change's finding."""
    comparison = replace(compared(*changes, relation=relation), evidence=evidence)
    finding = next(one for one in findings_of(comparison, BUILT_IN) if one.key == changes[0].key)
    return finding.consequence, finding.effect


def between(*changes: Change, evidence: Said) -> tuple[str, Effect | None]:
    return leads_to(*changes, evidence=evidence, relation=Relation.ENVIRONMENTS)


def test_without_the_entrypoint_nothing_starts():
    expected = (f"it is the entrypoint: {NOT_STARTED}", Effect.NO_START)
    assert leads_to(file_change("/run", file(), None), evidence=ENTRYPOINT) == expected


def test_where_the_path_has_another_program_of_that_name_that_one_starts():
    gone = file_change("/run", file(), None)
    assert leads_to(gone, evidence=STARTS) == (
        "it is the entrypoint: another program of that name is started",
        Effect.DIFFERS,
    )


def test_a_moved_entrypoint_is_missing_at_its_old_place():
    text, effect = leads_to(moved("/run", "/run.old"), evidence=ENTRYPOINT)
    assert (NOT_STARTED in text, effect) == (True, Effect.NO_START)


@pytest.mark.parametrize(
    ("role", "text", "effect"),
    [
        (Role.INTERPRETER, f"it is the interpreter of what the container starts: {NOT_STARTED}", Effect.NO_START),
        (Role.READ, "it is read by the entrypoint", Effect.FAILS),
        (Role.HEALTH, "it is the health check's command: every check fails", Effect.FAILS),
    ],
)
def test_what_is_gone_matters_by_what_it_is_for(role, text, effect):
    assert leads_to(file_change("/x", file(), None), evidence=Said(roles={"/x": role})) == (text, effect)


def test_another_content_of_the_entrypoint_is_another_program():
    assert leads_to(file_change("/run", file(), file("two")), evidence=STARTS) == (
        "it is the entrypoint",
        Effect.DIFFERS,
    )


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        (file(mode="0644"), file(mode="0600"), "it runs as 1000:1000, which can no longer read it"),
        (file(mode="0644", owner="1000:1000"), file(mode="0644"), "it runs as 1000:1000, which can no longer write it"),
        (file(mode="0755"), file(mode="0700"), "it runs as 1000:1000, which can no longer read or run it"),
        (directory("0755"), directory("0700"), "it runs as 1000:1000, which can no longer list or enter it"),
    ],
)
def test_rights_that_the_user_lost_make_it_fail(before, after, text):
    assert leads_to(file_change("/srv/x", before, after), evidence=STARTS) == (text, Effect.FAILS)


def test_rights_that_the_user_does_not_need_are_no_consequence():
    root = replace(STARTS, user=replace(APP, uid=0, gid=0, capabilities=frozenset({"DAC_OVERRIDE"})))
    assert leads_to(file_change("/srv/x", file(), file(mode="0600")), evidence=root) == ("", None)


def test_an_entrypoint_that_the_user_cannot_run_does_not_start():
    one = file_change("/run", file(mode="0755"), file(mode="0644"))
    text = f"it runs as 1000:1000, which can no longer run it; it is the entrypoint: {NOT_STARTED}"
    assert leads_to(one, evidence=STARTS) == (text, Effect.NO_START)


def test_an_added_file_that_the_user_cannot_read_is_of_no_use():
    why = "mode 0600, owner 0:0, and it runs as 1000:1000"
    one = file_change("/etc/app/app.conf", None, file(mode="0600"))
    assert leads_to(one, evidence=Said(bars={"/etc/app/app.conf": why})) == (
        f"the program cannot use it: {why}",
        Effect.FAILS,
    )


def test_a_variable_without_which_the_entrypoint_ends():
    evidence = Said(demands={"DATABASE_URL": ("/run",)})
    text = f"/run ends where it is not set: {NOT_STARTED}"
    assert between(env("DATABASE_URL", "x", None), evidence=evidence) == (text, Effect.NO_START)
    assert between(env("DATABASE_URL", "x", ""), evidence=evidence) == (text, Effect.NO_START)


def test_a_variable_that_is_read_without_a_default():
    evidence = Said(reads={"PORT": ("/a", "/b", "/c")})
    assert between(env("PORT", "80", None), evidence=evidence) == (
        "it is read by /a, /b and 1 more and has no default there",
        Effect.FAILS,
    )
    assert between(env("PORT", "80", "81"), evidence=evidence) == ("it is read by /a, /b and 1 more", Effect.DIFFERS)
    assert between(env("OTHER", "1", None), evidence=evidence) == ("", None)


def test_another_path_on_which_the_command_is_not_found():
    evidence = Said(stops=(Obstacle(Role.COMMAND, "web is not on its PATH (/bin)"),))
    expected = (f"web is not on its PATH (/bin): {NOT_STARTED}", Effect.NO_START)
    assert between(env("PATH", "/app/bin:/bin", "/bin"), evidence=evidence) == expected
    assert between(valued(Kind.CONFIG, "cmd", ["x"], ["web"]), evidence=evidence) == expected


def test_a_health_check_whose_command_is_missing():
    evidence = Said(stops=(Obstacle(Role.HEALTH, "curl is not there"),))
    one = valued(Kind.CONFIG, "healthcheck", {"test": ["CMD", "wget"]}, {"test": ["CMD", "curl"]})
    assert between(one, evidence=evidence) == ("curl is not there: every health check fails", Effect.FAILS)


def test_another_user_is_barred_from_the_entrypoint():
    stops = (Obstacle(Role.COMMAND, "x is not there"), Obstacle(Role.ENTRYPOINT, "/run: mode 0700", by_rights=True))
    expected = (f"/run: mode 0700: {NOT_STARTED}", Effect.NO_START)
    assert between(valued(Kind.CONFIG, "user", "root", "1000"), evidence=Said(stops=stops)) == expected
    one, other = ({"user": str(uid), "uid": uid, "gid": 0} for uid in (0, 1000))
    assert between(change(Kind.ACCOUNTS, RUNS_AS, one, other), evidence=Said(stops=stops)) == expected


def test_a_limit_below_what_the_settings_ask_for():
    evidence = Said(asks=Memory(2 << 30, "-Xmx2g in JAVA_OPTS"))
    text = (
        "-Xmx2g in JAVA_OPTS asks for 2,048 MiB, and 512 MiB is all that it may have: it is killed when it takes them"
    )
    assert between(runtime("memory", None, 512 << 20), evidence=evidence) == (text, Effect.FAILS)
    assert between(runtime("memory", None, 4 << 30), evidence=evidence) == ("", None)
    assert between(runtime("memory", 512 << 20, None), evidence=evidence) == ("", None)


def test_a_read_only_root_where_the_program_was_seen_to_write():
    read_only = runtime("read_only", False, True)
    written = file_change("/app/cache/a", file(), None)
    mount = change(Kind.MOUNTS, "/data", None, {"type": "tmpfs", "rw": True})
    kept = file_change("/data/a", file(), None)
    assert between(read_only, written, kept, mount, evidence=Said()) == (
        "in staging it writes /app/cache/a, here it cannot",
        Effect.FAILS,
    )
    assert between(read_only, kept, mount, evidence=Said()) == ("", None)


def test_a_new_volume_where_the_image_has_no_directory_belongs_to_root():
    mount = change(Kind.MOUNTS, "/data", None, {"type": "volume", "source": "data", "rw": True})
    text, effect = between(mount, evidence=Said(user=APP))
    assert "a new volume there belongs to root, and 1000:1000 cannot write it" in text
    assert effect is Effect.FAILS
    assert between(mount, evidence=Said(user=APP, steps={"/data": "RUN mkdir /data"})) == ("", None)


def test_a_mount_over_what_the_container_starts():
    said = Said(covers={"/app": ((Role.ENTRYPOINT, "/app/run"), (Role.ARGUMENT, "/app/x"))})
    content = {"type": "bind", "source": "/srv/app", "rw": True, "hides": {"count": 2, "examples": ["/app/run"]}}
    text, effect = between(change(Kind.MOUNTS, "/app", None, content), evidence=said)
    assert text == "/app/run, the entrypoint, lies below it: what runs is what is mounted there, if it has it"
    assert effect is Effect.DIFFERS
    same = {**content, "type": "volume", "stale": {"differ": 0, "absent": 0}}
    assert between(change(Kind.MOUNTS, "/app", None, same), evidence=said) == ("", None)


def test_a_script_that_cannot_start_is_what_the_container_is_for():
    broken = change(Kind.SCRIPTS, "/run", None, {"interpreter": "/bin/sh", "problem": "carriage return"})
    assert leads_to(broken, evidence=STARTS) == (f"it is the entrypoint: {NOT_STARTED}", Effect.NO_START)
    other = change(Kind.SCRIPTS, "/other", None, {"interpreter": "/bin/x", "problem": "missing", "lacks": "/bin/x"})
    assert leads_to(other, evidence=STARTS)[1] is Effect.FAILS


def test_a_missing_certificate_ends_connections_unless_it_has_expired():
    def ca(until: str) -> Change:
        said = {"subject": "CN=Shop CA", "not_after": until, "paths": ["/etc/ssl/ca.crt"]}
        return change(Kind.CERTIFICATES, "ab" * 32, said, None)

    assert leads_to(ca("2040-01-01T00:00:00Z"), evidence=Said()) == (
        "connections to servers that only Shop CA vouches for are refused",
        Effect.FAILS,
    )


def test_the_worse_of_two_consequences_is_told():
    fails, exposed = Consequence("a", Effect.FAILS), Consequence("b", Effect.EXPOSED)
    assert worse(exposed, fails) == worse(fails, exposed) == fails
    assert worse(Consequence(), exposed) == exposed
    assert worse(fails, Consequence("c", Effect.FAILS)) == fails


def test_where_nothing_is_known_nothing_is_said():
    comparison = compared(file_change("/run", file(), None), env("A", "1", None), relation=Relation.ENVIRONMENTS)
    assert comparison.evidence is UNKNOWN
    assert {(one.consequence, one.effect) for one in findings_of(comparison, BUILT_IN)} == {("", None)}


def test_a_package_that_a_lock_file_wants_in_another_version_names_the_file():
    locks = (Declared("/srv/app/requirements.txt", ("3.7",)),)
    newer = package("pkg:pypi/idna", "3.7", "3.10")
    expected = ("/srv/app/requirements.txt asks for 3.7", Effect.DIFFERS)
    assert leads_to(newer, evidence=Said(locks=locks)) == expected
    assert leads_to(package("pkg:pypi/idna", "3.6", "3.7"), evidence=Said(locks=locks)) == ("", None)
    assert leads_to(newer, evidence=Said()) == ("", None)
