"""Pictures of the HTML report for the README and docs/: `python -m tests.render.screenshots` writes docs/images/*.png anew."""

import base64
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from drift.report import Report
from tests.render.browser import Browser
from tests.render.builders import blind, calm, crowd, shop
from tests.render.conftest import chromium
from tests.render.test_browser import LAPTOP, PHONE

FOLDER = Path(__file__).parents[2] / "docs" / "images"
MOST = 150_000
"""Bytes of one picture."""


class Picture(NamedTuple):
    name: str
    report: Callable[[], Report]
    size: tuple[int, int] = LAPTOP
    scheme: str = "light"
    fragment: str = ""


PICTURES = (
    Picture("report-laptop-light", shop),
    Picture("report-laptop-dark", shop, scheme="dark"),
    Picture("report-phone-light", shop, PHONE),
    Picture("report-phone-dark", shop, PHONE, "dark"),
    Picture("no-drift-laptop-light", calm),
    Picture("no-drift-phone-dark", calm, PHONE, "dark"),
    Picture("cannot-judge-laptop-light", blind),
    Picture("findings-laptop-light", shop, fragment="#severity=critical,high"),
    Picture("findings-laptop-dark", shop, scheme="dark", fragment="#severity=critical,high"),
    Picture("findings-phone-light", shop, PHONE, fragment="#severity=critical,high"),
    Picture("very-much-laptop-light", lambda: crowd(10_000), fragment="#text=settings-9&service=web"),
    Picture("very-much-phone-dark", lambda: crowd(10_000), PHONE, "dark", "#text=settings-9&service=web"),
)


def taken(browser: Browser, picture: Picture) -> bytes:
    browser.open(picture.report(), *picture.size, scheme=picture.scheme, fragment=picture.fragment)
    browser.wait("document.readyState === 'complete'")
    shot = browser.driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})
    return base64.b64decode(shot["data"])


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    large = []
    with tempfile.TemporaryDirectory() as name:
        driver = chromium(Path(name, "profile"))
        try:
            for picture in PICTURES:
                file = FOLDER / f"{picture.name}.png"
                file.write_bytes(taken(Browser(driver, Path(name)), picture))
                print(f"{file.relative_to(FOLDER.parents[1])}  {file.stat().st_size:,} bytes")
                large += [picture.name] if file.stat().st_size > MOST else []
        finally:
            driver.quit()
    if large:
        print(f"larger than {MOST:,} bytes: {', '.join(large)}")
    return 1 if large else 0


if __name__ == "__main__":
    sys.exit(main())
