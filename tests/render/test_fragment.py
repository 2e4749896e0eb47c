"""The page's state in its address: each part of the page has keys of its own there, and leaves the others'."""

import pytest
from selenium.webdriver.common.by import By

from tests.render.builders import shop

pytestmark = pytest.mark.browser

OTHER = "other=dev..production"
"""Of a part of the page that the filters know nothing of."""


def high(browser):
    return browser.driver.find_element(By.CSS_SELECTOR, "button[name=severity][value=high]")


def test_a_choice_leaves_what_others_have_in_the_address(browser):
    browser.open(shop(), fragment=f"#text=a&{OTHER}")
    high(browser).click()
    assert browser.fragment == f"#severity=high&text=a&{OTHER}"
    high(browser).click()
    assert browser.fragment == f"#text=a&{OTHER}"


def test_a_place_stands_last_beside_what_is_shown_and_alone_without(browser):
    anchor = shop().findings[3].anchor
    browser.open(shop(), fragment=f"#at={anchor}&{OTHER}")
    assert browser.run("return document.querySelector('.finding.here').id") == anchor
    assert browser.run("return scrollY") > 0
    high(browser).click()
    assert browser.fragment == f"#severity=high&{OTHER}"


def test_the_last_choice_that_goes_leaves_no_empty_address(browser):
    browser.open(shop(), fragment="#severity=high")
    high(browser).click()
    assert browser.fragment == "#all"


@pytest.mark.parametrize("damaged", ["%E0%A4%A", "=&&==&", "a=%zz", "%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E", "#"])
def test_a_damaged_address_breaks_nothing(browser, damaged):
    browser.open(shop(), fragment=f"#{damaged}")
    high(browser).click()
    assert "severity=high" in browser.fragment
    assert browser.complaints == []
