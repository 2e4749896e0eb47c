"""The pages of a site: which there are, what each is about, and what their files are called."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from drift.model.canonical import to_text
from drift.model.snapshot import ServiceName
from drift.report.parts import Matrix, State
from drift.report.site import PageType, site
from drift.report.site_files import file_of
from tests.render.builders import blind, calm
from tests.render.past import past, shop_sources
from tests.render.shop import state

SHOP = site(shop_sources())


def page(file: str):
    return next(one for one in SHOP.pages if one.file == file)


def test_there_is_a_page_for_each_service_and_each_environment_and_the_index_comes_last():
    files = [one.file for one in SHOP.pages]
    assert len(files) == len(set(files))
    assert files[-1] == "index.html"
    assert set(files) == {
        "index.html",
        "report.html",
        "history.html",
        *(f"{kind}-{name}.html" for kind in ("service", "history") for name in ("api", "web", "worker")),
        *(f"environment-{name}.html" for name in ("dev", "integration", "staging", "production")),
    }


def test_a_page_has_the_findings_of_what_it_is_about_numbered_anew():
    web, production = page("service-web.html"), page("environment-production.html")
    assert {one.finding.service for one in web.report.findings} == {"web"}
    assert {one.environment for one in production.report.findings} == {"production"}
    assert [one.number for one in web.report.findings] == [1, 2, 3]
    assert sum(web.report.counts.values()) == 3
    assert len({one.cell.environment for one in web.places}) == 4
    assert [one.name for one in production.places] == ["api", "web", "worker"]


def test_a_page_answers_in_its_first_line():
    assert page("service-web.html").report.headline.answer == (
        "DRIFT: web: 2 findings at or above the threshold in production, staging"
    )
    assert page("environment-dev.html").report.headline.answer == "NO DRIFT: dev: no finding"
    assert page("environment-production.html").report.headline.state is State.DRIFT
    assert page("history-web.html").report.headline.answer == "HISTORY: web: 3 findings there, 2 gone, 2 rollouts"


def test_what_could_not_be_judged_wins_over_drift_on_a_page_too():
    made = site(shop_sources(blind()))
    told = {one.file: one.report.headline for one in made.pages}
    assert told["environment-production.html"].word == "CANNOT JUDGE"
    assert "did not answer" in told["service-web.html"].sentence
    assert told["environment-staging.html"].word == "DRIFT"


def test_the_history_of_a_service_has_its_events_the_newest_first_and_its_containers():
    web = page("history-web.html")
    assert [str(one.type) for one in web.events].count("rollout") == 4
    assert [one.at for one in web.events] == sorted((one.at for one in web.events), reverse=True)
    assert {one.name for one in web.containers} == {
        "shop-dev-web-1",
        "shop-int-web-1",
        "shop-stage-web-1",
        "shop-web-1",
        "shop-web-2",
    }
    assert web.report.timeline
    assert {one.service for one in web.report.timeline.lanes} == {"web"}


def test_an_event_is_with_the_service_that_findings_call_so():
    names = {("production", ServiceName("", "web")): "worker"}
    made = site(replace(shop_sources(), names=names))
    worker = next(one for one in made.pages if one.file == "history-worker.html")
    assert {one.instance for one in worker.events} == {"shop-web-1", "shop-web-2"}


def test_what_stands_since_before_the_drawing_has_no_day():
    made = site(shop_sources(before=replace(past(), turns=())))
    web = next(one for one in made.pages if one.file == "history-web.html")
    assert {one.unchanged_since for one in web.containers} == {None}


def test_what_concerns_a_whole_environment_is_on_its_page():
    whole = shop_sources()
    matrix = whole.report.matrix
    assert matrix
    row = matrix.rows[0]
    report = replace(whole.report, matrix=replace(matrix, rows=(replace(row, service=""),)))
    made = site(replace(whole, report=report))
    assert {one.type for one in made.pages} == set(PageType) - {PageType.SERVICE, PageType.SERVICE_HISTORY}
    assert set(made.cells.values()) & set(made.environments.values())


def test_a_store_without_scans_is_a_site_of_three_pages():
    empty = replace(calm(), matrix=Matrix(environments=(), rows=()))
    sources = replace(
        shop_sources(empty, replace(past(), episodes=(), turns=())), state=replace(state(), observations=())
    )
    assert [one.file for one in site(sources).pages] == ["report.html", "history.html", "index.html"]


def test_names_that_people_give_are_readable():
    assert file_of("service", "shop/web-2") == "service-shop.web-2.html"


def test_hostile_names_stay_in_the_folder_and_apart():
    names = [
        "",
        ".",
        "..",
        "../../etc/passwd",
        "/",
        "\\",
        "web",
        "WEB",
        "Web",
        "web.",
        "web/",
        "web ",
        "we_62",
        "web\0",
        "con",
        "a" * 100,
        "a" * 101,
        "a" * 10_000,
        "caf\udce9",
        "café",
        "cafe\u0301",
        "%2e%2e",
        "<script>",
        "?x#y",
    ]
    files = [file_of("service", name) for name in names]
    assert len({one.casefold() for one in files}) == len(names)
    assert all(one.startswith("service-") and one.endswith(".html") and "/" not in one for one in files)
    assert max(map(len, files)) <= 120


@given(st.lists(st.binary(max_size=60).map(to_text), min_size=2, max_size=2, unique=True))
def test_no_two_names_have_one_file(names):
    one, other = (file_of("service", name) for name in names)
    assert one.casefold() != other.casefold()
    assert set(one) <= set("abcdefghijklmnopqrstuvwxyz0123456789-._~")
