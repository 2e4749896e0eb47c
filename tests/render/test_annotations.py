import pytest

from drift.render.annotations import Annotations
from tests.render.builders import JUDGED, crowd
from tests.render.hostile import LONG, poisoned


@pytest.mark.parametrize("name", JUDGED)
def test_the_output_is_the_golden_one(is_golden, name):
    assert is_golden(f"{name}.annotations", Annotations().render(JUDGED[name]()))


@pytest.mark.parametrize("hostile", [LONG, "::error::x", "\n::add-mask::x", "##[add-mask]x", "%0A::stop-commands::x"])
@pytest.mark.parametrize("name", JUDGED)
def test_a_line_is_one_command_of_ours_or_none(name, hostile):
    first, *commands, last = Annotations().render(poisoned(JUDGED[name](), hostile)).splitlines()
    assert all(
        line.startswith(("::error title=drift", "::warning title=drift", "::notice title=drift")) for line in commands
    )
    for line in (first, last):
        assert not line.startswith("::")
        assert "##[" not in line


def test_there_are_no_more_than_github_shows_and_the_rest_is_counted():
    text = Annotations().render(crowd(400))
    assert [text.count(f"::{kind} ") for kind in ("error", "warning", "notice")] == [10, 10, 10]
    assert "And 191 more; the report has them." in text
