"""The HTML report in Chromium, of 10 to 10,000 findings: `python -m benchmarks.report` prints how soon it opens and filters, and its size.

With every section: as many records that environments have otherwise, and as many changed files, as findings, and what was before.
"""

import shutil
import statistics
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from selenium import webdriver

from benchmarks.table import inside, machine
from drift.render.html import Html
from drift.report import Report
from drift.report.file_tree import file_trees
from drift.report.side_by_side import Deployed, side_by_side
from tests.render.browser import Browser
from tests.render.conftest import chromium
from tests.render.past import crowd_with_past
from tests.render.shop import ENVIRONMENTS
from tests.render.sides import changed, compared, held, packages

NUMBERS = (10, 500, 10_000)
RUNS = 5
SERVICES = 20
MOST_MB, MOST_OPEN, MOST_FILTER = 5, 1_000, 100
"""To reach with 10,000 findings: megabytes, and milliseconds."""

OPENED = """
const done = arguments[0];
const entry = () => performance.getEntriesByType("navigation")[0];
const painted = () => requestAnimationFrame(() => setTimeout(() => done(performance.now())));
if (entry().loadEventEnd) painted(); else addEventListener("load", painted);
"""
"""Milliseconds from the navigation to the frame after the load event."""
FILTERED = """
const [work, done] = arguments;
const start = performance.now();
new Function(work)();
requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
"""
"""Milliseconds from a choice to the frame after it."""
CHOOSE = (
    "const field = document.querySelector('[name={name}]'); field.value = '{value}';"
    " field.dispatchEvent(new Event('{event}', {{bubbles: true}}))"
)


def choice(name: str, value: str, event: str = "change") -> str:
    return CHOOSE.format(name=name, value=value, event=event)


FILTERS: Mapping[str, str] = {
    "severity": "document.querySelector('button.high').click()",
    "environment": choice("environment", "staging"),
    "service": choice("service", "web"),
    "kind": choice("kind", "files"),
    "rule": choice("rule", "file-changed"),
    "text, the first time": choice("text", "settings-9", "input"),
    "text of two words": choice("text", "settings-9 module", "input"),
    "text that nothing has": choice("text", "no such thing", "input"),
}
CLEAR = "document.querySelector('#clear').click()"


class Row(NamedTuple):
    findings: int
    megabytes: float
    rendered: float
    opened: float
    filters: Mapping[str, float]


@contextmanager
def browser() -> Iterator[Browser]:
    programs = shutil.which("chromium"), shutil.which("chromedriver")
    if None in programs:
        raise SystemExit("chromium and chromedriver are not installed: make machine says how to get them")
    with tempfile.TemporaryDirectory() as folder:
        driver = chromium(Path(folder, "profile"))
        try:
            yield Browser(driver, Path(folder))
        finally:
            driver.quit()


def whole(number: int) -> Report:
    """With all sections."""
    beside = side_by_side(ENVIRONMENTS, [service(f"service-{n:02}", number // SERVICES) for n in range(SERVICES)], {})
    files = [changed(f"/opt/service/lib/module{n:05}/configuration/settings-{n % 97}.yaml") for n in range(number)]
    return replace(crowd_with_past(number), side_by_side=beside, changed_files=file_trees([compared(files)], {}))


def service(name: str, differing: int) -> Deployed:
    """Each environment has another version of so many packages."""
    return Deployed(
        name,
        {
            environment: held(packages=packages(100, **{f"lib-{n:04}": f"1.{n}.{place}" for n in range(differing)}))
            for place, environment in enumerate(ENVIRONMENTS)
        },
    )


def waited(driver: webdriver.Chrome, script: str, *arguments: str) -> float:
    found: float = driver.execute_async_script(script, *arguments)
    return found


def filtered(page: Browser) -> Mapping[str, float]:
    times = {}
    for name, work in FILTERS.items():
        times[name] = waited(page.driver, FILTERED, work)
        if page.run("return document.querySelector('#clear').hidden"):
            raise RuntimeError(f"the page was not filtered by {name}")
        waited(page.driver, FILTERED, CLEAR)
    return times


def row(page: Browser, number: int) -> Row:
    report = whole(number)
    size = len(Html().render(report).encode()) / 1e6
    rendered = inside(lambda: Html().render(report)).seconds * 1000
    opened, filters = [], []
    for _ in range(RUNS):
        page.open(report)
        opened.append(waited(page.driver, OPENED))
        filters.append(filtered(page))
    worst = {name: statistics.median(run[name] for run in filters) for name in FILTERS}
    return Row(number, size, rendered, statistics.median(opened), worst)


def main() -> None:
    with browser() as page:
        version = page.driver.capabilities["browserVersion"]
        rows = [row(page, number) for number in NUMBERS]
    print(f"\n### The HTML report in Chromium {version.partition('.')[0]}, medians of {RUNS} runs\n")
    names = [f"{one.findings:,} findings" for one in rows]
    print(f"| {'':<36} |" + "".join(f" {name:>15} |" for name in names) + f" {'to reach':<10} |")
    print(f"|{'-' * 38}|" + f"{'-' * 16}:|" * len(names) + f"{'-' * 12}|")
    show("size, MB", [one.megabytes for one in rows], f"≤ {MOST_MB}", 2)
    show("made by drift, ms", [one.rendered for one in rows])
    show("opened and painted, ms", [one.opened for one in rows], f"≤ {MOST_OPEN:,}")
    for name in FILTERS:
        show(f"filter by {name}, ms", [one.filters[name] for one in rows], f"≤ {MOST_FILTER}")
    print(f"\nOn {machine()}. Each time ends with the frame that is painted after it.")


def show(name: str, figures: list[float], aim: str = "", digits: int = 0) -> None:
    print(f"| {name:<36} |" + "".join(f" {figure:>15,.{digits}f} |" for figure in figures) + f" {aim:<10} |")


if __name__ == "__main__":
    main()
