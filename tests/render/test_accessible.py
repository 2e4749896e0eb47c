"""Every page is checked by axe-core in a real Chromium: nothing against WCAG 2.2 AA, light and dark, on a phone and on a laptop."""

import pytest

import drift.render.html
import drift.render.page.data
from tests.engines.cache import Unavailable
from tests.render.axe import source, violations
from tests.render.builders import EVERY_REPORT, shop
from tests.render.test_browser import LAPTOP, PHONE

pytestmark = pytest.mark.browser

every_window = pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
every_scheme = pytest.mark.parametrize("scheme", ["light", "dark"])


@pytest.fixture(autouse=True)
def axe():
    try:
        source()
    except Unavailable as reason:
        pytest.skip(str(reason))


@every_scheme
@every_window
@pytest.mark.parametrize("name", EVERY_REPORT)
def test_no_page_keeps_anybody_out(browser, name, size, scheme):
    browser.open(EVERY_REPORT[name](), *size, scheme=scheme)
    browser.run("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert violations(browser) == []


@every_scheme
@pytest.mark.parametrize("fragment", ["#hidden=yes&severity=low,medium", "#text=no-such-thing"])
def test_no_choice_of_findings_keeps_anybody_out(browser, fragment, scheme):
    browser.open(shop(), scheme=scheme, fragment=fragment)
    assert violations(browser) == []


@every_window
def test_no_made_row_keeps_anybody_out(browser, monkeypatch, size):
    monkeypatch.setattr(drift.render.html, "FINDINGS", 0)
    monkeypatch.setattr(drift.render.page.data, "FINDINGS", 0)
    browser.open(shop(), *size, fragment=f"#{shop().findings[0].anchor}")
    browser.wait("document.querySelectorAll('.group > .finding').length > 2")
    assert violations(browser) == []


def test_the_checker_finds_what_is_wrong(browser):
    browser.open(shop())
    browser.run("document.querySelector('[name=service]').removeAttribute('aria-label')")
    (found,) = violations(browser)
    assert found.startswith("select-name")
