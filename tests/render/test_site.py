"""The pages of a site: each complete by itself, every link leads somewhere, and a browser walks from each to each."""

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By

from drift.model.past import Past
from drift.render.site import site_files
from drift.report.site import Sources, site
from tests.render.builders import blind, calm, crowd
from tests.render.hostile import HOSTILE, poisoned
from tests.render.past import days, shop_sources
from tests.render.shop import NOW, observation, state
from tests.render.test_html import Page

PHONE, LAPTOP = (390, 844), (1440, 900)


def hostile() -> Sources:
    """Each text of the report, of the containers and of what was before has something hostile behind it."""
    plain = shop_sources()
    return Sources(poisoned(plain.report), poisoned(plain.past), poisoned(plain.state), {})


EVERY = {
    "shop": shop_sources,
    "calm": lambda: shop_sources(calm()),
    "blind": lambda: shop_sources(blind()),
    "crowd": lambda: shop_sources(crowd(1_600)),
    "hostile": hostile,
    "first scan": lambda: shop_sources(before=Past((), (observation("web", "dev", "web-1", at=NOW - days(1)),))),
}


@pytest.fixture(scope="module")
def written() -> Mapping[str, Mapping[str, str]]:
    """File → content, of every site."""
    return {name: site_files(site(make())) for name, make in EVERY.items()}


@pytest.mark.parametrize("name", EVERY)
def test_every_link_of_every_page_leads_to_a_place_in_a_page(written, name):
    read = {file: Page(content) for file, content in written[name].items()}
    ids = {file: set(page.values("id")) for file, page in read.items()}
    for file, page in read.items():
        assert page.open == [], file
        assert len(page.values("id")) == len(ids[file]), file
        for link in page.values("href"):
            if not link.startswith("data:"):
                target, _, anchor = link.partition("#")
                assert (target or file) in read, f"{file} → {link}"
                assert name == "hostile" or not anchor or anchor in ids[target or file], f"{file} → {link}"


@pytest.mark.parametrize("name", EVERY)
def test_every_page_is_reached_from_the_index(written, name):
    reached, waiting = set(), ["index.html"]
    while waiting:
        file = waiting.pop()
        reached.add(file)
        links = [link.partition("#")[0] for link in Page(written[name][file]).values("href")]
        waiting += {link for link in links if link.endswith(".html")} - reached - set(waiting)
    assert reached == set(written[name])


def test_every_page_says_its_policy_and_only_the_whole_report_has_a_script(written):
    for file, html in written["shop"].items():
        policy = Page(html).values("content")[0]
        assert policy.startswith(f"default-src 'none'; style-src '{digest_of('style', html)}'; "), file
        assert ("<script" in html) == ("script-src" in policy) == (file == "report.html"), file
        assert Page(html).values("src") == []
        assert "style" not in {name for _, attributes in Page(html).tags for name in attributes}


def digest_of(tag: str, html: str) -> str:
    found = re.search(f"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
    assert found
    return f"sha256-{base64.b64encode(hashlib.sha256(found[1].encode()).digest()).decode()}"


def test_the_index_has_the_verdict_the_matrix_and_the_links(written):
    read = Page(written["shop"]["index.html"])
    assert [read.text.index(part) for part in ("DRIFT", "Services and environments", "Pages")] == sorted(
        read.text.index(part) for part in ("DRIFT", "Services and environments", "Pages")
    )
    assert {"service-web.html", "environment-production.html", "history.html", "report.html"} <= set(
        read.values("href")
    )
    assert any(re.fullmatch(r"service-api\.html#g-\w+", link) for link in read.values("href"))
    assert read.text.count("Not judged") == 0
    assert "Not judged" in Page(written["blind"]["index.html"]).text


def test_a_page_of_thousands_shows_the_worst_and_leads_to_the_rest(written):
    html = written["crowd"]["service-api.html"]
    assert html.count("<article") == 500
    assert "And 34 findings more, none of them worse" in Page(html).text


def test_pages_that_say_nothing_new_are_the_same_at_the_next_scan():
    later = NOW + days(0.01)
    one = shop_sources()
    seen = tuple(replace(each, at=each.at + days(0.01)) for each in state().observations)
    two = shop_sources(replace(one.report, made=later))
    two = replace(two, state=replace(two.state, observations=seen))
    files, again = (site_files(site(each)) for each in (one, two))
    same = {name for name in files if files[name] == again[name]}
    assert same >= {"service-worker.html", "environment-dev.html", "history-worker.html"}
    assert "index.html" not in same


@pytest.fixture
def folder(written, tmp_path):
    def put(name: str) -> Path:
        for file, content in written[name].items():
            (tmp_path / file).write_text(content, "utf-8")
        return Path(tmp_path)

    return put


@pytest.mark.browser
def test_a_browser_walks_through_the_site_by_its_links(browser, folder):
    browser.visit(folder("shop") / "index.html")
    for text, heading in (
        ("api", "api: 7 findings at or above the threshold in production"),
        ("What happened to api", "api: 7 findings there, 2 gone"),
        ("What differs in api now", "api: "),
        ("production", "production: "),
        ("web", "web: "),
        ("History", "12 findings there, 5 gone, 2 rollouts"),
        ("worker", "worker: "),
        ("Overview", "7 findings at or above high"),
        ("All on one page", "7 findings at or above high"),
    ):
        browser.driver.find_element(By.LINK_TEXT, text).click()
        assert heading.split(": ")[0] in browser.driver.find_element(By.TAG_NAME, "h1").text, text
        assert browser.complaints == []


@pytest.mark.browser
def test_a_cell_and_a_row_of_the_timeline_lead_to_their_finding_on_another_page(browser, folder):
    browser.visit(folder("shop") / "index.html")
    browser.driver.find_element(By.CSS_SELECTOR, ".matrix td.drift a.state").click()
    assert browser.driver.find_element(By.CSS_SELECTOR, ".group:target h3").text == "api in production"
    browser.visit(folder("shop") / "history.html")
    link = browser.driver.find_element(By.CSS_SELECTOR, ".lane .title a")
    title = link.text
    link.click()
    assert browser.driver.find_element(By.CSS_SELECTOR, "article:target h4").text == title


@pytest.mark.browser
@pytest.mark.parametrize("size", [PHONE, LAPTOP])
@pytest.mark.parametrize("name", ["shop", "hostile"])
def test_no_page_is_wider_than_the_window_asks_for_anything_or_acts(browser, folder, name, size):
    for file in sorted(folder(name).glob("*.html")):
        address = browser.visit(file, *size)
        browser.run("document.querySelectorAll('.finding').forEach(one => one.style.contentVisibility = 'visible')")
        assert browser.run("return document.documentElement.scrollWidth") <= size[0], file.name
        assert [one for one in browser.requests if one != address and not one.startswith("data:")] == []
        assert browser.complaints == []


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_letter_of_every_page_has_contrast_enough(browser, folder, scheme):
    for file in sorted(folder("blind").glob("*.html")):
        browser.visit(file, scheme=scheme)
        assert browser.low_contrast == [], file.name


def test_hostile_names_make_pages_that_show_them(written):
    services = [file for file in written["hostile"] if file.startswith("service-")]
    assert len(services) == 3
    assert all(HOSTILE[:20] not in written["hostile"][file] for file in services)
    assert all("alert(1)" in Page(written["hostile"][file]).text for file in services)
