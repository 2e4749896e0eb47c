"""The hashed locks: complete, current, the same for everyone, and nothing in them but packages and hashes."""

import re
import tomllib
from importlib.metadata import Distribution, distributions
from itertools import pairwise
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
RUN = [*PROJECT["project"]["dependencies"], *PROJECT["build-system"]["requires"]]
DEV = [*RUN, *PROJECT["dependency-groups"]["dev"]]
LINE = re.compile(r"(#.*|[a-z0-9-]+==\S+( ; .+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?|    # .*)")


def lines_of(name: str) -> list[str]:
    return (ROOT / "requirements" / f"{name}.txt").read_text().splitlines()


def pins(name: str) -> dict[str, str]:
    """Package → version."""
    found = (re.match(r"([a-z0-9-]+)==(\S+)", line) for line in lines_of(name))
    return {match[1]: match[2] for match in found if match}


def required(distribution: Distribution) -> list[Requirement]:
    """What it needs here, without extras."""
    requirements = (Requirement(text) for text in distribution.requires or ())
    return [
        requirement
        for requirement in requirements
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""})
    ]


def closure(requirements: list[str]) -> set[str]:
    """The names of all that is needed for these, by what is installed here."""
    installed = {canonicalize_name(distribution.name): distribution for distribution in distributions()}
    waiting = [
        requirement
        for text in requirements
        if (requirement := Requirement(text)).marker is None or requirement.marker.evaluate()
    ]
    names: set[str] = set()
    while waiting:
        name = canonicalize_name(waiting.pop().name)
        if name not in names:
            names.add(name)
            waiting += required(installed[name])
    return names


@pytest.mark.parametrize(("name", "requirements"), [("run", RUN), ("dev", DEV)])
def test_the_lock_fulfils_every_requirement_of_the_project(name, requirements):
    locked = pins(name)
    unmet = [
        text
        for text in requirements
        if not (wanted := Requirement(text)).specifier.contains(locked.get(canonicalize_name(wanted.name), "0"))
    ]
    assert unmet == [], "make lock"


@pytest.mark.parametrize(("name", "requirements"), [("run", RUN), ("dev", DEV)])
def test_the_lock_names_everything_that_is_needed(name, requirements):
    assert closure(requirements) - set(pins(name)) == set(), "make lock"


def test_both_locks_have_the_same_versions():
    assert pins("run").items() <= pins("dev").items(), "make lock"


@pytest.mark.parametrize("name", ["run", "dev"])
def test_the_lock_holds_packages_and_hashes_and_no_address(name):
    assert [line for line in lines_of(name) if not LINE.fullmatch(line)] == []


@pytest.mark.parametrize("name", ["run", "dev"])
def test_every_locked_package_has_a_hash(name):
    lines = lines_of(name)
    bare = [line for line, after in pairwise(lines) if "==" in line and not after.startswith("    --hash=")]
    assert bare == []
