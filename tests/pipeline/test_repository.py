from pathlib import Path

import pytest

from drift.pipeline.compose import LARGEST, NAMES
from drift.pipeline.repository import declared_in
from drift.report.parts import Declared, SourceLine

COMPOSE = """\
name: shop

services:
  web:
    image: shop/web:1.4
    build: ./web
  api:
    build:
      context: api
      dockerfile: Dockerfile.prod
  worker:
    image: shop/worker
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    for file in ("deploy/web/Dockerfile", "deploy/api/Dockerfile.prod"):
        (tmp_path / file).parent.mkdir(parents=True)
        (tmp_path / file).write_text("FROM scratch\n")
    (tmp_path / "deploy" / "compose.yaml").write_text(COMPOSE)
    (tmp_path / "deploy" / "drift.toml").write_text("")
    return tmp_path


def test_a_service_is_at_its_line_of_the_compose_file_and_has_its_dockerfile(checkout):
    found = declared_in(checkout / "deploy")
    assert found.services == {
        "web": SourceLine("deploy/compose.yaml", 4),
        "api": SourceLine("deploy/compose.yaml", 7),
        "worker": SourceLine("deploy/compose.yaml", 11),
    }
    assert found.dockerfiles == {
        "web": SourceLine("deploy/web/Dockerfile"),
        "api": SourceLine("deploy/api/Dockerfile.prod"),
    }


def test_paths_are_from_the_root_of_the_checkout_and_the_compose_file_lies_beside_the_policy(checkout):
    found = declared_in(checkout, "deploy/drift.toml")
    assert found.policy == SourceLine("deploy/drift.toml")
    assert found.of("worker") == SourceLine("deploy/compose.yaml", 11)


@pytest.mark.parametrize("name", NAMES)
def test_every_name_of_docker_compose_is_known(tmp_path, name):
    (tmp_path / name).write_text(COMPOSE)
    assert declared_in(tmp_path).of("web") == SourceLine(name, 4)


@pytest.mark.parametrize(
    "text", ["\nservices:\n  web: {image: a}\n", "\nservices:\n  web:\n\n    image: a\n", "\nservices:\n  'web':\n"]
)
def test_the_line_is_that_of_the_service_s_name(tmp_path, text):
    (tmp_path / "compose.yaml").write_text(text)
    assert declared_in(tmp_path).of("web") == SourceLine("compose.yaml", 3)


def test_without_files_everything_is_at_the_policy(tmp_path):
    assert declared_in(tmp_path) == Declared()


def test_what_lies_outside_the_checkout_is_not_named(checkout):
    outside = checkout / "inner"
    (outside / ".git").mkdir(parents=True)
    assert declared_in(outside, "../deploy/drift.toml") == Declared()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "services",
        "services: [web]",
        "services:\n  - web\n",
        "a: [",
        "services: {? [a, b] : {}}",
        "\x00",
        "services:\n  web:\n",
    ],
)
def test_a_file_that_is_no_compose_file_declares_nothing_that_is_wrong(tmp_path, text):
    (tmp_path / "compose.yaml").write_text(text)
    assert set(declared_in(tmp_path).services) <= {"web"}


def test_a_file_that_is_too_large_is_not_looked_into(tmp_path):
    (tmp_path / "compose.yaml").write_text(COMPOSE + "#" * LARGEST)
    assert declared_in(tmp_path) == Declared()
