import pytest

from drift.joins.command_line import CommandLine
from drift.joins.memory import memory_asked_for

GIB = 1 << 30


@pytest.mark.parametrize(
    ("words", "variables", "size", "setting"),
    [
        (("java", "-Xms512m", "-Xmx2g", "-jar", "a.jar"), {}, 2 * GIB, "-Xmx2g in the start command"),
        (("java",), {"JAVA_OPTS": "-server -Xmx1536M"}, 1536 << 20, "-Xmx1536M in JAVA_OPTS"),
        (
            ("node", "a.js"),
            {"NODE_OPTIONS": "--max-old-space-size=4096"},
            4 * GIB,
            "--max-old-space-size=4096 in NODE_OPTIONS",
        ),
        (("redis-server", "--maxmemory", "2gb"), {}, 2 * GIB, "--maxmemory 2g in the start command"),
        (("postgres", "-c", "shared_buffers=1GB"), {}, GIB, "shared_buffers=1G in the start command"),
    ],
)
def test_settings_say_how_much_memory_they_ask_for(words, variables, size, setting):
    assert memory_asked_for(CommandLine(cmd=words, variables=variables)) == (size, setting)


def test_a_secret_and_other_settings_ask_for_none():
    assert memory_asked_for(CommandLine(cmd=("java", "-Xss1m"), variables={"OPTS": None, "A": "-Xm"})) is None
