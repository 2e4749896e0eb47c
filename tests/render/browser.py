"""Chromium with one page open: what it asked for, what it complained of, and where things stand."""

import json
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.support.ui import WebDriverWait

from drift.render.html import Html
from drift.report import AnyReport

CONTRAST = """
const channel = v => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
const canvas = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});
const rgba = css => {
  canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = css; canvas.fillRect(0, 0, 1, 1);
  return canvas.getImageData(0, 0, 1, 1).data;
};
const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
const over = (top, below) => [0, 1, 2].map(i => top[i] * top[3] / 255 + below[i] * (1 - top[3] / 255));
const ground = element => {
  const layers = [];
  for (let e = element; e; e = e.parentElement) layers.push(rgba(getComputedStyle(e).backgroundColor));
  return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255]);
};
const found = [];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const element = walker.currentNode.parentElement;
  if (!walker.currentNode.data.trim() || !element.checkVisibility()) continue;
  const [a, b] = [light(rgba(getComputedStyle(element).color)), light(ground(element))];
  const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  if (ratio < 4.5) found.push(`${ratio.toFixed(2)} ${element.tagName}.${element.className}: ${walker.currentNode.data.trim().slice(0, 40)}`);
}
return found;
"""
"""Texts whose contrast to what lies behind them is under 4.5 : 1 (WCAG 2.2, 1.4.3)."""


class Browser:
    def __init__(self, driver: webdriver.Chrome, folder: Path) -> None:
        self.driver = driver
        self.folder = folder

    def open(
        self, report: AnyReport, width: int = 1440, height: int = 900, scheme: str = "light", fragment: str = ""
    ) -> str:
        """Its address without the fragment. Logs of the page before are forgotten."""
        path = self.folder / "page.html"
        path.write_text(Html().render(report), "utf-8")
        return self.visit(path, width, height, scheme, fragment)

    def visit(self, path: Path, width: int = 1440, height: int = 900, scheme: str = "light", fragment: str = "") -> str:
        """A page that is a file; its address without the fragment."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
        self.driver.get("about:blank")
        self._log("performance")
        self._log("browser")
        self.driver.get(path.as_uri() + fragment)
        return path.as_uri()

    def run(self, script: str, *arguments: Any) -> Any:
        return self.driver.execute_script(script, *arguments)

    def wait(self, condition: str) -> None:
        """Until the script's expression holds; TimeoutException after five seconds."""
        WebDriverWait(self.driver, 5, 0.02).until(lambda _: self.run(f"return {condition}"))

    @property
    def fragment(self) -> str:
        found: str = self.run("return location.hash")
        return found

    @property
    def titles(self) -> list[str]:
        """Of the findings whose rows are there and not hidden, in the page's order."""
        found: list[str] = self.run(
            "return [...document.querySelectorAll('.group:not([hidden]) > .finding:not([hidden]) h4')].map(one => one.textContent)"
        )
        return found

    def _log(self, kind: str) -> list[dict[str, Any]]:
        """What was logged since it was last asked for."""
        entries: list[dict[str, Any]] = self.driver.execute("getLog", {"type": kind})["value"]
        return entries

    @property
    def requests(self) -> list[str]:
        """Addresses that the page asked for since it was opened, itself included."""
        events = [json.loads(entry["message"])["message"] for entry in self._log("performance")]
        return [event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"]

    @property
    def complaints(self) -> list[str]:
        return [entry["message"] for entry in self._log("browser")]

    @property
    def low_contrast(self) -> list[str]:
        found: list[str] = self.run(CONTRAST)
        return found
