"""Which lock files count, and what is done with broken ones."""

import io

import pytest

from drift.collectors import COLLECTORS
from drift.collectors.interface import Unreadable
from drift.collectors.matching import Matching
from drift.model.records import Kind
from tests.collectors.declared.locked import collector_of

NAMES = (
    "Cargo.lock", "Gemfile.lock", "Pipfile.lock", "composer.lock", "gems.locked", "go.mod", "go.sum", "npm-shrinkwrap.json",
    "package-lock.json", "pdm.lock", "pnpm-lock.yaml", "poetry.lock", "pylock.dev.toml", "pylock.toml", "requirements.txt",
    "requirements-dev.txt", "requirements/base.txt", "uv.lock", "yarn.lock",
)  # fmt: skip
STRICT = tuple(name for name in NAMES if not name.startswith("requirements") and name != "go.sum")


def is_wanted(path: str) -> bool:
    return any(one.kind is Kind.DECLARED for one in Matching(COLLECTORS).of(path))


@pytest.mark.parametrize("name", NAMES)
def test_a_lock_file_of_an_application_counts(name):
    assert is_wanted(name)
    assert is_wanted(f"srv/test/{name}")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "directory",
    [
        "srv/app/node_modules/left",
        "usr/lib/node_modules/npm",
        "opt/venv/lib/python3.12/site-packages/tool",
        "usr/lib/python3/dist-packages/tool",
        "srv/app/vendor/acme/tool",
        "usr/lib/ruby/gems/3.1.0/gems/tool-1.0",
        "root/go/pkg/mod/example.org/tool@v1.0.0",
        "root/.cargo/registry/src/index/tool-1.0.0",
        "usr/share/tool",
        "srv/app/tests/data",
    ],
)
def test_a_lock_file_of_a_dependency_or_a_test_is_noise(directory, name):
    assert not is_wanted(f"{directory}/{name}")


@pytest.mark.parametrize("name", STRICT)
def test_what_is_no_lock_file_is_refused(name):
    with pytest.raises(Unreadable):
        collector_of(name).parse(io.BytesIO(b"<<<<<<< HEAD\n\xff\n"), name.rpartition("/")[2])


def test_every_collector_of_lock_files_is_tried():
    tried = {collector_of(name).name for name in NAMES}
    assert tried == {one.name for one in COLLECTORS if one.kind is Kind.DECLARED}


def test_a_file_that_declares_more_than_anyone_can_use_is_refused():
    lines = b"".join(b"a.org/x%d v1.0.0 h1:a=\n" % n for n in range(50_001))
    with pytest.raises(Unreadable, match="more than 50000"):
        collector_of("go.sum").parse(io.BytesIO(lines), "go.sum")
