"""What runs: code that is no longer on disk, effective limits, the CPU."""

import pytest

from drift.model.changes import Relation
from drift.model.records import Kind
from tests.policy.made import change, found, rule_of

BETWEEN = Relation.ENVIRONMENTS


def of(key: str, before=None, after=None):
    return change(Kind.PROCESSES, key, before, after)


@pytest.mark.parametrize("relation", [Relation.CONTAINER_IMAGE, Relation.NOW_BEFORE])
@pytest.mark.parametrize(
    ("what", "why", "title"),
    [
        ("executable", "replaced", "runs /usr/sbin/nginx as it was at the start: it was replaced by another file"),
        ("library", "deleted", "runs with /usr/sbin/nginx as it was loaded at the start: it is deleted"),
        (
            "mount",
            "unlinked",
            "the file that is mounted at /usr/sbin/nginx is deleted or was replaced on the host: the container has the old one",
        ),
    ],
)
def test_what_runs_and_is_no_longer_on_disk_is_medium(relation, what, why, title):
    one = of("stale:/usr/sbin/nginx", None, {"of": what, "why": why})
    assert rule_of(one, relation) == ("stale-process", "medium")
    [finding] = found(one, relation=relation)
    assert finding.title == title


def test_a_mounted_configuration_that_was_written_to_since_the_start_is_low_and_data_is_nothing():
    edited = {"of": "mount", "why": "edited"}
    assert rule_of(of("stale:/srv/app/settings.toml", None, edited), Relation.CONTAINER_IMAGE) == (
        "stale-process",
        "low",
    )
    assert rule_of(of("stale:/srv/app/index.html", None, edited), Relation.CONTAINER_IMAGE) is None


def test_what_no_longer_runs_stale_is_no_finding():
    assert rule_of(of("stale:/usr/sbin/nginx", {"of": "executable", "why": "deleted"}), Relation.NOW_BEFORE) is None


def test_a_program_that_needs_a_newer_cpu_is_high():
    one = of("needs-cpu:/usr/bin/app", None, {"needs": "x86-64-v3", "has": "x86-64-v2"})
    assert rule_of(one) == ("cpu-level", "high")
    [finding] = found(one)
    assert finding.title == "/usr/bin/app needs a CPU of level x86-64-v3: the host's is of level x86-64-v2"


def test_limits_and_cpu_are_no_drift_from_the_image():
    assert rule_of(of("limit:nofile", None, {"value": {"soft": "1024", "hard": "1024"}})) is None
    assert rule_of(of("cpu_level", None, {"value": "x86-64-v3"})) is None


def test_another_effective_limit_is_medium_between_environments():
    values = [{"value": {"soft": soft, "hard": "1048576"}} for soft in ("1024", "1048576")]
    assert rule_of(of("limit:nofile", *values), BETWEEN) == ("ulimit-differs", "medium")


def test_another_cpu_is_low_between_environments_whatever_is_built_for_it():
    one = of("cpu_level", {"value": "x86-64-v4"}, {"value": "x86-64-v2"})
    assert rule_of(one, BETWEEN) == ("cpu-level-differs", "low")
