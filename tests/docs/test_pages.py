"""The pages say what is true: their commands, options, links and policies exist."""

import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import typer

from drift.cli import app
from drift.policy.config import load_settings
from drift.policy.rules import BY_ID
from tests.docs.blocks import blocks
from tests.docs.links import is_broken, links, prose

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
PAGES = [
    README,
    *(ROOT / name for name in ("CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]

OF_DOCKER = ("--tls", "--tlsverify")
"""Options of the docker CLI that pages call by their names alone."""


@cache
def help_of(*command: str) -> str:
    return subprocess.run(
        [sys.executable, "-m", "drift", *command, "--help"], capture_output=True, text=True, check=True
    ).stdout


def shown_commands():
    for page in PAGES:
        for block in blocks(page, "console"):
            for line in block.splitlines():
                if line.startswith("$ drift "):
                    yield re.split(r"[#;|>]|&&", line[2:])[0].strip()


@pytest.mark.parametrize("command", sorted(set(shown_commands())))
def test_a_command_that_a_page_shows_has_the_options_it_shows(command):
    words = shlex.split(command)[1:]
    name = [word for word in words[:1] if not word.startswith("-")]
    text = help_of(*name)
    for option in (word.partition("=")[0] for word in words if word.startswith("-")):
        assert option in text


def test_the_readme_names_every_command():
    commands = re.search(r"Commands:\n(.*)", help_of(), re.DOTALL)
    assert commands
    names = re.findall(r"^  (\w+)", commands[1], re.MULTILINE)
    assert len(names) > 10
    assert [name for name in names if f"drift {name}" not in README.read_text(encoding="utf-8")] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_links_of_a_page_lead_somewhere(page):
    assert [link for link in links(page) if is_broken(link, page)] == []


def test_a_link_to_no_file_or_to_no_heading_is_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "# What `it` does, and why\n\n[a](#what-it-does-and-why) [b](#what) [c](no.md) [d](https://x.example)\n"
    )
    assert [link for link in links(page) if is_broken(link, page)] == ["#what", "no.md"]


def options(command) -> Iterator[str]:
    for parameter in command.params:
        yield from (*parameter.opts, *parameter.secondary_opts)
    for below in getattr(command, "commands", {}).values():
        yield from options(below)


def test_an_option_that_a_page_names_is_one():
    known = {*options(typer.main.get_command(app)), "--help", *OF_DOCKER}
    named = {
        (str(page.relative_to(ROOT)), option)
        for page in PAGES
        if page.name != "CONTRIBUTING.md"  # which is about other programs
        for span in re.findall(r"`(--[a-z][^`\n]*|drift [^`\n]*)`", prose(page))
        for option in re.findall(r"(?<!\S)--[a-z][a-z-]+", span)
    }
    assert len(named) > 30
    assert {place for place in named if place[1] not in known} == set()


def test_the_policy_of_the_readme_is_one(tmp_path):
    (policy,) = blocks(README, "toml")
    path = tmp_path / "drift.toml"
    path.write_text(policy)
    settings = load_settings(path)
    assert [one.name for one in settings.environments] == ["staging", "production"]
    assert [waiver["rule"] for waiver in tomllib.loads(policy)["waiver"] if waiver["rule"] not in BY_ID] == []
