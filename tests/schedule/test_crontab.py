import shlex

import pytest

from drift.errors import ScheduleError
from drift.schedule import Every, Plan
from drift.schedule.crontab import block, block_in, command, file_of_root, with_block, without_block

STRANGE = '/srv/it\'s "here" 100% $HOME `id` \\ ü;#'
OTHERS = [
    b"",
    b"# mine\n0 5 * * * backup\n",
    b"MAILTO=me\n\n\n@reboot x\n",
    b"\xff\xfe not UTF-8 \r\n* * * * * x\r\n",
    b"# BEGIN someone else\n# END someone else\n",
]


def plan(*words: str, every: str = "15m", folder: str = "", **variables: str) -> Plan:
    return Plan(Every.parse(every), ("/opt/drift", *words), folder, variables, "", (), ())


def as_cron_gives_it(line: str) -> list[str]:
    r"""crontab(5): the first five fields, then all up to a % that has no \ before it; a \ before one is taken away."""
    given = line.split(maxsplit=5)[5].replace(r"\%", "\0")
    assert "%" not in given
    return shlex.split(given.replace("\0", "%"))


def test_a_line_of_cron_is_the_command_word_by_word():
    made = plan("scan", "--db", STRANGE, folder=STRANGE, DOCKER_HOST="tcp://a:1 b%")
    (_, line, _) = block(made).decode().splitlines()
    expected = ["cd", STRANGE, "&&", "env", "DOCKER_HOST=tcp://a:1 b%", "/opt/drift", "scan", "--db", STRANGE]
    assert as_cron_gives_it(line) == expected
    assert line.startswith("*/15 * * * * ")


def test_the_file_of_root_names_the_user():
    marked, line = file_of_root(plan("scan", every="1h")).splitlines()
    assert marked == "# made by drift schedule install --every 1h; drift schedule remove takes it away"
    assert line == "0 * * * * root /opt/drift scan"


@pytest.mark.parametrize("text", ["a\nb", "a\rb", "a\x00b", "a\x1bb", "\udcff", "\u202e"])
def test_what_no_crontab_can_hold_is_refused(text):
    with pytest.raises(ScheduleError, match="cannot stand in a unit file or a crontab"):
        command(plan(text))


def test_a_command_that_is_too_long_for_cron_is_refused():
    command(plan("a" * 980))
    with pytest.raises(ScheduleError, match="no command of more than 998 bytes"):
        command(plan("a" * 990))


@pytest.mark.parametrize("others", OTHERS)
def test_what_others_wrote_stays_byte_for_byte(others):
    ours = block(plan("scan"))
    assert with_block(others, ours) == others + ours
    assert without_block(with_block(others, ours)) == others
    later = with_block(others, ours) + b"* * * * * later\n"
    assert without_block(later) == others + b"* * * * * later\n"
    again = block(plan("scan", every="1d"))
    assert with_block(later, again) == others + again + b"* * * * * later\n"
    assert block_in(later) == ours


@pytest.mark.parametrize(
    "half",
    [
        b"# BEGIN container-drift: x\n",
        b"# END container-drift\n",
        b"# END container-drift\n# BEGIN container-drift: x\n",
    ],
)
def test_a_half_of_our_block_is_left_to_its_owner(half):
    for work in (block_in, without_block, lambda crontab: with_block(crontab, b"")):
        with pytest.raises(ScheduleError, match="is not whole; take what is left of it away: crontab -e"):
            work(b"# mine\n" + half)


def test_a_block_without_a_last_line_break_is_ours_as_a_whole():
    ours = block(plan("scan"))
    assert without_block(b"# mine\n" + ours[:-1]) == b"# mine\n"
