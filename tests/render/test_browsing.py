"""The findings in a real Chromium: chosen, linked to, made when they are seen, copied and printed."""

import base64
import re
import zlib
from dataclasses import replace

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

import drift.render.html
import drift.render.page.data
from drift.model.findings import Severity
from drift.report import report
from tests.render.builders import blind, calm, crowd, diff, frame, shop, verdict, why
from tests.render.hostile import HOSTILE, LONG, poisoned
from tests.render.shop import FINDINGS, comparisons, observations, state, waived
from tests.render.test_browser import ACTING, LAPTOP, PHONE

pytestmark = pytest.mark.browser

SHOWN = "document.querySelector('#shown').textContent"
ROWS = "document.querySelectorAll('.group > .finding').length"


def titles(*, all_of=FINDINGS, **wanted: object) -> set[str]:
    return {one.title for one in all_of if all(getattr(one, name) == value for name, value in wanted.items())}


def press(browser, text: str) -> None:
    browser.driver.find_element(By.XPATH, f"//button[contains(normalize-space(.), '{text}')]").click()


def choose(browser, name: str, value: str) -> None:
    Select(browser.driver.find_element(By.NAME, name)).select_by_value(value)


def type_in(browser, text: str) -> None:
    browser.driver.find_element(By.NAME, "text").send_keys(text)


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("environment", "staging", {one.title for one in FINDINGS if one.environments[-1] == "staging"}),
        ("service", "worker", titles(service="worker")),
        ("kind", "env", {one.title for one in FINDINGS if one.kind.value == "env"}),
        ("rule", "limit-changed", titles(rule="limit-changed")),
    ],
)
def test_a_choice_shows_what_is_of_it_alone_and_stands_in_the_address(browser, name, value, shown):
    browser.open(shop())
    choose(browser, name, value)
    assert set(browser.titles) == shown
    assert browser.run(f"return {SHOWN}") == f"{len(shown)} of 12 findings"
    assert browser.fragment == f"#{name}={value}"


def test_severities_add_up_and_a_second_press_takes_one_away(browser):
    browser.open(shop())
    press(browser, "critical")
    press(browser, "medium")
    levels = (Severity.CRITICAL, Severity.MEDIUM)
    assert set(browser.titles) == {one.title for one in FINDINGS if one.severity in levels}
    assert browser.fragment == "#severity=critical,medium"
    pressed = browser.driver.find_elements(By.CSS_SELECTOR, "[aria-pressed=true]")
    assert [one.get_attribute("value") for one in pressed] == ["critical", "medium"]
    press(browser, "critical")
    assert set(browser.titles) == titles(severity=Severity.MEDIUM)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("NGINX.CONF", {"/etc/nginx/nginx.conf was edited in the container"}),
        ("tls libssl", {"One of three replicas has another version of libssl3"}),
        ("10.4.7.21", {"/etc/nginx/nginx.conf was edited in the container"}),
        ("loader_attic", {"One of three replicas has another version of libssl3"}),
    ],
    ids=["key", "words of several fields", "a line of a difference", "a member"],
)
def test_a_text_is_looked_for_in_all_that_a_finding_says(browser, text, shown):
    browser.open(shop())
    type_in(browser, text)
    assert set(browser.titles) == shown


def test_each_choice_says_how_many_findings_it_would_leave(browser):
    browser.open(shop())
    press(browser, "high")
    options = [one.text for one in Select(browser.driver.find_element(By.NAME, "service")).options]
    high = [one for one in FINDINGS if one.severity is Severity.HIGH]
    expected = {name: sum(one.service == name for one in high) for name in ("api", "web", "worker")}
    assert options == ["All services", *(f"{name} ({number})" for name, number in expected.items())]
    assert "medium 3" in browser.driver.find_element(By.CSS_SELECTOR, "button.medium").text


def test_a_group_counts_what_is_shown_of_it_and_goes_with_its_last_finding(browser):
    browser.open(shop())
    press(browser, "high")
    groups = browser.driver.find_elements(By.CSS_SELECTOR, ".group")
    shown = [one for one in groups if one.is_displayed()]
    assert len(shown) < len(groups)
    assert shown[0].find_element(By.CSS_SELECTOR, ".tally").text == "2 high"


