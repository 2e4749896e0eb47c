"""How a container is started: user, command, privileges, limits, mounts; and on what host."""

from typing import Any

import pytest

from drift.model.canonical import Document
from drift.model.changes import Change, ChangeType, Relation
from drift.model.records import Kind
from tests.policy.made import change, found, rule_of, runtime, valued

BETWEEN = Relation.ENVIRONMENTS
EVERY = tuple(Relation)


def mount(kind: str = "bind", source: str = "/data", hides: int = 0, **more: Any) -> Document:
    record = {"type": kind, "source": source, "rw": True, **more}
    return {**record, "hides": {"count": hides, "examples": ["/app/static/logo.svg"]}} if hides else record


def mounted(destination: str, before: Document | None, after: Document | None) -> Change:
    return change(Kind.MOUNTS, destination, before, after)


@pytest.mark.parametrize("relation", [Relation.CONTAINER_IMAGE, BETWEEN, Relation.NOW_BEFORE])
@pytest.mark.parametrize(("before", "after"), [("app", None), (None, "1000"), ("app", "www-data")])
def test_another_user_is_high(relation, before, after):
    assert rule_of(valued(Kind.CONFIG, "user", before, after), relation) == ("user-changed", "high")


def test_a_container_that_became_root_says_so():
    [finding] = found(valued(Kind.CONFIG, "user", "app", None))
    assert (finding.title, finding.consequence) == ("the container runs as root, the image as app", "it runs as root")


@pytest.mark.parametrize("root", ["0", "root", "0:0", "root:root"])
def test_root_under_another_name_is_no_other_user(root):
    assert rule_of(valued(Kind.CONFIG, "user", None, root)) is None


@pytest.mark.parametrize(
    "key", ["entrypoint", "cmd", "healthcheck", "working_dir", "label:team", "exposed_port:80/tcp"]
)
def test_what_is_overridden_at_run_time_is_no_drift_from_the_image(key):
    assert rule_of(valued(Kind.CONFIG, key, "a", "b")) is None


@pytest.mark.parametrize(
    ("key", "severity"),
    [
        ("healthcheck", "medium"),
        ("shell", "medium"),
        ("volume:/data", "medium"),
        ("label:team", "low"),
        ("onbuild", "low"),
    ],
)
def test_what_an_image_declares_is_medium_between_environments_and_a_label_low(key, severity):
    assert rule_of(valued(Kind.CONFIG, key, "a", "b"), BETWEEN) == ("config-changed", severity)


def test_short_values_are_in_the_title_and_long_ones_are_not():
    [short] = found(valued(Kind.CONFIG, "cmd", ["serve"], ["serve", "--debug"]), relation=BETWEEN)
    [long] = found(valued(Kind.CONFIG, "cmd", ["x" * 100], ["y"]), relation=BETWEEN)
    assert short.title == "the command: serve in staging, serve --debug in production"
    assert long.title == "the command: another in production than in staging"


@pytest.mark.parametrize("relation", EVERY)
def test_privileged_is_high_in_every_comparison(relation):
    assert rule_of(runtime("privileged", None, True), relation) == ("privileged", "high")


def test_a_container_that_is_privileged_no_more_only_differs():
    assert rule_of(runtime("privileged", True, None), BETWEEN) == ("runtime-changed", "medium")


@pytest.mark.parametrize(
    ("key", "before", "after", "severity"),
    [
        ("cap_add", None, ["NET_ADMIN"], "medium"),
        ("cap_add", ["NET_ADMIN"], ["CAP_NET_ADMIN", "SYS_PTRACE"], "medium"),
        ("cap_add", None, ["SYS_ADMIN"], "high"),
        ("cap_add", None, ["ALL"], "high"),
        ("cap_drop", ["NET_RAW"], None, "medium"),
    ],
)
def test_a_capability_added_or_no_longer_dropped_is_medium_and_one_as_good_as_root_high(key, before, after, severity):
    assert rule_of(runtime(key, before, after)) == ("capability-added", severity)


