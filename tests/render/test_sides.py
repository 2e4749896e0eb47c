"""Environments side by side and the tree of changed files, in a real Chromium."""

from dataclasses import replace
from typing import Any

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.support.select import Select

from drift.model.changes import ChangeType
from drift.model.findings import Severity
from drift.model.records import Kind
from drift.render.html import Html
from drift.report import Report
from drift.report.file_tree import file_trees
from drift.report.joined import weights_of
from drift.report.side_by_side import Deployed, side_by_side
from tests.render.builders import shop
from tests.render.hostile import LONG, poisoned
from tests.render.shop import ENVIRONMENTS
from tests.render.sides import changed, compared, held, shop_beside, values, web

PHONE, LAPTOP, WIDE = (390, 844), (1440, 900), (1920, 1080)

in_a_browser = pytest.mark.browser

ROWS = """
return [...document.querySelectorAll('.sides tr[data-of]')].filter(row => row.checkVisibility()).map(row =>
  [row.cells[0].innerText.split('\\n')[0].trim(), ...[...row.cells].slice(1).filter(cell => !cell.hidden).map(cell => cell.innerText)]);
"""
MARKED = """
return [...document.querySelectorAll('.sides tr[data-of] mark')].filter(mark => mark.checkVisibility()).map(mark => mark.innerText);
"""
FILES = """
return [...document.querySelectorAll('.twin')].filter(one => one.checkVisibility()).map(one =>
  [one.querySelector('figcaption').innerText, ...[...one.querySelectorAll('.heads b')].map(head => head.innerText)]);
"""


def two() -> Report:
    """Of two environments alone."""
    made = web().held
    sides = side_by_side(
        ("staging", "production"), [Deployed("web", {name: made[name] for name in ("staging", "production")})], {}
    )
    return replace(shop(), side_by_side=sides)


def choose(browser: Any, name: str, value: str) -> None:
    Select(browser.driver.find_element(By.ID, f"sides-{name}")).select_by_value(value)


def rows(browser: Any) -> dict[str, list[str]]:
    return {name: cells for name, *cells in browser.run(ROWS)}


def test_without_a_script_all_environments_stand_beside_each_other():
    html = Html().render(shop_beside())
    for said in ("secret A", "secret B", "<span>1,204</span> equal", "packages of production could not be read"):
        assert said in html
    assert 'id="sides-choice" hidden' in html
    assert html.count("data-far hidden") == 1, "what no neighbours have, until somebody chooses it"


def test_a_report_that_nobody_gathered_them_for_has_neither():
    html = Html().render(shop())
    assert 'id="sides"' not in html
    assert 'id="trees"' not in html


@in_a_browser
def test_two_environments_are_chosen_and_stand_in_the_address(browser):
    browser.open(shop_beside())
    assert len(rows(browser)["kernel"]) == len(ENVIRONMENTS)
    choose(browser, "before", "dev")
    choose(browser, "after", "production")
    assert browser.fragment == "#sides=dev..production"
    assert rows(browser)["kernel"] == ["6.1.0-28-amd64", "5.15.0-130-generic"]
    assert rows(browser)["STRIPE_API_KEY"] == ["secret A", "secret B"]
    heads = browser.run(
        "return [...document.querySelectorAll('.service thead th')].filter(one => one.checkVisibility()).map(one => one.innerText)"
    )
    assert [one.split("\n")[0] for one in heads] == ["dev", "production"]


@in_a_browser
def test_a_link_shows_the_two_that_its_sender_chose(browser):
    browser.open(shop_beside(), fragment="#sides=integration..staging&sides-kind=packages")
    assert rows(browser) == {"pkg:deb/debian/openssl": ["3.0.15-1~deb12u1", "3.0.17-1~deb12u2"]}
    assert (
        browser.run("return document.querySelector('.sides tbody[data-kind=packages] .alike').innerText")
        == "1,205 equal"
    )
    assert browser.run(MARKED) == ["15", "deb12u1", "17", "deb12u2"]
    choose(browser, "before", "")
    choose(browser, "kind", "")
    assert browser.fragment == "#all"
    assert len(rows(browser)["kernel"]) == len(ENVIRONMENTS)


@in_a_browser
def test_what_is_the_same_in_two_environments_is_folded_and_opens(browser):
    browser.open(shop_beside(), fragment="#sides=dev..integration&sides-kind=packages")
    assert rows(browser) == {}
    summary = browser.driver.find_element(By.CSS_SELECTOR, "tbody[data-kind=packages] .alike summary")
    assert summary.text == "1,206 equal"
    summary.click()
    browser.run("return new Promise(done => setTimeout(done, 50))")
    assert rows(browser)["pkg:deb/debian/curl"] == ["7.88.1-10", "7.88.1-10"]
    assert "pkg:deb/debian/vim" not in rows(browser), "neither has it"
    assert "and 1,104 more" in browser.run(
        "return document.querySelector('tbody[data-kind=packages] .alike p').innerText"
    )


