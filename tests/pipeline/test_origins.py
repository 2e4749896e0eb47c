"""Where images came from, out of a real store: directories, the archive that they were made from, and the command's own page."""

import json
import re

import pytest

from drift.pipeline.judging import fleet_report, fleet_status
from drift.pipeline.session import Session
from drift.policy.config import load_settings
from drift.report.chain import Tie
from drift.store import Store
from tests.cli.command import Command
from tests.cli.fleet import CONFIG, Fleet, layer
from tests.engines.images import save_archive

LABELS = {
    "org.opencontainers.image.revision": "8ec5a17",
    "org.opencontainers.image.source": "https://deploy:hunter2-secret@git.example/shop",
    "org.opencontainers.image.version": "1.4",
}


@pytest.fixture
def shop(tmp_path, monkeypatch) -> Command:
    """staging and prod have web of one image; prod's configuration file was edited, and its api is of another image."""
    monkeypatch.chdir(tmp_path)
    fleet, drift = Fleet(tmp_path), Command(tmp_path)
    (tmp_path / "image.tar").write_bytes(save_archive([layer()], CONFIG | {"Labels": LABELS}, "app:1"))
    for environment in ("staging", "prod"):
        for name in ("web", "api"):
            fleet.service(environment, name)
    fleet.change(tmp_path / "prod" / "web", "etc__app__app_conf", b"[server]\nport = 9090\n")
    fleet.other_image("prod", "api", {"srv/page": b"other\n"}, {"LEVEL": "debug"})
    fleet.policy()
    drift("scan", code=0)
    return drift


@pytest.fixture
def session(shop, tmp_path):
    with Store.open(shop.store) as store, Session(load_settings(tmp_path / "drift.toml"), store, {}) as made:
        yield made


def test_the_chain_of_a_service_is_what_the_store_and_the_policy_say(session, tmp_path):
    chains = {one.service: one for one in fleet_report(session).chains}
    web, api = chains["web"], chains["api"]
    assert [one.step and one.step.tie for one in (web, api)] == [Tie.HOLDS, Tie.BROKE]
    (course,) = web.courses
    facts = {fact.label: fact.text for fact in course.links[1].facts}
    assert (facts["revision"], facts["version"]) == ("8ec5a17", "1.4")
    assert course.links[0].value == f"docker-archive:{tmp_path}/image.tar"
    assert re.fullmatch(r"drift.toml:\d+, drift.toml:\d+", course.links[0].facts[0].text)
    assert course.arrows[0].tie is Tie.HOLDS
    assert (course.arrows[1].tie, course.links[2].value) == (Tie.UNKNOWN, "")
    staging, prod = (run.arrow for run in course.runs)
    assert (staging.tie, prod.tie) == (Tie.HOLDS, Tie.BROKE)
    assert "app.conf" in prod.sentence


def test_no_secret_of_a_label_is_in_the_chain(session):
    assert "hunter2" not in repr(fleet_report(session).chains)


def test_an_image_that_the_policy_names_by_now_is_not_the_one_that_runs(session, shop, tmp_path):
    policy = tmp_path / "drift.toml"
    policy.write_text(policy.read_text().replace("image.tar", "prod-api.tar"))
    with Session(load_settings(policy), session.store, {}) as changed:
        web = next(one for one in fleet_report(changed).chains if one.service == "web")
    assert {course.arrows[0].tie for course in web.courses} == {Tie.BROKE}


def test_neither_the_gate_nor_the_status_gathers_it(session, monkeypatch):
    def asked(*_: object) -> None:
        raise AssertionError("nobody wants to know it here")

    monkeypatch.setattr("drift.pipeline.judging.origins_of", asked)
    fleet_status(session)
    with pytest.raises(AssertionError):
        fleet_report(session)


def test_the_page_and_the_json_of_a_report_have_each_chain_and_a_gate_has_none(shop, tmp_path):
    shop("report", "-o", "page.html", code=0)
    page = (tmp_path / "page.html").read_text()
    assert page.count('<article class="chain') == 2
    assert "prod does not run the image that staging runs" in page
    shop("report", "-o", "report.json", code=0)
    chains = json.loads((tmp_path / "report.json").read_text())["chains"]
    assert [(one["service"], one["state"]) for one in chains] == [("api", "broke"), ("web", "broke")]
    assert "chains" not in shop("gate", "--format", "json", code=1).json
