"""The commands of a page, in its order, say what the page says that they say."""

from pathlib import Path

import pytest

from tests.docs.session import Shell, Step, differs, session

DOCS = Path(__file__).parents[2] / "docs"
PAGES = [DOCS / "tutorial.md", *sorted((DOCS / "how-to").glob("*.md"))]


@pytest.fixture
def shell(tmp_path) -> Shell:
    folder = tmp_path / "work"
    folder.mkdir()
    return Shell(folder, {"DOCKER_HOST": f"unix://{tmp_path}/no.sock", "DRIFT_DB": "drift.db"})


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_commands_of_a_page_say_what_the_page_says(page, shell):
    steps = tuple(step for block in session(page) if block.is_run for step in block.steps)
    said = shell.run(steps)
    assert len(said) == len(steps), said
    if found := [*filter(None, map(differs, steps, said))]:
        pytest.fail("\n\n".join(found), pytrace=False)


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        (["read 2 min ago"], "read less than a minute ago\n"),
        (["a", "…", "d"], "a\nb\nc\nd\n"),
        (["a", "…"], "a\n"),
        ([], ""),
        (["sha256 d82f656fb356c043"], "sha256 5ca90213556aa981\n"),
    ],
)
def test_what_varies_or_is_left_out_is_no_difference(expected, said):
    assert differs(Step(1, "drift", tuple(expected)), said) == ""


@pytest.mark.parametrize(("expected", "said"), [(["a"], "b\n"), (["a"], ""), ([], "a\n"), (["a", "…", "c"], "a\nb\n")])
def test_anything_else_is_one(expected, said):
    assert "line 7: $ drift gate" in differs(Step(7, "drift gate", tuple(expected)), said)


def test_blocks_are_marked_and_commands_go_on(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("<!-- not run: why -->\n```console\n$ a\n```\n\n```console\n$ b <<E\n> x\n> E\nsaid\n$ c\n```\n")
    left, run = session(page)
    assert (left.is_run, run.is_run) == (False, True)
    assert [(step.line, step.command, step.expected) for step in run.steps] == [
        (7, "b <<E\nx\nE", ("said",)),
        (11, "c", ()),
    ]
