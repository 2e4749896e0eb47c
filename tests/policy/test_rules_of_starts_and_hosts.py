"""What differs in how a container is started, and on what host: each with a rule that says why it matters."""

import pytest

from drift.model.changes import Relation
from drift.model.records import Kind
from tests.policy.made import found, rule_of, runtime, valued

BETWEEN = Relation.ENVIRONMENTS


@pytest.mark.parametrize(
    ("key", "rule", "severity"),
    [
        ("entrypoint", "start-command-differs", "medium"),
        ("cmd", "start-command-differs", "medium"),
        ("working_dir", "working-directory-differs", "medium"),
        ("stop_signal", "stop-signal-differs", "low"),
        ("stop_timeout", "stop-signal-differs", "low"),
    ],
)
def test_how_it_starts_and_ends_between_environments(key, rule, severity):
    assert rule_of(valued(Kind.CONFIG, key, "a", "b"), BETWEEN) == (rule, severity)
    assert rule_of(valued(Kind.CONFIG, key, "a", "b")) is None


CHECK = {"test": ["CMD", "true"], "interval": "30s"}


def test_a_health_check_that_is_off_is_more_than_one_that_is_another():
    off = valued(Kind.CONFIG, "healthcheck", CHECK, None)
    assert rule_of(off, BETWEEN) == ("health-check-off", "medium")
    null = runtime("healthcheck", CHECK, None)
    assert rule_of(type(null)(Kind.CONFIG, null.key, null.change, null.before, null.after), BETWEEN) == (
        "health-check-off",
        "medium",
    )
    assert rule_of(valued(Kind.CONFIG, "healthcheck", None, CHECK), BETWEEN) == ("config-changed", "medium")
    other = valued(Kind.CONFIG, "healthcheck", CHECK, {**CHECK, "interval": "5s"})
    assert rule_of(other, BETWEEN) == ("config-changed", "medium")


@pytest.mark.parametrize(
    ("one", "title"),
    [
        (
            valued(Kind.CONFIG, "exposed_port:80/tcp", None, True),
            "port 80/tcp is exposed in production, not in staging",
        ),
        (
            valued(Kind.CONFIG, "exposed_port:80/tcp", True, None),
            "port 80/tcp is exposed in staging, not in production",
        ),
        (
            runtime("published_ports", None, ["8080:80/tcp", "8443:443/tcp"]),
            "the published ports: unset in staging, 8080:80/tcp 8443:443/tcp in production",
        ),
    ],
)
def test_ports_of_one_side_alone_are_low(one, title):
    assert rule_of(one, BETWEEN) == ("ports-differ", "low")
    assert [finding.title for finding in found(one, relation=BETWEEN)] == [title]
    assert rule_of(one) is None


@pytest.mark.parametrize(
    ("key", "rule", "severity"),
    [
        ("read_only", "read-only-root-differs", "medium"),
        ("network_mode", "network-differs", "medium"),
        ("networks", "network-differs", "medium"),
        ("network_aliases", "network-differs", "medium"),
        ("dns", "dns-differs", "low"),
        ("extra_hosts", "dns-differs", "low"),
        ("restart_policy", "restart-policy-differs", "low"),
        ("shm_size", "shared-memory-differs", "medium"),
        ("pids_limit", "pids-limit-differs", "medium"),
        ("ulimits", "ulimit-differs", "medium"),
    ],
)
def test_an_option_that_breaks_things_in_its_own_way_has_a_rule_of_its_own(key, rule, severity):
    assert rule_of(runtime(key, "a", "b"), BETWEEN) == (rule, severity)
    assert rule_of(runtime(key, "a", "b"), Relation.INSTANCES) == ("replica-differs", "medium")


@pytest.mark.parametrize(
    ("key", "rule", "severity"),
    [
        ("kernel", "kernel-differs", "info"),
        ("engine_version", "engine-differs", "info"),
        ("storage_driver", "engine-differs", "info"),
        ("architecture", "host-architecture-differs", "medium"),
        ("cgroup_version", "cgroup-differs", "low"),
        ("limits_not_enforced", "cgroup-differs", "low"),
        ("security_options", "security-modules-differ", "low"),
        ("memory", "host-differs", "info"),
    ],
)
def test_what_differs_of_the_host_is_medium_between_replicas_and_less_between_environments(key, rule, severity):
    assert rule_of(valued(Kind.HOST, key, "a", "b"), BETWEEN) == (rule, severity)
    assert rule_of(valued(Kind.HOST, key, "a", "b"), Relation.INSTANCES) == (rule, "medium")


def test_a_title_has_both_values():
    [finding] = found(runtime("restart_policy", "always", None), relation=BETWEEN)
    assert finding.title == "the restart policy: always in staging, unset in production"