@in_a_browser
def test_marks_are_those_of_the_two_that_are_chosen(browser):
    three = [held(env=values(V=f"app {text} end")) for text in ("one two", "one three", "four two")]
    made = side_by_side(
        ENVIRONMENTS[:3], [Deployed("web", dict(zip(ENVIRONMENTS, three, strict=False)))], weights_of([])
    )
    browser.open(replace(shop(), side_by_side=made))
    assert browser.run(MARKED) == ["one", "two", "one", "three", "four", "two"]
    browser.open(replace(shop(), side_by_side=made), fragment="#sides=dev..integration")
    assert browser.run(MARKED) == ["two", "three"]
    choose(browser, "after", "staging")
    assert browser.run(MARKED) == ["one", "four"]
    choose(browser, "before", "")
    assert browser.run(MARKED) == ["one", "two", "one", "three", "four", "two"]


@in_a_browser
def test_a_file_is_compared_between_the_two_that_are_chosen(browser):
    browser.open(shop_beside())
    assert browser.run(FILES) == [
        ["/etc/app/app.yaml", "dev, integration", "staging"],
        ["/etc/app/app.yaml", "staging", "production"],
        ["/etc/nginx/nginx.conf", "dev, integration, staging", "production"],
    ]
    browser.open(shop_beside(), fragment="#sides=dev..production&sides-kind=documents")
    assert browser.run(FILES) == [
        ["/etc/app/app.yaml", "dev, integration", "production"],
        ["/etc/nginx/nginx.conf", "dev, integration, staging", "production"],
    ]
    assert rows(browser) == {}


@in_a_browser
def test_a_folded_service_has_its_numbers_now_and_its_rows_when_it_is_opened(browser):
    browser.open(folded(), fragment="#sides=staging..production")
    services = browser.driver.find_elements(By.CSS_SELECTOR, ".service")
    assert [one.text.split("\n")[0] for one in services][1:] == [
        "other 2 differ, 1 equal",
        "third not deployed in both",
    ]
    services[1].find_element(By.TAG_NAME, "summary").click()
    browser.wait("document.querySelectorAll('.service')[1].querySelector('td[hidden]')")
    assert {name: cells for name, cells in rows(browser).items() if name in "ABC"} == {
        "A": ["2", "3"],
        "B": ["nothing", "1"],
    }


def folded() -> Report:
    """Three services, of which the first is open; the third is not in production."""
    three = [held(env=values(A=1, C=1)), held(env=values(A=2, C=1)), held(env=values(A=3, B=1, C=1))]
    other = Deployed("other", dict(zip(ENVIRONMENTS[1:], three, strict=True)))
    third = Deployed("third", {name: other.held[name] for name in ENVIRONMENTS[1:3]})
    made = side_by_side(ENVIRONMENTS[1:], [web(), other, third], {("web", Kind.ENV, "A"): Severity.HIGH})
    return replace(shop(), side_by_side=made)


@in_a_browser
def test_the_same_environment_twice_becomes_its_neighbour(browser):
    browser.open(shop_beside(), fragment="#sides=dev..production")
    choose(browser, "before", "production")
    assert browser.fragment == "#sides=staging..production"
    choose(browser, "after", "dev")
    assert browser.fragment == "#sides=dev..staging", "the earlier one is first"


@in_a_browser
@pytest.mark.parametrize(
    "damaged", ["sides=dev..nowhere", "sides=..", "sides=production..dev", "sides-kind=none", "sides=%zz"]
)
def test_an_address_that_names_nothing_shows_all(browser, damaged):
    browser.open(shop_beside())
    before = rows(browser)
    browser.open(shop_beside(), fragment=f"#{damaged}")
    assert rows(browser) == before
    assert browser.complaints == []


@in_a_browser
def test_the_filters_of_the_findings_and_the_choice_live_in_one_address(browser):
    browser.open(shop_beside(), fragment="#severity=high&text=a")
    choose(browser, "before", "staging")
    assert browser.fragment == "#severity=high&text=a&sides=staging..production"
    browser.driver.find_element(By.CSS_SELECTOR, "button[name=severity][value=high]").click()
    assert browser.fragment == "#text=a&sides=staging..production"
    assert rows(browser)["cpus"] == ["8", "16"]


@in_a_browser
def test_a_link_to_a_place_leaves_the_choice(browser):
    browser.open(shop_beside(), fragment="#sides=staging..production")
    browser.driver.find_element(By.CSS_SELECTOR, ".matrix a.state").click()
    browser.wait("!location.hash.includes('=')")
    assert rows(browser)["cpus"] == ["8", "16"]


@in_a_browser
def test_two_environments_need_no_choice(browser):
    browser.open(two())
    assert browser.driver.find_elements(By.ID, "sides-before") == []
    assert rows(browser)["cpus"] == ["8", "16"]
    choose(browser, "kind", "host")
    assert set(rows(browser)) == {"cpus", "kernel", "memory"}


