"""Outputs that cannot be written, and policies that are wrong: one line with what, why and what to do, exit 2."""

import pytest

from tests.cli.command import WITHOUT_ALL_RIGHTS


@pytest.mark.parametrize("words", [("status",), ("report",), ("rules",), ("config", "check"), ("init",)])
def test_an_output_in_a_folder_that_is_not_there(refused, words):
    line = refused(*words, "-o", "/no/such/x.txt")
    assert line == "'/no/such/x.txt' cannot be written: No such file or directory; make its directory first"


def test_an_output_that_is_a_folder(refused, tmp_path):
    assert refused("status", "-o", tmp_path).endswith("Is a directory; name another file with -o")


def test_an_output_without_the_right_to_write_it(stored, tmp_path):
    folder = tmp_path / "theirs"
    folder.mkdir(mode=0o500)
    line = stored.refusal(*WITHOUT_ALL_RIGHTS, *stored.words("status", "-o", folder / "x.json"))
    assert line == f"{str(folder / 'x.json')!r} cannot be written: Permission denied; name another file with -o"


def test_init_does_not_replace_a_file(refused, stored):
    assert refused("init", "two.toml").endswith(
        "'two.toml' is there already; use --force to replace it, or name another file"
    )


WRONG = {
    'fail_on = "high': "line 1",
    'fail_onn = "high"': "line 1: unknown key 'fail_onn'; did you mean 'fail_on'?",
    'fail_on = "hgih"': "line 1: fail_on: unknown severity 'hgih'; did you mean 'high'?",
    'max_age = "soon"': "line 1: max_age: is no length of time; write 90s, 10m, 24h, 7d or 1h30m",
    "max_age = 24": "line 1: max_age: must be text in quotes, not a whole number",
    '[environment]\nname = "dev"': "line 1: environment: must be a list in [ ], not a table; write [[environment]]",
    "[[environment]]\nhosts = []": "line 1: environment 1: name is missing; add it",
    '[[environment]]\nname = "a"\n[[environment]]\nname = "a"': "'a' is declared twice, first in line 1; take one away",
    '[[environment]]\nname = "a"\nhosts = ["prod"]': "line 3: environment 1, hosts 1: 'prod' is no engine",
    '[[waiver]]\nrule = "file-add"\nreason = "so"': "line 2: waiver 1, rule: unknown rule 'file-add'; did you mean 'file-added'?",
    '[[waiver]]\nrule = "file-added"': "line 1: waiver 1: reason is missing; add it",
    '[severity]\nfile-added = "loud"': "line 2: severity.file-added: unknown severity 'loud'",
    '[ignore]\nfile = ["a"]': "line 2: ignore: unknown kind 'file'; did you mean 'files'?",
    '[[pair]]\nbefore = "a"\nafter = "a"': "is the same environment as before; name the one that follows it",
}


@pytest.mark.parametrize(("source", "why"), WRONG.items(), ids=range(len(WRONG)))
def test_a_policy_that_is_wrong(refused, tmp_path, source, why):
    path = tmp_path / "drift.toml"
    path.write_text(source + "\n")
    line = refused("config", "check", "--config", path)
    assert line.startswith(f"{path} line ")
    assert why in line


def test_no_command_goes_on_with_a_policy_that_is_wrong(refused, tmp_path):
    path = tmp_path / "drift.toml"
    path.write_text("fail_on = 3\n")
    for words in (("gate",), ("scan",), ("diff", "env:dev", "env:prod"), ("report",)):
        assert refused(*words, "--config", path).startswith(f"{path} line 1: fail_on: must be text in quotes")


def test_a_policy_that_cannot_be_read(refused, tmp_path):
    assert refused("config", "check", "--config", "none.toml") == (
        "none.toml: cannot be read: No such file or directory; name another file with --config"
    )
    (tmp_path / "latin.toml").write_bytes(b'fail_on = "h\xefgh"\n')
    assert refused("gate", "--config", tmp_path / "latin.toml").endswith("line 1: not UTF-8; save the file as UTF-8")
