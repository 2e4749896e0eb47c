import re

import pytest

from drift.render.github import LIMIT, Github, command, plain
from tests.render.builders import JUDGED, blind, crowd, shop
from tests.render.hostile import LONG, poisoned

COMMAND = re.compile(r"::(error|warning) file=[^:,]+,line=\d+,title=[^:,]*::.+")


@pytest.mark.parametrize("name", JUDGED)
def test_the_output_is_the_golden_one(is_golden, name):
    assert is_golden(f"{name}.annotations", Github().render(JUDGED[name]()))


@pytest.mark.parametrize("name", JUDGED)
@pytest.mark.parametrize(
    "hostile", [LONG, "::error::x", "\n::add-mask::x", "##[add-mask]x", "%0A::stop-commands::x", ",title=x", ":"]
)
def test_a_line_is_one_command_of_ours_or_none(name, hostile):
    for line in Github().render(poisoned(JUDGED[name](), hostile)).splitlines():
        assert COMMAND.fullmatch(line) or not line.lstrip().startswith("::")
        assert COMMAND.fullmatch(line) or "##[" not in line


def test_what_is_escaped_is_read_back_as_it_was():
    assert command("error", "50 %\na:b,c", {"title": "a:b,c%"}) == "::error title=a%3Ab%2Cc%25::50 %25%0Aa:b,c"


def test_a_line_that_looks_like_a_command_is_none():
    assert plain("::error::x") == "· ::error::x"
    assert plain("see ##[add-mask]x") == "see # #[add-mask]x"


def test_of_more_than_a_step_may_make_the_worst_are_there_and_the_rest_is_counted():
    lines = Github().render(crowd(400)).splitlines()
    errors, warnings = ([one for one in lines if one.startswith(f"::{kind} ")] for kind in ("error", "warning"))
    assert len(errors) == len(warnings) == LIMIT
    assert all("title=critical" in one for one in errors)
    assert warnings[-1].endswith("::381 findings more: drift report -o drift.html")


def test_what_could_not_be_judged_comes_first():
    lines = Github().render(blind()).splitlines()
    assert [line.partition("title=")[2].partition("::")[0] for line in lines[1:4]] == [
        "not judged", "not judged", "high mount-hides-image-files in web · staging",
    ]  # fmt: skip


def test_an_annotation_is_at_the_line_that_declares_the_service():
    assert "::error file=deploy/compose.yaml,line=4,title=high config-file-changed" in Github().render(shop())
