"""The pages say what is true: their commands, options, links and policies exist."""

import re
import shlex
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest

from drift.policy.config import load_settings
from drift.policy.rules import BY_ID
from tests.docs.blocks import blocks

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
PAGES = [
    README,
    *(ROOT / name for name in ("CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]


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
                    yield line[2:].partition("#")[0].partition(";")[0].strip()


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
    links = re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))
    here = [link for link in links if "://" not in link]
    assert [link for link in here if not (page.parent / link).exists()] == []


def test_the_policy_of_the_readme_is_one(tmp_path):
    (policy,) = blocks(README, "toml")
    path = tmp_path / "drift.toml"
    path.write_text(policy)
    settings = load_settings(path)
    assert [one.name for one in settings.environments] == ["staging", "production"]
    assert [waiver["rule"] for waiver in tomllib.loads(policy)["waiver"] if waiver["rule"] not in BY_ID] == []
