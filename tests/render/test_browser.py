"""The page in a real Chromium: nothing hostile acts, and people can read it on a phone and in the dark."""

import pytest
from selenium.common.exceptions import NoAlertPresentException
from selenium.webdriver.common.by import By

from tests.render.builders import EVERY_REPORT, crowd, shop
from tests.render.hostile import HOSTILE, LONG, poisoned

pytestmark = pytest.mark.browser

ACTING = "script:not(#data, [type=module]), img, iframe, object, [onload], [onerror], [onclick], [style*=url]"
PHONE, LAPTOP, WIDE = (390, 844), (1440, 900), (1920, 1080)


@pytest.mark.parametrize("text", [HOSTILE, LONG], ids=["short", "10 kB"])
@pytest.mark.parametrize("name", EVERY_REPORT)
def test_nothing_hostile_in_any_field_acts(browser, name, text):
    address = browser.open(poisoned(EVERY_REPORT[name](), text))
    with pytest.raises(NoAlertPresentException):
        _ = browser.driver.switch_to.alert.text
    assert [one for one in browser.requests if one != address and not one.startswith("data:")] == []
    assert browser.complaints == []
    assert browser.run(f"return document.querySelectorAll({ACTING!r}).length") == 0
    assert "alert(1)" in browser.run("return document.body.textContent")


@pytest.mark.parametrize("size", [PHONE, LAPTOP, WIDE])
@pytest.mark.parametrize("name", EVERY_REPORT)
def test_no_page_is_wider_than_the_window(browser, name, size):
    for report in (EVERY_REPORT[name](), poisoned(EVERY_REPORT[name](), LONG)):
        browser.open(report, *size)
        browser.run("document.querySelectorAll('.finding').forEach(one => one.style.contentVisibility = 'visible')")
        assert browser.run("return document.documentElement.scrollWidth") <= size[0]


@pytest.mark.parametrize("size", [PHONE, LAPTOP])
@pytest.mark.parametrize("name", ["shop", "calm", "blind", "diff", "status"])
def test_the_verdict_is_above_the_fold(browser, name, size):
    browser.open(EVERY_REPORT[name](), *size)
    bottom = browser.run("return document.querySelector('.verdict').getBoundingClientRect().bottom")
    assert 0 < bottom < size[1] / 2


def test_the_matrix_is_on_the_first_screen_of_a_laptop(browser):
    browser.open(shop(), *LAPTOP)
    assert browser.run("return document.querySelector('.matrix').getBoundingClientRect().bottom") < LAPTOP[1]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", EVERY_REPORT)
def test_every_text_has_enough_contrast(browser, name, scheme):
    browser.open(EVERY_REPORT[name](), scheme=scheme)
    browser.run("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert browser.low_contrast == []


def test_the_dark_page_is_dark(browser):
    ground = "return getComputedStyle(document.documentElement).backgroundColor"
    browser.open(shop(), scheme="light")
    light = browser.run(ground)
    browser.open(shop(), scheme="dark")
    assert (light, browser.run(ground)) == ("rgb(247, 246, 243)", "rgb(19, 21, 24)")


def test_each_cell_with_findings_leads_to_them(browser):
    browser.open(shop())
    links = browser.driver.find_elements(By.CSS_SELECTOR, ".matrix a.state")
    assert len(links) == 7
    for number in range(len(links)):
        browser.open(shop())
        link = browser.driver.find_elements(By.CSS_SELECTOR, ".matrix a.state")[number]
        cell = link.find_element(By.XPATH, "..")
        service = cell.find_element(By.XPATH, "../th").text
        environment = cell.find_element(By.CSS_SELECTOR, ".where").get_attribute("textContent")
        link.click()
        heading = browser.driver.find_element(By.CSS_SELECTOR, ":target h3")
        assert heading.text == f"{service} in {environment}"
        assert 0 <= heading.rect["y"] - browser.run("return scrollY") < LAPTOP[1]


def test_a_link_to_a_finding_marks_it(browser):
    address = browser.open(shop())
    anchor = shop().findings[4].anchor
    browser.driver.get(f"{address}#{anchor}")
    target = browser.driver.find_element(By.CSS_SELECTOR, "article:target")
    assert target.find_element(By.TAG_NAME, "h4").text == shop().findings[4].finding.title


def test_a_phone_shows_both_sides_of_a_value_with_their_names(browser):
    browser.open(shop(), *PHONE)
    cell = browser.driver.find_element(By.CSS_SELECTOR, ".values:not([data-only]) td.before")
    name = browser.run(
        "return getComputedStyle(document.querySelector('.values:not([data-only]) td.before'), '::before').content"
    )
    assert name.strip('"') == cell.get_attribute("data-side")
    assert cell.rect["width"] > 200


def test_the_keyboard_reaches_the_links_and_the_folded_details(browser):
    browser.open(shop())
    reachable = browser.run(
        "return [...document.querySelectorAll('a[href], summary')].filter(one => one.tabIndex >= 0).length"
    )
    assert reachable == browser.run("return document.querySelectorAll('a, summary').length") > 20


@pytest.mark.parametrize("size", [PHONE, LAPTOP])
def test_thousands_of_findings_open_soon_and_the_rest_is_made_when_it_is_seen(browser, size):
    browser.open(crowd(2_500), *size)
    timing = "return performance.getEntriesByType('navigation')[0].loadEventEnd"
    assert browser.run(timing) < 5_000, "milliseconds; 400 on a quiet machine"
    assert browser.run("return document.querySelectorAll('article').length") <= 600
    assert browser.run("return document.querySelector('#shown').textContent") == "2,500 findings"


def test_a_printed_page_has_the_folded_details_too(browser):
    browser.open(shop())
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    heights = browser.run(
        "return [...document.querySelectorAll('details ul li')].map(one => one.getBoundingClientRect().height)"
    )
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert heights
    assert min(heights) > 0
