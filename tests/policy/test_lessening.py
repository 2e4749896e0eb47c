import pytest

from drift.model.changes import Change, ChangeType, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.lessening import Step, step
from tests.policy.made import change, runtime


def of(one: Change) -> Step:
    return step(
        Finding(
            "r", Severity.LOW, Relation.ENVIRONMENTS, "web", (), one.kind, one.key, ChangeType.CHANGED, "", one.before, one.after
        )
    )  # fmt: skip


OPTIONS = (
    ("memory", None, 64, Step.LESS),
    ("memory", 64, None, Step.MORE),
    ("memory", 64, 32, Step.LESS),
    ("pids_limit", 10, 20, Step.MORE),
    ("shm_size", 256 << 20, None, Step.LESS),
    ("shm_size", None, 256 << 20, Step.MORE),
    ("ulimits", None, ["nofile=64:64"], Step.LESS),
    ("ulimits", ["nofile=64:64"], ["nofile=128:128"], Step.MORE),
    ("ulimits", ["memlock=-1:-1"], None, Step.LESS),
    ("read_only", False, True, Step.LESS),
    ("read_only", True, False, Step.MORE),
    ("privileged", True, False, Step.LESS),
    ("cap_add", ["SYS_NICE"], None, Step.LESS),
    ("cap_add", None, ["SYS_NICE"], Step.MORE),
    ("cap_drop", None, ["CHOWN"], Step.LESS),
    ("security_opt", None, ["no-new-privileges"], Step.LESS),
    ("security_opt", ["no-new-privileges"], None, Step.MORE),
    ("security_opt", ["seccomp=unconfined"], None, Step.LESS),
    ("network_mode", None, "none", Step.LESS),
    ("network_mode", "none", None, Step.MORE),
    ("extra_hosts", ["db:10.0.0.1"], None, Step.LESS),
    ("extra_hosts", ["db:10.0.0.1"], ["db:10.0.0.2"], Step.OTHER),
    ("sysctls", {"a": "1"}, {"a": "2"}, Step.OTHER),
    ("hostname", "a", "b", Step.OTHER),
)


@pytest.mark.parametrize(("key", "before", "after", "expected"), OPTIONS)
def test_an_option_gives_the_failing_side(key, before, after, expected):
    assert of(runtime(key, before, after)) is expected


def test_a_limit_in_force_is_less_where_its_soft_number_is():
    assert of(change(Kind.PROCESSES, "limit:nofile", {"value": "1024:4096"}, {"value": "64:4096"})) is Step.LESS
    assert of(change(Kind.PROCESSES, "limit:nofile", {"value": "1024:4096"}, {"value": "unlimited"})) is Step.MORE


def test_a_mount_is_less_where_it_is_gone_or_read_only():
    volume = {"type": "volume", "rw": True}
    assert of(change(Kind.MOUNTS, "/data", volume, None)) is Step.LESS
    assert of(change(Kind.MOUNTS, "/data", volume, {"type": "volume", "rw": False})) is Step.LESS
    assert of(change(Kind.MOUNTS, "/data", {"type": "volume", "rw": False}, volume)) is Step.MORE
    assert of(change(Kind.MOUNTS, "/data", None, volume)) is Step.OTHER


def test_of_anything_else_nobody_can_say():
    assert of(change(Kind.ENV, "A", {"value": "1"}, None)) is Step.OTHER
