"""Golden files, and a real browser."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from tests.render.browser import Browser

GOLDEN = Path(__file__).parents[1] / "golden" / "render"
UPDATE = os.environ.get("UPDATE_GOLDEN") == "1"
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--hide-scrollbars",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


@pytest.fixture
def is_golden() -> Callable[[str, str], bool]:
    """Is the text that of tests/golden/render/NAME, byte for byte? UPDATE_GOLDEN=1 writes it instead: say why in the commit."""

    def is_golden(name: str, text: str) -> bool:
        path = GOLDEN / name
        if UPDATE:
            path.write_text(text, "utf-8")
        assert text == path.read_text("utf-8")
        return True

    return is_golden


def chromium(profile: Path) -> webdriver.Chrome:
    """Started with an empty profile, its logs kept."""
    options = webdriver.ChromeOptions()
    options.binary_location = str(shutil.which("chromium"))
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(options=options, service=Service(str(shutil.which("chromedriver"))))


@pytest.fixture(scope="session")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    if not shutil.which("chromium") or not shutil.which("chromedriver"):
        pytest.skip("chromium and chromedriver are not installed")
    driver = chromium(tmp_path_factory.mktemp("chromium"))
    yield driver
    driver.quit()


@pytest.fixture
def browser(driver: webdriver.Chrome, tmp_path: Path) -> Browser:
    return Browser(driver, tmp_path)