def test_a_capability_that_is_written_in_two_ways_is_one():
    assert rule_of(runtime("cap_add", ["NET_ADMIN"], ["CAP_NET_ADMIN"])) is None


def test_a_capability_that_is_gone_between_environments_only_differs():
    assert rule_of(runtime("cap_add", ["NET_ADMIN"], None), BETWEEN) == ("runtime-changed", "medium")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, ["seccomp=unconfined"]),
        (None, ["apparmor:unconfined"]),
        (["label=type:x"], ["label=disable"]),
        (["no-new-privileges:true"], None),
    ],
)
def test_a_confinement_that_is_off_is_high(before, after):
    assert rule_of(runtime("security_opt", before, after)) == ("confinement-off", "high")


@pytest.mark.parametrize("key", ["pid_mode", "ipc_mode", "userns_mode"])
def test_a_namespace_of_the_host_is_a_confinement_that_is_off(key):
    assert rule_of(runtime(key, None, "host")) == ("confinement-off", "high")
    assert rule_of(runtime(key, None, "container")) is None


def test_between_environments_a_namespace_of_the_host_only_differs():
    assert rule_of(runtime("pid_mode", None, "host"), BETWEEN) == ("runtime-changed", "medium")


@pytest.mark.parametrize("options", [["no-new-privileges"], ["seccomp=/etc/profile.json"]])
def test_a_confinement_that_is_added_is_no_drift_from_the_image(options):
    assert rule_of(runtime("security_opt", None, options)) is None


def test_a_device_is_medium():
    assert rule_of(runtime("devices", None, ["/dev/fuse:/dev/fuse:rwm"])) == ("device-mapped", "medium")


@pytest.mark.parametrize(
    "key", ["memory", "memory_swap", "nano_cpus", "cpu_shares", "cpuset_cpus", "blkio_weight", "oom_kill_disable"]
)
def test_a_limit_between_environments_is_medium(key):
    assert rule_of(runtime(key, 1, 2), BETWEEN) == ("limit-changed", "medium")


@pytest.mark.parametrize(
    ("key", "severity"),
    [
        ("ipc_mode", "medium"),
        ("sysctls", "medium"),
        ("init", "medium"),
        ("log_driver", "low"),
    ],
)
def test_another_option_between_environments_is_medium_where_it_changes_what_the_program_may_do(key, severity):
    assert rule_of(runtime(key, "a", "b"), BETWEEN) == ("runtime-changed", severity)


@pytest.mark.parametrize("key", ["memory", "network_mode"])
def test_another_option_of_a_replica_is_medium(key):
    assert rule_of(runtime(key, "a", "b"), Relation.INSTANCES) == ("replica-differs", "medium")


@pytest.mark.parametrize(
    ("destination", "after"),
    [
        ("/var/run/docker.sock", mount(source="/var/run/docker.sock")),
        ("/sock", mount(source="/run/podman/podman.sock")),
        ("/run/containerd/containerd.sock", mount(source="/x")),
        ("/host", mount(source="/")),
        ("/host-run", mount(source="/run/")),
    ],
)
def test_the_engine_s_socket_is_found_by_its_name_and_by_the_directory_that_holds_it(destination, after):
    assert rule_of(mounted(destination, None, after)) == ("engine-socket-mounted", "high")


def test_a_volume_whose_name_is_a_directory_of_the_host_is_no_socket():
    assert rule_of(mounted("/run", None, mount("volume", "run"))) is None


@pytest.mark.parametrize(
    ("kind", "source", "severity"),
    [
        ("bind", "/srv/static", "high"),
        ("tmpfs", "", "high"),
        ("volume", "static", "high"),
        ("volume", "0f" * 32, "low"),
    ],
)
def test_a_mount_over_image_files_is_high_but_for_a_volume_without_a_name(kind, source, severity):
    one = mounted("/app/static", None, mount(kind, source, hides=3))
    assert rule_of(one) == ("mount-hides-image-files", severity)


