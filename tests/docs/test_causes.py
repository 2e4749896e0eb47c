"""The table of causes names what there is: each kind and key that it points to is one that a collector makes."""

import re
from functools import cache
from pathlib import Path

import pytest

from drift.collectors import config, host, identity, runtime
from drift.joins.localisation import localised
from drift.joins.started import Started
from drift.model import coverage
from drift.model.records import CPU_LEVEL, LIMIT, NEEDS_CPU, RUNS_AS, STALE, Kind
from drift.policy.rules import BY_ID
from tests.collectors.recorded import ENGINES, REDACTOR, image, kind, said, values
from tests.joins.trees import root

PAGE = Path(__file__).parents[2] / "docs/reference/causes.md"
NAMED = re.findall(r"`([a-z]+)` `([^`]+)`", PAGE.read_text(encoding="utf-8"))
OPEN = {
    Kind.ENV: {"NAME", "TZ", "LANG", "LC_ALL", "SSL_CERT_FILE", "HTTPS_PROXY"},
    Kind.CERTIFICATES: {"FINGERPRINT"},
    Kind.PACKAGES: {"PURL"},
    Kind.PROCESSES: {CPU_LEVEL, f"{LIMIT}NAME", f"{STALE}PATH", f"{NEEDS_CPU}PATH"},
    **{one: {"PATH"} for one in (Kind.FILES, Kind.LIBRARIES, Kind.MOUNTS, Kind.SCHEDULES, Kind.SCRIPTS)},
}
"""Kinds whose keys are what they find: the page's words for them."""


@cache
def made(of: Kind) -> set[str]:
    """The keys of a kind, as they are made of what four engines said."""
    everything = said("docker-20.10", "full") | {
        "NetworkSettings": {"Networks": {"shop": {"Aliases": ["db"]}}},
    }
    info, version = said("podman-4.3", "info"), said("podman-4.3", "version")
    match of:
        case Kind.RUNTIME:
            return set(values(runtime.of_container(everything, "docker", REDACTOR)))
        case Kind.HOST:
            info |= {"PidsLimit": False, "Swarm": {"LocalNodeState": "active"}, "HttpsProxy": "http://proxy:3128"}
            docker = host.of_engine(said("docker-28.5", "info"), said("docker-28.5", "version"), "docker", REDACTOR)
            return {*values(host.of_engine(info, version, "podman", REDACTOR)), *values(docker)}
        case Kind.CONFIG:
            section = config.of_image(image("full").config, REDACTOR)
            return set(values(localised(section, *root({}), Started("", {}))))
        case Kind.IDENTITY:
            return {*values(identity.of_image(image("full"), "app:1")), "config_digest"}
        case Kind.ACCOUNTS:
            return {RUNS_AS, "user:NAME", "group:NAME"}
        case Kind.COVERAGE:
            return {coverage.TAG, coverage.CLOCK}
        case _:
            return OPEN[of]


@pytest.mark.parametrize(("of", "key"), sorted(set(NAMED)))
def test_what_the_table_points_to_is_there(of, key):
    assert key in made(Kind(of))


def test_each_of_the_causes_has_a_row():
    rows = re.findall(r"^\| (\d+) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert rows == [str(number) for number in range(1, 28)]


@pytest.mark.parametrize("engine", ENGINES)
def test_what_matters_of_the_engine_is_said_by_each(engine):
    found = values(host.of_engine(said(engine, "info"), said(engine, "version"), kind(engine), REDACTOR))
    assert {"oci_runtime_version", "min_api_version", "kernel", "cgroup_version"} <= found.keys()


def test_a_kind_that_differs_has_a_rule():
    assert all(any(Kind(of) in rule.kinds for rule in BY_ID.values()) for of, _ in NAMED)