def test_nothing_is_said_in_words_and_clear_shows_all_again(browser):
    browser.open(shop())
    press(browser, "low")
    choose(browser, "environment", "production")
    type_in(browser, "no such thing")
    said = browser.driver.find_element(By.ID, "nothing").text
    assert said == "Nothing fits: low, in production, with “no such thing”. Without filters there are 12 findings."
    press(browser, "Clear filters")
    assert len(browser.titles) == 12
    assert not browser.driver.find_element(By.ID, "nothing").is_displayed()
    assert browser.driver.switch_to.active_element.get_attribute("name") == "text"
    assert browser.fragment == "#all"


def test_the_number_that_is_shown_is_announced(browser):
    browser.open(shop())
    assert browser.run("return document.querySelector('#shown').role") == "status"


LINK = "#severity=high&service=api&text=production"


def test_a_link_shows_what_its_sender_saw(browser):
    browser.open(shop())
    press(browser, "high")
    choose(browser, "service", "api")
    type_in(browser, "production")
    browser.wait(f"location.hash === '{LINK}'")
    seen, found = browser.titles, browser.run(f"return {SHOWN}")
    browser.open(shop(), fragment=LINK)
    assert (browser.titles, browser.run(f"return {SHOWN}")) == (seen, found)
    assert browser.driver.find_element(By.NAME, "text").get_attribute("value") == "production"
    assert Select(browser.driver.find_element(By.NAME, "service")).first_selected_option.get_attribute("value") == "api"
    assert browser.run("return document.querySelector('#findings').getBoundingClientRect().top") < LAPTOP[1] / 2


def test_back_and_forward_go_through_what_was_shown(browser):
    browser.open(shop())
    press(browser, "high")
    choose(browser, "service", "api")
    seen = [browser.titles]
    browser.driver.back()
    browser.wait("location.hash === '#severity=high'")
    browser.wait("document.querySelector('[name=service]').value === ''")
    assert set(browser.titles) == titles(severity=Severity.HIGH)
    browser.driver.back()
    browser.wait("document.querySelectorAll('[aria-pressed=true]').length === 0")
    assert len(browser.titles) == 12
    browser.driver.forward()
    browser.driver.forward()
    browser.wait("document.querySelector('[name=service]').value === 'api'")
    assert browser.titles == seen[0]


def test_what_a_link_asks_for_and_this_report_has_not_is_said(browser):
    browser.open(shop(), fragment="#service=shop%2Fgone&severity=high,wrong&text=%E0%A4%A")
    assert "of shop/gone" in browser.driver.find_element(By.ID, "nothing").text
    assert browser.complaints == []


def test_a_link_to_a_finding_keeps_the_filters_and_one_to_a_cell_ends_them(browser):
    browser.open(shop(), fragment="#severity=medium")
    link = browser.driver.find_element(By.CSS_SELECTOR, ".group:not([hidden]) > .finding:not([hidden]) .severity a")
    link.click()
    browser.wait("document.querySelector('.finding.here') !== null")
    anchor = browser.driver.find_element(By.CSS_SELECTOR, ".finding.here").get_attribute("id")
    assert browser.fragment == f"#severity=medium&at={anchor}"
    assert set(browser.titles) == titles(severity=Severity.MEDIUM)
    browser.driver.find_elements(By.CSS_SELECTOR, ".matrix a.state")[0].click()
    browser.wait("document.querySelectorAll('[aria-pressed=true]').length === 0")
    assert len(browser.titles) == 12


def test_all_of_it_is_done_with_the_keyboard(browser):
    browser.open(shop(), fragment="#findings")
    chosen = browser.driver.switch_to.active_element
    for _ in range(40):
        chosen.send_keys(Keys.TAB)
        chosen = browser.driver.switch_to.active_element
        if chosen.get_attribute("value") == "high":
            break
    chosen.send_keys(Keys.SPACE)
    assert set(browser.titles) == titles(severity=Severity.HIGH)
    ring = browser.run("return getComputedStyle(document.activeElement).outlineStyle")
    assert ring == "solid"
    names = []
    for _ in range(10):
        browser.driver.switch_to.active_element.send_keys(Keys.TAB)
        names.append(browser.driver.switch_to.active_element.get_attribute("name"))
    assert [name for name in names if name] == [
        *("severity", "severity", "severity"),
        *("hidden", "text", "environment", "service", "kind", "rule"),
    ]


