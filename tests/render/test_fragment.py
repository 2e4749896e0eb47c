"""The page's state in its address: it lives together with the places that links lead to."""

import pytest

from tests.render.builders import shop

pytestmark = pytest.mark.browser

PLACE = "return document.querySelector(':target')?.id ?? ''"
HASH = "return location.hash"


def test_what_was_set_stands_in_the_address_and_leaves_the_rest(browser):
    browser.open(shop())
    browser.run("fragment.set('severity', 'high'); fragment.set('text', 'a&b=c d/ü%')")
    assert browser.run(HASH) == "#severity=high&text=a%26b%3Dc%20d%2F%C3%BC%25"
    assert browser.run("return fragment.get('text')") == "a&b=c d/ü%"
    browser.run("fragment.set('severity', '')")
    assert browser.run(HASH) == "#text=a%26b%3Dc%20d%2F%C3%BC%25"
    assert browser.run("return fragment.get('severity')") == ""


def test_a_link_shows_what_its_sender_saw(browser):
    address, anchor = browser.open(shop()), shop().findings[3].anchor
    again(browser, f"{address}#{anchor}&sides=dev..production")
    assert browser.run(PLACE) == anchor
    assert browser.run("return fragment.get('sides')") == "dev..production"
    assert browser.run(HASH) == f"#{anchor}&sides=dev..production"
    assert browser.run("return scrollY") > 0


def test_a_link_to_a_place_keeps_the_state(browser):
    browser.open(shop())
    browser.run("fragment.set('sides', 'dev..production')")
    browser.run("document.querySelector('.matrix a.state').click()")
    place = browser.run("return document.querySelector('.matrix a.state').getAttribute('href')")
    browser.run("return new Promise(done => setTimeout(done, 50))")
    assert browser.run(HASH) == f"{place}&sides=dev..production"
    assert f"#{browser.run(PLACE)}" == place


def test_back_leads_through_the_steps_and_knows_the_state_of_each(browser):
    anchor = shop().findings[3].anchor
    browser.open(shop(), fragment=f"#{anchor}")
    browser.run("fragment.step({severity: 'high'}); fragment.step({severity: '', kind: 'env'})")
    assert browser.run(HASH) == "#kind=env"
    for hash_then, kind in (("#severity=high", ""), (f"#{anchor}", "")):
        browser.run("history.back()")
        browser.wait(f"location.hash === '{hash_then}'")
        browser.wait(f"fragment.get('kind') === '{kind}'")
    assert browser.run("return fragment.get('severity')") == ""


def test_an_address_that_somebody_changes_is_read_before_others_hear_of_it(browser):
    browser.open(shop())
    heard = browser.driver.execute_async_script("""
        const done = arguments[0];
        fragment.set('severity', 'high');
        addEventListener('hashchange', () => done([fragment.get('severity'), fragment.get('kind')]));
        location.hash = '#kind=env';
    """)
    assert heard == ["", "env"]


@pytest.mark.parametrize("damaged", ["%E0%A4%A", "=&&==&", "a=%zz", "%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E", "#"])
def test_a_damaged_address_breaks_nothing(browser, damaged):
    address = browser.open(shop())
    again(browser, f"{address}#{damaged}")
    browser.run("fragment.set('severity', 'low')")
    assert browser.run("return fragment.get('severity')") == "low"
    assert browser.complaints == []


def again(browser, address):
    """Open it anew: an address that differs in its fragment alone is no new page."""
    browser.driver.get("about:blank")
    browser.driver.get(address)
