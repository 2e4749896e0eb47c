"""The chains and what was not judged, in a real Chromium."""

import pytest
from selenium.common.exceptions import NoAlertPresentException
from selenium.webdriver.common.by import By

import drift.render.html
from drift.render.page.limits import CHAINS
from tests.render.builders import blind, calm, many_services, shop, unread
from tests.render.hostile import HOSTILE, LONG, poisoned

pytestmark = pytest.mark.browser

PHONE, LAPTOP = (390, 844), (1440, 900)
OPEN = "document.querySelectorAll('details').forEach(one => one.open = true)"
MARKS = """
return [...document.querySelectorAll('.step .tie, .arrow .tie, .broken li')].map(one => [
  one.querySelector('svg use').getAttribute('href'), one.querySelector('b').textContent.trim().length > 0,
  getComputedStyle(one.querySelector('svg')).color])
"""
BOXES = "return [...document.querySelectorAll(arguments[0])].map(one => one.getBoundingClientRect().toJSON())"


def boxes(browser, selector):
    return browser.driver.execute_script(BOXES, selector)


def test_each_arrow_has_a_shape_a_word_and_a_colour_of_its_own(browser):
    browser.open(shop())
    browser.run(OPEN)
    marks = browser.run(MARKS)
    assert all(has_word for _, has_word, _ in marks)
    kinds = {(shape, colour) for shape, _, colour in marks}
    assert {shape for shape, _ in kinds} == {"#shape-holds", "#shape-broke", "#shape-unknown"}
    assert len({colour for _, colour in kinds}) == len(kinds) == 3


def test_the_stations_of_a_service_stand_beside_each_other_and_on_a_phone_below(browser):
    browser.open(shop(), *LAPTOP)
    row = boxes(browser, ".chain:first-of-type .station")
    assert len({round(one["top"]) for one in row}) == 1
    assert [one["left"] for one in row] == sorted(one["left"] for one in row)
    browser.open(shop(), *PHONE)
    column = boxes(browser, ".chain:first-of-type .station")
    assert len({round(one["left"]) for one in column}) == 1
    assert [one["top"] for one in column] == sorted(one["top"] for one in column)


def test_the_links_of_a_course_are_in_the_order_of_the_chain_on_both(browser):
    for size, side in ((LAPTOP, "left"), (PHONE, "top")):
        browser.open(shop(), *size)
        browser.run(OPEN)
        course = boxes(
            browser,
            ".chain:first-of-type .course:first-of-type > .link, .chain:first-of-type .course:first-of-type .run .link",
        )
        assert [one[side] for one in course] == sorted(one[side] for one in course)
        assert len(course) == 4


def test_what_broke_leads_to_its_finding(browser):
    browser.open(shop())
    link = browser.driver.find_element(By.CSS_SELECTOR, ".chain .broken a")
    said = link.text
    link.click()
    target = browser.driver.find_element(By.CSS_SELECTOR, "article:target")
    assert target.find_element(By.TAG_NAME, "h4").text == said


def test_what_broke_leads_to_a_finding_whose_row_is_not_there_yet(browser, monkeypatch):
    monkeypatch.setattr(drift.render.html, "FINDINGS", 2)
    monkeypatch.setitem(drift.render.html._environment().globals, "FINDINGS", 2)
    browser.open(shop())
    link = browser.driver.find_element(By.LINK_TEXT, "worker runs as root instead of 10001:10001")
    browser.run("arguments[0].click()", link)
    browser.wait("document.querySelector('.finding.here')")
    assert browser.run("return document.querySelector('.finding.here h4').textContent") == link.text


@pytest.mark.parametrize(
    ("size", "text"),
    [(PHONE, ""), (LAPTOP, ""), (LAPTOP, HOSTILE), (PHONE, LONG)],
    ids=["phone", "laptop", "hostile", "10 kB"],
)
def test_no_name_makes_the_page_wider_or_acts(browser, size, text):
    for made in (shop(), unread()):
        address = browser.open(poisoned(made, text) if text else made, *size)
        browser.run(OPEN)
        assert browser.run("return document.documentElement.scrollWidth") <= size[0]
        with pytest.raises(NoAlertPresentException):
            _ = browser.driver.switch_to.alert.text
        assert [one for one in browser.requests if one != address and not one.startswith("data:")] == []
        assert browser.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, LAPTOP])
def test_every_text_of_open_chains_and_of_gaps_has_enough_contrast(browser, scheme, size):
    for made in (shop(), unread()):
        browser.open(made, *size, scheme=scheme)
        browser.run(OPEN)
        assert browser.low_contrast == []


def test_of_forty_services_what_broke_is_shown_and_the_others_are_folded(browser):
    browser.open(many_services(40), *LAPTOP)
    shown = browser.driver.find_elements(By.CSS_SELECTOR, ".chains > .chain")
    assert len(shown) == CHAINS
    first = [one.find_element(By.CSS_SELECTOR, "h3").text for one in shown[:4]]
    assert first == ["service-01", "service-11", "service-21", "service-31"]
    folded = browser.driver.find_element(By.CSS_SELECTOR, ".chains > .others")
    assert (folded.text, folded.get_attribute("open")) == ("And 34 services more", None)
    assert boxes(browser, ".chains")[0]["height"] < 2 * LAPTOP[1]


def test_one_service_is_unfolded(browser):
    browser.open(many_services(1))
    assert browser.driver.find_element(By.CSS_SELECTOR, ".chain details").get_attribute("open") is not None


def test_a_printed_page_has_the_folded_chains_too(browser):
    browser.open(many_services(8))
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    heights = [one["height"] for one in boxes(browser, ".course .link")]
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert len(heights) > 8 * 4
    assert min(heights) > 0


@pytest.mark.parametrize("size", [PHONE, LAPTOP])
@pytest.mark.parametrize("made", [blind, unread], ids=["blind", "unread"])
def test_what_was_not_judged_comes_first_and_begins_on_the_first_screen(browser, made, size):
    browser.open(made(), *size)
    (box,), (matrix,) = boxes(browser, ".unjudged-box"), boxes(browser, ".matrix")
    assert box["top"] + 120 < size[1]
    assert box["bottom"] < matrix["top"]
    weight = "return [getComputedStyle(arguments[0]).fontSize, getComputedStyle(arguments[0]).fontWeight]"
    gaps, tally = (
        browser.driver.find_element(By.CSS_SELECTOR, selector) for selector in (".gaps", ".verdict .tally li")
    )
    assert browser.driver.execute_script(weight, gaps) == browser.driver.execute_script(weight, tally)


def test_each_gap_says_where_why_and_what_to_do(browser):
    browser.open(unread())
    said = [one.text for one in browser.driver.find_elements(By.CSS_SELECTOR, ".gap > :first-child")]
    assert said == ["web in dev", "staging", "production"]
    commands = [one.text for one in browser.driver.find_elements(By.CSS_SELECTOR, ".unjudged-box .commands code")]
    assert commands == [
        "drift scan --env dev",
        "drift scan --env staging",
        "drift doctor -H ssh://production.example",
        "drift scan --env production",
    ]
    browser.driver.find_element(By.CSS_SELECTOR, ".verdict .gaps").click()
    assert browser.run("return document.querySelector(':target').id") == "not-judged"


def test_a_page_on_which_all_was_judged_says_nothing_of_gaps(browser):
    browser.open(calm())
    assert boxes(browser, ".unjudged-box, .gaps") == []