def test_what_the_policy_hides_is_shown_if_asked_with_its_line_and_reason(browser):
    browser.open(shop())
    assert "/etc/ssl/certs/proxy-ca.pem differs" not in browser.titles
    browser.driver.find_element(By.NAME, "hidden").click()
    assert browser.run(f"return {SHOWN}") == "31 of 31 findings"
    type_in(browser, "proxy-ca.pem")
    browser.wait(f"{ROWS} > 12")
    assert browser.titles == ["/etc/ssl/certs/proxy-ca.pem differs"]
    line = browser.driver.find_element(By.CSS_SELECTOR, ".by-policy .policy").text
    assert line == "Hidden by waiver 1 (drift.toml line 31): the office proxy re-signs TLS; ends 2027-01-31"


def test_a_link_to_what_the_policy_hides_shows_it(browser):
    anchor = f"f-{waived()[0].finding.fingerprint}"
    browser.open(shop(), fragment=f"#{anchor}")
    assert browser.driver.find_element(By.CSS_SELECTOR, ".finding.here").get_attribute("id") == anchor


def test_where_all_is_hidden_the_page_says_so_and_shows_it_if_asked(browser):
    browser.open(report(verdict((), hidden=waived()), state(), comparisons(observations()), frame()))
    assert "None that the policy does not hide" in browser.driver.find_element(By.ID, "groups").text
    browser.driver.find_element(By.NAME, "hidden").click()
    browser.wait(f"{ROWS} === 19")


def test_only_what_is_new_is_shown_if_asked(browser):
    known = frozenset(one.fingerprint for one in FINDINGS[3:])
    browser.open(report(verdict(FINDINGS, known=known), state(), comparisons(observations()), frame()))
    browser.driver.find_element(By.NAME, "new").click()
    assert set(browser.titles) == {one.title for one in FINDINGS[:3]}
    assert browser.fragment == "#new=yes"


def test_rows_are_made_when_their_place_is_seen(browser):
    browser.open(crowd(1_500))
    made = browser.run(f"return {ROWS}")
    assert 500 <= made < 700
    last = "[...document.querySelectorAll('.place')].at(-1)"
    browser.run(f"{last}.scrollIntoView()")
    browser.wait(f"{ROWS} > {made}")
    number = "[...document.querySelectorAll('.group > .finding')].at(-1).querySelector('.severity a').textContent"
    browser.wait(f"{number} === '#1500'")


def test_a_link_leads_to_a_finding_whose_row_is_not_made_yet(browser):
    wanted = crowd(1_500).findings[1_234]
    browser.open(crowd(1_500), fragment=f"#{wanted.anchor}")
    row = browser.driver.find_element(By.ID, wanted.anchor)
    assert row.find_element(By.TAG_NAME, "h4").text == wanted.finding.title
    browser.wait(f"document.getElementById('{wanted.anchor}').getBoundingClientRect().top < {LAPTOP[1]}")
    assert "here" in row.get_attribute("class")


def test_a_cell_leads_to_its_group_also_where_no_row_of_it_stands_in_the_page(browser):
    many = [one.finding for one in crowd(1_500).findings if one.finding.service != "web"]
    last = replace(FINDINGS[-2], severity=Severity.INFO)
    browser.open(report(verdict([*many, last]), state(), comparisons(observations()), frame()))
    link = browser.run("return [...document.querySelectorAll('.matrix tr:nth-child(2) a.state')].at(-1)")
    link.click()
    browser.wait("document.querySelector(location.hash).getBoundingClientRect().top < 100")
    browser.wait("document.querySelector(`${location.hash} .finding`) !== null")
    assert browser.driver.find_element(By.CSS_SELECTOR, ":target h3").text == "web in production"


@pytest.mark.parametrize("made", [shop, blind, diff], ids=["shop", "blind", "diff"])
def test_a_made_row_is_as_one_that_stands_in_the_page(browser, monkeypatch, made):
    looks = (
        "return Object.fromEntries([...document.querySelectorAll('.group > .finding')].map("
        "one => [one.id, one.innerHTML.replace(/\\n\\s*/g, '').replace(/> </g, '><')]))"
    )
    browser.open(made())
    standing = browser.run(looks)
    monkeypatch.setattr(drift.render.html, "FINDINGS", 0)
    monkeypatch.setattr(drift.render.page.data, "FINDINGS", 0)
    browser.open(made())
    browser.wait(f"(document.querySelector('.place')?.scrollIntoView(), {ROWS} === {len(standing)})")
    assert browser.run(looks) == standing


