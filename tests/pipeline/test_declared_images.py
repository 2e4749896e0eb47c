"""What real Compose files and a real policy say of images."""

from pathlib import Path

import pytest

from drift.model.settings import Settings
from drift.pipeline.compose import LARGEST, MOST_FILES
from drift.pipeline.repository import images_declared_in
from drift.policy.config import load_settings
from drift.report.declared import DeclaredImages, Said
from drift.report.parts import SourceLine

COMPOSE = """\
name: shop
x-app: &app
  image: registry.example/shop/app:${TAG:-1.4}
  environment: {LEVEL: info}
x-more: &more
  <<: *app
  restart: always

services:
  web:
    <<: *app
    ports: ["80:80"]
  worker:
    <<: [*more, {image: never:1}]
    command: work
  own:
    <<: *more
    image: "own@sha256:${DIGEST}"
  api:
    build:
      context: api
      dockerfile: Dockerfile.prod
  job:
    extends: {file: common.yaml, service: base}
  named:
    extends: {file: common.yaml, service: base}
    image: named:2
  cleared:
    image: !reset null
  nothing:
    command: sleep 1
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "deploy" / "api").mkdir(parents=True)
    (tmp_path / "deploy" / "api" / "Dockerfile.prod").write_text("FROM scratch\n")
    (tmp_path / "deploy" / "compose.yaml").write_text(COMPOSE)
    return tmp_path / "deploy"


def declared(folder: Path) -> DeclaredImages:
    return images_declared_in(folder, Settings())


def test_what_a_service_says_itself_or_by_an_anchor_is_known_with_its_line(checkout):
    found = declared(checkout).services
    anchored = Said(SourceLine("deploy/compose.yaml", 3), "registry.example/shop/app:${TAG:-1.4}")
    assert found["web"] == found["worker"] == (anchored,)
    assert found["own"] == (Said(SourceLine("deploy/compose.yaml", 18), "own@sha256:${DIGEST}"),)
    assert found["named"] == (Said(SourceLine("deploy/compose.yaml", 27), "named:2"),)
    assert found["nothing"] == ()


def test_what_is_built_names_its_dockerfile(checkout):
    line = SourceLine("deploy/compose.yaml", 20)
    assert declared(checkout).services["api"] == (Said(line, dockerfile="deploy/api/Dockerfile.prod"),)


def test_what_only_compose_can_work_out_is_not_known(checkout):
    found = declared(checkout).services
    assert found["job"][0].unknown == "it extends another service, which was not followed"
    assert found["cleared"][0].unknown == "its image is written in a way that only Compose reads"


def test_a_file_beside_it_that_says_something_too_is_named(checkout):
    (checkout / "compose.override.yaml").write_text("services:\n  web:\n    image: local/app\n  worker: {command: x}\n")
    (checkout / "compose.prod.yaml").write_text("services:\n  web: {image: 'prod/app:1'}\n")
    (checkout / "unrelated.yaml").write_text("services:\n  web: {image: no}\n")
    found = declared(checkout).services
    assert [(one.file, one.image) for one in found["web"]][1:] == [
        ("compose.override.yaml", "local/app"),
        ("compose.prod.yaml", "prod/app:1"),
    ]
    assert len(found["worker"]) == 1


def test_that_services_may_be_in_files_that_are_included_is_said(checkout):
    (checkout / "compose.yaml").write_text("include: [other.yaml]\nservices: {web: {image: a}}\n")
    found = declared(checkout)
    assert found.of("production", "cron")[0].unknown == "it includes other files, which were not read"
    assert found.of("production", "web")[0].image == "a"


def test_the_project_is_known_where_its_name_has_no_variable(checkout):
    assert declared(checkout).project == "shop"
    (checkout / "compose.yaml").write_text("name: ${NAME}\nservices: {web: {image: a}}\n")
    assert declared(checkout).project == ""


@pytest.mark.parametrize(
    "text",
    [
        "services: {web: &a {<<: *a, image: x}}",
        "services: {web: &a {<<: [*a, *a]}}",
        "services:\n  web: &a {<<: &b {<<: *a}}\n",
        "services: {web: [image, x]}",
        "services: {web: {image: [x]}}",
        "services: {web: {image: }}",
        "services: {web: {<<: 3, image: x}}",
        "name: [a]\nservices: {web: {image: {a: b}}}",
        "[" * 5_000,
    ],
)
def test_no_file_is_too_odd(tmp_path, text):
    (tmp_path / "compose.yaml").write_text(text)
    assert set(declared(tmp_path).services) <= {"web"}


def test_anchors_in_anchors_are_looked_at_once_each(tmp_path):
    levels = "\n".join(f"x-{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}, *a{n - 1}]}}" for n in range(1, 60))
    (tmp_path / "compose.yaml").write_text(f"x-0: &a0 {{image: deep}}\n{levels}\nservices: {{web: {{<<: *a59}}}}\n")
    assert declared(tmp_path).services["web"][0].image == "deep"


def test_neither_a_large_file_nor_a_folder_of_files_is_read_without_end(tmp_path):
    (tmp_path / "compose.yaml").write_text("services: {web: {image: a}}\n")
    for number in range(MOST_FILES + 5):
        (tmp_path / f"compose.{number:02}.yaml").write_text("services: {web: {image: b}}\n")
    assert len(declared(tmp_path).services["web"]) == MOST_FILES + 1
    (tmp_path / "compose.yaml").write_text("services: {web: {image: a}}\n" + "#" * LARGEST)
    assert declared(tmp_path).services["web"][0].image == "b"


def test_a_file_beside_it_that_leads_out_of_the_checkout_is_not_read(checkout, tmp_path):
    outside = tmp_path.parent / f"{tmp_path.name}-outside.yaml"
    outside.write_text("services: {web: {image: outside}}\n")
    (checkout / "compose.prod.yaml").symlink_to(outside)
    assert len(declared(checkout).services["web"]) == 1


def test_a_directory_of_the_policy_has_the_image_that_its_target_names(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("drift.toml").write_text(
        '[[environment]]\nname = "dev"\n[[environment.target]]\nreference = "dir:web"\nservice = "web"\n'
        'image = "oci-dir:web-image"\n'
    )
    found = images_declared_in(tmp_path, load_settings(Path("drift.toml")))
    assert found.targets == {("dev", "web"): Said(SourceLine("drift.toml", 6), "oci-dir:web-image")}


def test_without_any_file_nothing_is_declared(tmp_path):
    assert declared(tmp_path) == DeclaredImages()
