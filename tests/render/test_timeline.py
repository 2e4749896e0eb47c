"""The timeline in the page, as text and in a real Chromium: where the marks stand, and that everybody can read it."""

import itertools
import re
from dataclasses import replace

import pytest
from selenium.webdriver.common.by import By

from drift.render.html import Html
from tests.render.hostile import HOSTILE, LONG, poisoned
from tests.render.past import crowd_with_past, shop_seen_once, shop_with_past
from tests.render.test_html import Page

PHONE, LAPTOP, WIDE = (390, 844), (1440, 900), (1920, 1080)
EVERY = {"shop": shop_with_past, "first scan": shop_seen_once, "crowd": lambda: crowd_with_past(60)}

RECTANGLE = """
const box = one => { const r = one.getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom]; };
return [...document.querySelectorAll(arguments[0])].map(box);
"""


def boxes(browser, selector):
    """Left, top, right and bottom of each."""
    return browser.driver.execute_script(RECTANGLE, f".timeline {selector}")


@pytest.mark.parametrize("name", EVERY)
def test_the_page_is_whole_and_each_link_leads_to_a_place_in_it(name):
    read = Page(Html().render(EVERY[name]()))
    ids = read.values("id")
    assert len(ids) == len(set(ids))
    links = [value for value in read.values("href") if not value.startswith("data:")]
    assert [link for link in links if link.removeprefix("#") not in ids] == []
    assert read.values("style") == []


def test_the_first_scan_is_said_in_one_line_instead_of_an_empty_drawing():
    html = Html().render(shop_seen_once())
    part = html[html.index('<section class="timeline"') :]
    part = part[: part.index("</section>")]
    assert "This is the first scan" in part
    assert "<svg" not in part


def test_all_that_is_drawn_has_a_name():
    html = Html().render(shop_with_past())
    assert len(re.findall(r'<svg class="track"[^>]*role="img" aria-label="[^"]+"', html)) == html.count('class="track"')
    text = Page(html).text
    assert "high, since 2026-11-03 09:30 UTC, until 2026-11-11 21:30 UTC (8 days)" in text
    assert "web in production: 1.4.1 rolled out, 2026-11-12 09:30 UTC (shop-web-1, shop-web-2)" in text


def test_the_numbers_of_the_drawing_are_a_table_too():
    text = Page(Html().render(shop_with_past())).text
    assert "From critical high medium low info all" in text


def test_very_much_takes_little_room():
    made = crowd_with_past(200)
    drawing = len(Html().render(made)) - len(Html().render(replace(made, timeline=None)))
    assert 10_000 < drawing < 250_000


@pytest.mark.browser
@pytest.mark.parametrize("size", [PHONE, LAPTOP, WIDE])
@pytest.mark.parametrize("name", EVERY)
def test_it_is_no_wider_than_the_window_and_asks_for_nothing(browser, name, size):
    address = browser.open(EVERY[name](), *size)
    browser.run("document.querySelectorAll('.finding').forEach(one => one.style.contentVisibility = 'visible')")
    assert browser.run("return document.documentElement.scrollWidth") <= size[0]
    assert [one for one in browser.requests if one != address and not one.startswith("data:")] == []
    assert browser.complaints == []


@pytest.mark.browser
@pytest.mark.parametrize("text", [HOSTILE, LONG], ids=["short", "10 kB"])
def test_nothing_hostile_in_it_acts(browser, text):
    browser.open(poisoned(shop_with_past(), text), *PHONE)
    assert browser.run("return document.documentElement.scrollWidth") <= PHONE[0]
    assert browser.run("return document.querySelectorAll('img, iframe, [onload], [onerror]').length") == 0
    assert browser.complaints == []


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, LAPTOP])
def test_every_letter_has_contrast_enough_and_one_size(browser, size, scheme):
    browser.open(shop_with_past(), *size, scheme=scheme)
    browser.run("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert browser.low_contrast == []
    sizes = browser.run(
        "return [...document.querySelectorAll('.timeline text')].map(one => one.getBoundingClientRect().height)"
    )
    assert min(sizes) >= 12, "letters keep their size, however wide the drawing is"


@pytest.mark.browser
@pytest.mark.parametrize("size", [PHONE, LAPTOP])
def test_marks_stand_within_their_track_and_what_stands_reaches_its_end(browser, size):
    browser.open(shop_with_past(), *size)
    tracks, bars = boxes(browser, "svg.track"), boxes(browser, ".track rect")
    left, right = tracks[0][0], tracks[0][2]
    assert {(round(one[0]), round(one[2])) for one in tracks} == {(round(left), round(right))}
    assert right - left > 300
    assert all(left - 1 <= one[0] < one[2] <= right + 1 for one in bars)
    assert sum(abs(one[2] - right) < 1 for one in bars) == 12
    assert all(abs(one[3] - one[1] - 8) < 0.1 for one in bars)


@pytest.mark.browser
@pytest.mark.parametrize("size", [PHONE, LAPTOP])
def test_dates_stand_beside_each_other_and_below_their_lines(browser, size):
    browser.open(shop_with_past(), *size)
    dates = boxes(browser, ".trend .ticks text")
    assert len(dates) >= 3
    assert all(one[2] + 4 < other[0] for one, other in itertools.pairwise(dates))
    assert dates[0][0] >= 0
    assert dates[-1][2] <= size[0]
    lines = boxes(browser, ".bands .grid")
    assert all(date[0] - 1 <= line[0] <= date[2] + 1 for date, line in zip(dates, lines, strict=True))


@pytest.mark.browser
def test_the_trend_stands_on_its_line_the_worst_lowest(browser):
    browser.open(shop_with_past())
    plot = boxes(browser, "svg.bands")[0]
    for severity, others in (("critical", ("high", "medium", "low")), ("high", ("medium", "low"))):
        bottom = max(one[3] for one in boxes(browser, f".bands rect.{severity}"))
        assert all(max(one[1] for one in boxes(browser, f".bands rect.{other}")) < bottom for other in others)
    assert abs(max(one[3] for one in boxes(browser, ".bands rect")) - plot[3]) <= 2


@pytest.mark.browser
def test_words_stand_beside_the_drawing_on_a_laptop_and_above_it_on_a_phone(browser):
    for size, beside in ((LAPTOP, True), (PHONE, False)):
        browser.open(shop_with_past(), *size)
        words, tracks = boxes(browser, "li .what"), boxes(browser, "li .track")
        assert all((word[2] <= track[0]) is beside for word, track in zip(words, tracks, strict=True))
        assert all((word[3] <= track[1] + 1) is not beside for word, track in zip(words, tracks, strict=True))


@pytest.mark.browser
def test_a_row_leads_to_its_finding(browser):
    browser.open(shop_with_past())
    link = browser.driver.find_element(By.CSS_SELECTOR, ".lane .title a")
    title = link.text
    link.click()
    assert browser.driver.find_element(By.CSS_SELECTOR, "article:target h4").text == title


@pytest.mark.browser
def test_it_is_printed_within_the_paper(browser):
    browser.open(shop_with_past(), 794, 1123)
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    tracks, bars = boxes(browser, "svg.track"), boxes(browser, ".track rect")
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert max(one[2] for one in [*tracks, *bars]) <= 794 + 1
    assert min(one[2] - one[0] for one in tracks) > 200