def test_a_mount_over_image_files_says_how_many_and_names_one():
    [finding] = found(mounted("/app/static", None, mount(hides=1200)))
    assert finding.title == "the bind at /app/static hides 1,200 files of the image"
    assert finding.attribution == "for example /app/static/logo.svg"


@pytest.mark.parametrize(
    ("source", "differ", "absent", "severity", "does"),
    [
        ("static", 0, 0, "low", "holds the image's 3 files unchanged"),
        ("static", 0, 3, "high", "has, of 3 files of the image, 3 not at all"),
        ("0f" * 32, 0, 0, "low", "holds the image's 3 files unchanged"),
        ("0f" * 32, 0, 3, "medium", "has, of 3 files of the image, 3 not at all"),
    ],
)
def test_a_volume_with_all_of_the_image_s_files_or_none_hides_them(source, differ, absent, severity, does):
    stale = {"differ": differ, "absent": absent, "examples": ["/app/static/old.css"] if differ + absent else []}
    one = mounted("/app/static", None, mount("volume", source, hides=3, stale=stale))
    assert rule_of(one) == ("mount-hides-image-files", severity)
    [finding] = found(one)
    assert finding.title == f"the volume at /app/static {does}"
    assert finding.attribution == ("for example /app/static/old.css" if differ + absent else "")


@pytest.mark.parametrize(
    ("source", "differ", "absent", "severity", "has"),
    [
        ("static", 2, 0, "high", "2 with another content"),
        ("static", 1, 2, "high", "1 with another content and 2 not at all"),
        ("static", 0, 1, "high", "1 not at all"),
        ("0f" * 32, 1, 0, "medium", "1 with another content"),
    ],
)
def test_a_volume_with_some_of_the_image_s_files_is_stale(source, differ, absent, severity, has):
    stale = {"differ": differ, "absent": absent, "examples": ["/app/static/old.css"]}
    one = mounted("/app/static", None, mount("volume", source, hides=3, stale=stale))
    assert rule_of(one) == ("stale-volume", severity)
    [finding] = found(one)
    assert finding.title == f"the volume at /app/static has, of 3 files of the image, {has}"
    assert finding.attribution == "for example /app/static/old.css"


def test_between_environments_a_volume_is_stale_where_the_other_is_not():
    fresh, stale = (mount("volume", hides=3, stale={"differ": n, "absent": 0, "examples": []}) for n in (0, 1))
    assert rule_of(mounted("/app/static", fresh, stale), BETWEEN) == ("stale-volume", "medium")
    [finding] = found(mounted("/app/static", stale, fresh), relation=BETWEEN)
    assert finding.rule == "mount-differs"
    assert finding.title.endswith(": which of the image's files it has")


def test_a_mount_that_hides_nothing_is_no_drift_from_the_image():
    assert rule_of(mounted("/data", None, mount())) is None


@pytest.mark.parametrize(
    ("before", "after", "severity"),
    [
        (mount(), None, "medium"),
        (None, mount(), "medium"),
        (mount(), mount("volume"), "medium"),
        (mount(), mount(rw=False), "medium"),
        (mount(source="/srv/a"), mount(source="/srv/b"), "low"),
    ],
)
def test_mounts_of_two_environments(before, after, severity):
    assert rule_of(mounted("/data", before, after), BETWEEN) == ("mount-differs", severity)


@pytest.mark.parametrize(
    "kind",
    [Kind.ACCOUNTS, Kind.CERTIFICATES, Kind.DOCUMENTS],
)
def test_a_kind_without_a_rule_of_its_own_is_told_all_the_same(kind):
    assert rule_of(valued(kind, "x", "a", "b")) == ("record-changed", "medium")


@pytest.mark.parametrize("kind", [Kind.CONFIG, Kind.RUNTIME, Kind.MOUNTS, Kind.HOST])
def test_a_kind_that_could_not_be_compared_is_a_failed_collector(kind):
    assert rule_of(Change(kind, "", ChangeType.INCOMPARABLE, {"reason": "no"}), BETWEEN) == (
        "collector-failed",
        "medium",
    )
