"""Each injector changes what it says, and nothing else."""

import json
from dataclasses import replace
from typing import Any

import pytest

from drift.demo import INJECTORS, Place, demo_fleet
from drift.demo.injectors import scattered
from drift.demo.injectors.interface import Injector
from drift.model.records import Kind
from drift.policy.rules import BY_ID
from tests.demo.bases import BASES, distroless, of_files_alone
from tests.demo.expectations import CHANGES, STATUS
from tests.demo.walking import bundles

OF_THE_BUILD = "opt/shop/lib/site-packages/shop"


def injector(name: str) -> Injector:
    return next(one for one in INJECTORS if one.name == name)


def made(directory, *injectors: Injector, base=of_files_alone):
    with demo_fleet(directory, injectors=injectors, base=base()):
        return bundles(directory)


def flat(config: dict[str, Any]) -> dict[str, str]:
    """config.json: its first two levels, as text; in "process.env" the variables in order of name."""
    found: dict[str, str] = {}
    for key, value in config.items():
        inner = value.items() if isinstance(value, dict) and key != "annotations" else [("", value)]
        found |= {f"{key}.{name}".rstrip("."): json.dumps(sorted(one) if name == "env" else one) for name, one in inner}
    return found


def changes(before, after) -> dict[str, set[str]]:
    """Container → paths and settings that differ."""
    found = {}
    for name in before.keys() | after.keys():
        sides = [side[name][0] | flat(side[name][1]) for side in (before, after)]
        paths = {path for path in sides[0].keys() | sides[1].keys() if sides[0].get(path) != sides[1].get(path)}
        if paths:
            found[name] = {path for path in paths if not path.startswith(OF_THE_BUILD)}
    return found


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    return made(tmp_path_factory.mktemp("clean") / "fleet")


def test_the_issues_dozen_is_there_and_each_has_a_test():
    assert [one.name for one in INJECTORS] == list(dict.fromkeys(one.name for one in INJECTORS))
    assert {one.name for one in INJECTORS} == CHANGES.keys()


@pytest.mark.parametrize("name", CHANGES)
def test_it_changes_what_it_says_and_nothing_else(name, clean, tmp_path):
    assert changes(clean, made(tmp_path / "fleet", injector(name))) == CHANGES[name]


def test_an_upgrade_by_hand_gives_another_version_and_right_checksums(tmp_path):
    files, _ = made(tmp_path / "fleet", injector("upgraded-package"))["shop-staging-worker"]
    status, old = (files[path][4].decode() for path in STATUS[:2])
    assert "Version: 2.1-1+1\n" in status
    assert old == status.replace("2.1-1+1", "2.1-1")


def test_an_upgrade_of_a_distroless_image_changes_its_own_file(tmp_path):
    files, _ = made(tmp_path / "fleet", injector("upgraded-package"), base=distroless)["shop-staging-worker"]
    assert "Version: 2025b-0+deb12u1+1\n" in files["var/lib/dpkg/status.d/tzdata"][4].decode()
    assert "var/lib/dpkg/status-old" not in files


def test_the_changed_secret_keeps_its_length(tmp_path):
    fleet = made(tmp_path / "fleet", injector("changed-secret"))
    values = [
        next(entry for entry in fleet[f"shop-production-web-{replica}"][1]["process"]["env"] if "PASSWORD" in entry)
        for replica in (1, 2, 3)
    ]
    assert values[0] == values[2] != values[1]
    assert len({len(value) for value in values}) == 1


def test_two_drifts_of_one_container_are_both_done(tmp_path, clean):
    at = Place("worker", "integration")
    both = [replace(injector(name), place=at) for name in ("chmod", "moved-file")]
    found = changes(clean, made(tmp_path / "fleet", *both))
    assert found == {
        "shop-integration-worker": CHANGES["chmod"]["shop-dev-web"] | CHANGES["moved-file"]["shop-dev-worker"]
    }


def test_a_drift_of_a_service_is_done_to_each_of_its_replicas(tmp_path, clean):
    everywhere = replace(injector("chmod"), place=Place("web", "production"))
    with demo_fleet(tmp_path / "fleet", injectors=[everywhere], base=of_files_alone()) as fleet:
        assert changes(clean, bundles(fleet.directory)).keys() == {f"shop-production-web-{n}" for n in (1, 2, 3)}
        assert fleet.injected[0].instances == (
            "shop-production-web-1",
            "shop-production-web-2",
            "shop-production-web-3",
        )


@pytest.mark.parametrize("environment", ["dev", "integration", "staging", "production"])
def test_what_is_missing_in_the_middle_is_a_step_there_and_a_step_back(environment):
    missing = replace(injector("missing-variable"), place=Place("api", environment))
    expected = [(one.rule, one.environments) for one in missing.expect(missing.place, of_files_alone())]
    steps = {
        "dev": [("env-extra", ("dev", "integration"))],
        "integration": [("env-missing", ("dev", "integration")), ("env-extra", ("integration", "staging"))],
        "staging": [("env-missing", ("integration", "staging")), ("env-extra", ("staging", "production"))],
        "production": [("env-missing", ("staging", "production"))],
    }
    assert expected == steps[environment]


@pytest.mark.parametrize("base", BASES)
def test_what_is_expected_names_rules_that_there_are_and_kinds_that_they_speak_for(base):
    for one in INJECTORS:
        for expected in one.expect(one.place, BASES[base]()):
            assert expected.kind in BY_ID[expected.rule].kinds
            assert expected.service == one.place.service


@pytest.mark.parametrize("base", BASES)
def test_an_upgrade_is_one_finding_whatever_kind_of_database_says_whose_the_files_are(base):
    upgrade = injector("upgraded-package")
    assert [one.kind for one in upgrade.expect(upgrade.place, BASES[base]())] == [Kind.PACKAGES]


def test_a_seed_scatters_what_can_be_anywhere_and_the_same_seed_the_same_way():
    places = [one.place for one in scattered(INJECTORS, 7)]
    assert places == [one.place for one in scattered(INJECTORS, 7)]
    assert places != [one.place for one in INJECTORS]
    assert {one.place for one in INJECTORS if not one.anywhere} == {
        Place("web", "production", 2),
        Place("web", "production", 3),
    }
    assert {Place("web", "production", 2), Place("web", "production", 3)} <= set(places)