@pytest.mark.parametrize("text", [HOSTILE, LONG], ids=["short", "10 kB"])
def test_nothing_hostile_in_made_rows_and_filters_acts(browser, monkeypatch, text):
    monkeypatch.setattr(drift.render.html, "FINDINGS", 0)
    monkeypatch.setattr(drift.render.page.data, "FINDINGS", 0)
    address = browser.open(poisoned(shop(), text), *PHONE)
    browser.driver.find_element(By.NAME, "hidden").click()
    for name in ("environment", "service", "kind", "rule"):
        Select(browser.driver.find_element(By.NAME, name)).select_by_index(1)
        browser.driver.execute_script("document.querySelector('#clear').click()")
    type_in(browser, "<script>alert(1)</script>")
    browser.wait(f"(document.querySelector('.place')?.scrollIntoView(), {ROWS} > 0)")
    browser.run("document.querySelector('.copy').click()")  # rows above may be made while a pointer is on its way
    assert "alert(1)" in browser.run("return document.querySelector('.finding').textContent")
    assert browser.run(f"return document.querySelectorAll({ACTING!r}).length") == 0
    assert browser.run("return document.documentElement.scrollWidth") <= PHONE[0]
    assert [one for one in browser.requests if not one.startswith((address, "data:"))] == []
    assert browser.complaints == []


@pytest.mark.parametrize("made", [shop, why], ids=["shop", "why"])
def test_a_remedy_is_copied_and_it_is_said(browser, made):
    address = browser.open(made())
    assert address.startswith("file:")
    origin = {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}
    browser.driver.execute_cdp_cmd("Browser.grantPermissions", origin)
    button = browser.driver.find_element(By.CSS_SELECTOR, ".finding .copy")
    remedy = button.find_element(By.XPATH, "../span").text
    button.click()
    browser.wait("document.querySelector('.copy').textContent === 'Copied'")
    assert browser.run("return document.querySelector('#said').textContent") == "Copied"
    assert browser.run("return navigator.clipboard.readText()") == remedy


def test_a_browser_without_a_clipboard_copies_as_older_ones_did(browser):
    browser.open(shop())
    browser.run("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    browser.driver.find_element(By.CSS_SELECTOR, ".finding .copy").click()
    browser.wait("document.querySelector('.copy').textContent !== 'Copy'")
    assert browser.complaints == []


def test_without_a_script_the_worst_are_there_and_a_line_says_how_many_more(browser):
    browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.open(crowd(600))
        find = browser.driver.find_elements
        assert len(find(By.CSS_SELECTOR, "article.finding")) == 500
        assert "And 100 findings more" in browser.driver.find_element(By.ID, "rest").text
        assert not browser.driver.find_element(By.ID, "filters").is_displayed()
        assert not any(one.is_displayed() for one in find(By.CSS_SELECTOR, ".copy")[:5])
    finally:
        browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_a_page_without_findings_has_nothing_to_browse(browser):
    browser.open(calm())
    assert browser.driver.find_elements(By.ID, "filters") == []
    assert browser.complaints == []


def test_a_printed_page_has_the_findings_without_the_controls(browser):
    browser.open(shop())
    printed = base64.b64decode(browser.driver.execute_cdp_cmd("Page.printToPDF", {})["data"])
    assert printed.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", printed + _inflated(printed))) > 1
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    shown = "return [...document.querySelectorAll(arguments[0])].filter(one => one.checkVisibility()).length"
    numbers = [browser.run(shown, selector) for selector in (".finding h4", ".copy", ".filters", ".place")]
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert numbers == [12, 0, 0, 0]


def _inflated(pdf: bytes) -> bytes:
    """The streams of a PDF that are deflated: where Chromium keeps its objects."""
    found = b""
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            found += zlib.decompress(stream)
        except zlib.error:
            continue
    return found


@pytest.mark.parametrize("size", [PHONE, LAPTOP])
def test_the_controls_fit_the_window_and_are_large_enough_to_be_touched(browser, size):
    browser.open(shop(), *size, fragment="#hidden=yes")
    boxes = browser.run(
        "return [...document.querySelectorAll('.filters :is(button, input, select), .copy')].filter(one => one.checkVisibility())"
        ".map(one => one.closest('label') ?? one).map(one => one.getBoundingClientRect().toJSON())"
    )
    assert len(boxes) > 15
    assert min(box["height"] for box in boxes) >= 24, "CSS pixels: WCAG 2.2, 2.5.8"
    assert max(box["right"] for box in boxes) <= size[0]
    bar = browser.run("return document.querySelector('.filters').getBoundingClientRect().height")
    assert bar < (280 if size is PHONE else 100)
