"""The site of the documentation: every page is in it, no link is broken, and nothing is asked of anybody else."""

import re
import subprocess
import tomllib
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tests.docs.site import ROOT, built, commands_page

SETTINGS = tomllib.loads((ROOT / "zensical.toml").read_text(encoding="utf-8"))["project"]
MADE = {"reference/commands.md", "decisions/index.md"}


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    return built(tmp_path_factory.mktemp("site"))


class Asking(HTMLParser):
    """Addresses that a page has its reader ask by itself: all but links to click on."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        for name, value in attributes:
            if value and (name in ("src", "srcset", "data", "poster") or (name == "href" and tag != "a")):
                self.addresses.append(value)


def pages(entries: list[Any]) -> Iterator[str]:
    for entry in entries:
        for place in entry.values():
            yield from [place] if isinstance(place, str) else pages(place)


def test_every_page_is_in_the_navigation_once():
    ours = {str(path.relative_to(ROOT / "docs")) for path in (ROOT / "docs").rglob("*.md")}
    named = list(pages(SETTINGS["nav"]))
    assert len(named) == len(set(named))
    wanted = {name for name in ours if not re.fullmatch(r"decisions/\d.+", name)}
    assert set(named) - MADE == wanted, "a page has its line in zensical.toml"


def test_the_site_has_each_of_them(site):
    wanted = {name.removesuffix(".md") for name in pages(SETTINGS["nav"])}
    wanted |= {f"decisions/{path.stem}" for path in (ROOT / "docs/decisions").glob("*.md")}
    assert wanted <= {str(path.relative_to(site)).removesuffix(".html") for path in site.rglob("*.html")}


def test_a_page_asks_nobody_else_for_anything(site):
    for page in site.rglob("*.html"):
        asking = Asking()
        asking.feed(page.read_text(encoding="utf-8"))
        assert asking.addresses, page
        assert [address for address in asking.addresses if re.match(r"([a-z]+:)?//", address)] == []
    assert SETTINGS["theme"]["font"] is False
    assert "repo_url" not in SETTINGS  # the theme would ask there how many stars it has


def test_a_broken_link_is_an_error(tmp_path, monkeypatch):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/index.md").write_text("[one](index.md#no-such-place)\n")
    (tmp_path / "docs/reference").mkdir()
    (tmp_path / "docs/decisions").mkdir()
    (tmp_path / "zensical.toml").write_text('[project]\nsite_name = "x"\n')
    monkeypatch.setattr("tests.docs.site.ROOT", tmp_path)
    with pytest.raises(subprocess.CalledProcessError):
        built(tmp_path / "built")


def test_the_commands_are_all_on_their_page():
    page = commands_page()
    names = re.findall(r"^## (drift .+)$", page, re.MULTILINE)
    assert {"drift gate", "drift config check", "drift db prune"} <= set(names)
    assert all(f"Usage: {name} " in page for name in names)
    assert "drift config reference" not in names  # hidden: it makes a page of this site
