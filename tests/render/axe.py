"""axe-core, the accessibility checker, from npm: its integrity is known here, and it stays in the tests' cache folder."""

import base64
import hashlib
import json
import shutil
import subprocess
import tarfile
from functools import cache
from pathlib import Path
from typing import Any

from tests.engines.cache import Unavailable, kept
from tests.render.browser import Browser

AXE = "axe-core@4.14.1"
INTEGRITY = "sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ=="
"""As in npm's lock files: of the packed package."""
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
RUN = """
const [tags, done] = arguments;
axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']}).then(
  found => done(found.violations.flatMap(one => one.nodes.map(node => `${one.id}: ${node.html.slice(0, 200)} ${node.failureSummary}`))),
  error => done([String(error)]));
"""


def _fetch(target: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise Unavailable("npm is not here: tests/machine/setup.py says what to install")
    target.mkdir()
    command = (npm, "pack", AXE, "--json", "--pack-destination", str(target))
    packed = subprocess.run(command, capture_output=True, text=True, check=False, cwd=target)
    if packed.returncode:
        raise Unavailable(f"npm could not get {AXE}: {packed.stderr.strip()[-200:]}")
    archive = target / json.loads(packed.stdout)[0]["filename"]
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    assert f"sha512-{digest}" == INTEGRITY, f"{AXE} is another one than it was"
    with tarfile.open(archive) as members:
        members.extractall(target, filter="data")


@cache
def source() -> str:
    """The script; Unavailable where it cannot be had."""
    return (kept(AXE, _fetch) / "package/axe.min.js").read_text("utf-8")


def violations(browser: Browser) -> list[str]:
    """What the open page does against WCAG 2.2 AA, as far as a program can tell."""
    run: Any = browser.driver.execute_script
    run(source())
    found: list[str] = browser.driver.execute_async_script(RUN, TAGS)
    return found