@in_a_browser
@pytest.mark.parametrize(("size", "text"), [(PHONE, ""), (WIDE, ""), (PHONE, LONG)])
def test_nothing_is_wider_than_the_window(browser, size, text):
    browser.open(poisoned(shop_beside(), text), *size)
    browser.run("document.querySelectorAll('.finding').forEach(one => one.style.contentVisibility = 'visible')")
    browser.run("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert browser.run("return document.documentElement.scrollWidth") <= size[0]
    assert browser.complaints == []


@in_a_browser
def test_many_environments_keep_their_width_and_move_in_their_box(browser):
    names = tuple(f"env{number}" for number in range(10))
    many = Deployed("web", {name: held(env=values(PLACE=f"a value of {name}")) for name in names})
    browser.open(replace(shop(), side_by_side=side_by_side(names, [many], {})), *LAPTOP)
    assert browser.run("return document.documentElement.scrollWidth") <= LAPTOP[0]
    assert browser.run("return document.querySelector('.beside').scrollWidth") > LAPTOP[0]
    assert browser.run("return document.querySelector('.beside').tabIndex") == 0
    choose(browser, "before", "env2")
    choose(browser, "after", "env9")
    assert rows(browser) == {"PLACE": ["a value of env2", "a value of env9"]}
    assert browser.run("return document.querySelector('.beside').scrollWidth") < LAPTOP[0]


def test_the_most_that_there_can_be_takes_less_than_a_megabyte():
    equal = {f"library{n}": n for n in range(200)}
    differing = {
        name: held(env=values(**equal, **{f"V{n}": f"{name} {'<&>' * 50}" for n in range(99)})) for name in ENVIRONMENTS
    }
    sides = side_by_side(ENVIRONMENTS, [Deployed(f"service{n}", differing) for n in range(30)], {})
    changes = [changed(f"/srv/d{n % 90}/e{n % 9}/file{n}.yaml", ChangeType.ADDED) for n in range(10_000)]
    trees = file_trees([compared(changes, name, name) for name in ENVIRONMENTS], {})
    plain, full = (
        len(Html().render(one).encode()) for one in (shop(), replace(shop(), side_by_side=sides, changed_files=trees))
    )
    assert full - plain < 1_000_000


@in_a_browser
def test_a_phone_shows_each_value_below_its_key_with_its_environment(browser):
    browser.open(shop_beside(), *PHONE)
    row = browser.run("""
        const row = [...document.querySelectorAll('.sides tr[data-of]')].find(one => one.innerText.includes('kernel'));
        return [...row.cells].map(cell => [cell.getBoundingClientRect().left, cell.getBoundingClientRect().top,
            getComputedStyle(cell, '::before').content]);
    """)
    assert len({left for left, _, _ in row}) == 1
    assert [top for _, top, _ in row] == sorted({top for _, top, _ in row})
    assert [name.strip('"') for _, _, name in row[1:]] == list(ENVIRONMENTS)
    lines = browser.run("""
        const line = document.querySelector('.twin .line:not(.same)');
        return [...line.children].map(side => side.getBoundingClientRect().top);
    """)
    assert lines[0] < lines[1], "one below the other"


@in_a_browser
def test_a_laptop_shows_two_contents_beside_each_other(browser):
    browser.open(shop_beside(), *LAPTOP)
    one, other = browser.run("""
        const line = document.querySelector('.twin .line:not(.same)');
        return [...line.children].map(side => [side.getBoundingClientRect().left, side.getBoundingClientRect().top]);
    """)
    assert one[0] < other[0]
    assert one[1] == other[1]


@in_a_browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("chosen", ["", "#sides=dev..production"])
def test_every_text_has_enough_contrast(browser, scheme, chosen):
    browser.open(shop_beside(), scheme=scheme, fragment=chosen)
    browser.run("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert browser.low_contrast == []


@in_a_browser
def test_hostile_names_are_inert_whatever_is_chosen(browser):
    address = browser.open(poisoned(shop_beside()))
    Select(browser.driver.find_element(By.ID, "sides-before")).select_by_index(1)
    assert (
        browser.run("return document.querySelectorAll('.sides img, .sides svg:not(.shape), .sides script').length") == 0
    )
    assert [one for one in browser.requests if one != address and not one.startswith("data:")] == []
    assert browser.complaints == []


@in_a_browser
def test_folders_open_with_the_keyboard_and_say_how_much_changed(browser):
    browser.open(shop_beside())
    summary = browser.driver.find_elements(By.CSS_SELECTOR, ".tree > summary")[1]
    assert summary.text.startswith("web staging → production")
    assert "+ 1 added" in summary.text.replace("+1", "+ 1")
    summary.send_keys("\n")
    listed = [one.text for one in browser.driver.find_elements(By.CSS_SELECTOR, ".tree:last-of-type .file") if one.text]
    assert any("mode 0755 → 4755" in one for one in listed)
