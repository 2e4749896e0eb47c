"""A drift.toml that is wrong: each mistake is one line that names file, line, key, cause and remedy."""

import pytest

from drift.errors import ConfigError
from drift.policy.config import LARGEST, load_settings

ENVIRONMENT = '[[environment]]\nname = "dev"\n'
ADDRESS = "write https://HOST/PATH, or the name of a variable: $NAME"
SECRET = 'write "$NAME", and set NAME where drift runs, or put it into the file that `file` names'
WAIVER = '[[waiver]]\nrule = "file-changed"\nreason = "x"\n'


@pytest.fixture
def mistake(tmp_path):
    path = tmp_path / "drift.toml"

    def load(content: str | bytes) -> str:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        with pytest.raises(ConfigError) as caught:
            load_settings(path)
        return str(caught.value).replace(str(path), "drift.toml")

    return load


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('\nfail_onn = "high"', "drift.toml line 2: unknown key 'fail_onn'; did you mean 'fail_on'?"),
        (
            "zzz = 1",
            "drift.toml line 1: unknown key 'zzz'; known are applications, deadline, engines, env, environment, fail_on, ignore, ignore_for, max_age, mounts, notify, packages, pair, preset, publish, reread, services, severity, strict_coverage, waiver",
        ),
        (f"{ENVIRONMENT}host = []", "drift.toml line 3: environment 1: unknown key 'host'; did you mean 'hosts'?"),
        ("[env]\nmay_difer = []", "drift.toml line 2: env: unknown key 'may_difer'; did you mean 'may_differ'?"),
        (
            '[[ignore_for]]\nreason = "x"\nfils = ["a"]',
            "drift.toml line 3: ignore_for 1: unknown key 'fils'; did you mean 'files'?",
        ),
        (
            "[packages.may_differ]\npach = []",
            "drift.toml line 2: packages.may_differ: unknown key 'pach'; did you mean 'patch'?",
        ),
        ("[publish]\nreport = []", "drift.toml line 2: publish: unknown key 'report'; did you mean 'reports'?"),
        ("[mounts]\nhahs = []", "drift.toml line 2: mounts: unknown key 'hahs'; did you mean 'hash'?"),
        (f"{WAIVER}expire = 2027-01-31", "drift.toml line 4: waiver 1: unknown key 'expire'; did you mean 'expires'?"),
        (
            f'{ENVIRONMENT}[[environment.target]]\nreference = "dir:/x"\nservice = "web"\nimages = "y"',
            "drift.toml line 6: environment 1, target 1: unknown key 'images'; did you mean 'image'?",
        ),
    ],
)
def test_an_unknown_key_is_an_error_with_the_nearest_name(mistake, text, line):
    assert mistake(text) == line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('fail_on = "hihg"', "drift.toml line 1: fail_on: unknown severity 'hihg'; did you mean 'high'?"),
        (
            '[severity]\nfile-added = "med"',
            "drift.toml line 2: severity.file-added: unknown severity 'med'; did you mean 'medium'?",
        ),
        (
            '[severity]\n\nfile-aded = "low"',
            "drift.toml line 3: severity: unknown rule 'file-aded'; did you mean 'file-added'?",
        ),
        (
            '[[waiver]]\nrule = "file-chnged"\nreason = "x"',
            "drift.toml line 2: waiver 1, rule: unknown rule 'file-chnged'; did you mean 'file-changed'?",
        ),
        (
            f'{ENVIRONMENT}{WAIVER}environments = [\n  "dev",\n  "dve",\n]',
            "drift.toml line 8: waiver 1, environments 2: unknown environment 'dve'; did you mean 'dev'?",
        ),
        (
            f'{ENVIRONMENT}[[pair]]\nbefore = "dev"\nafter = "prd"',
            "drift.toml line 5: pair 1, after: unknown environment 'prd'; known are dev",
        ),
        (
            f'{ENVIRONMENT}{WAIVER}pair = ["dev", "dve"]',
            "drift.toml line 6: waiver 1, pair 2: unknown environment 'dve'; did you mean 'dev'?",
        ),
        (
            f'{ENVIRONMENT}[[ignore_for]]\nreason = "x"\nenvironments = ["dve"]\nenv = ["A"]',
            "drift.toml line 5: ignore_for 1, environments 1: unknown environment 'dve'; did you mean 'dev'?",
        ),
        ('preset = ["ngnix"]', "drift.toml line 1: preset 1: unknown preset 'ngnix'; did you mean 'nginx'?"),
        ("[ignore]\nfils = []", "drift.toml line 2: ignore: unknown kind 'fils'; did you mean 'files'?"),
    ],
)
def test_an_unknown_name_is_an_error_with_the_nearest_one(mistake, text, line):
    assert mistake(text) == line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("fail_on = 3", "drift.toml line 1: fail_on: must be text in quotes, not a whole number"),
        ('strict_coverage = "yes"', "drift.toml line 1: strict_coverage: must be true or false, not text in quotes"),
        ('reread = "etc"', "drift.toml line 1: reread: must be a list in [ ], not text in quotes"),
        ("[env]\nrequired = [\n1]", "drift.toml line 3: env.required 1: must be text in quotes, not a whole number"),
        ("env = 3", "drift.toml line 1: env: must be a table, not a whole number"),
        ("services = 3", "drift.toml line 1: services: must be a table, not a whole number"),
        ('[services]\na = "b"\nc = 1.5', "drift.toml line 3: services.c: must be text in quotes, not a number"),
        (
            '[applications]\nshop = "shop"',
            "drift.toml line 2: applications.shop: must be a list in [ ], not text in quotes",
        ),
        (
            '[environment]\nname = "dev"',
            "drift.toml line 1: environment: must be a list in [ ], not a table; write [[environment]]",
        ),
        (f"{WAIVER}expires = 3", "drift.toml line 4: waiver 1, expires: must be a date, not a whole number"),
        (f'{WAIVER}expires = "soon"', "drift.toml line 4: waiver 1, expires: is no date; write it as 2027-01-31"),
        (
            f"{WAIVER}expires = 2027-01-31T10:00:00",
            "drift.toml line 4: waiver 1, expires: must be a date, not a date with a time",
        ),
    ],
)
def test_a_wrong_type_is_said_in_the_words_of_the_file(mistake, text, line):
    assert mistake(text) == line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[[waiver]]\nrule = "file-changed"', "drift.toml line 1: waiver 1: reason is missing; add it"),
        (
            '[[waiver]]\nrule = "file-changed"\nreason = " "',
            "drift.toml line 3: waiver 1, reason: must not be empty; say why, and who accepts it",
        ),
        ('[[waiver]]\nrule = "file-changed"\nreason = ""', "drift.toml line 3: waiver 1, reason: must not be empty"),
        ("[[ignore_for]]\nenv = ['A']", "drift.toml line 1: ignore_for 1: reason is missing; add it"),
        (
            "[[ignore_for]]\nreason = ' '\nenv = ['A']",
            "drift.toml line 2: ignore_for 1, reason: must not be empty; say why",
        ),
        (
            "[[ignore_for]]\nreason = 'x'",
            'drift.toml line 1: ignore_for 1: ignores nothing; name a kind and its patterns, as in files = ["*.bak"]',
        ),
        (
            "[[ignore_for]]\nreason = 'x'\nfiles = ['a[']",
            "drift.toml line 3: ignore_for 1, files 1: 'a[' is no gitignore pattern; see gitignore(5)",
        ),
        (
            f"{WAIVER}pair = ['a']",
            'drift.toml line 4: waiver 1, pair: must be two environments; write pair = ["staging", "production"]',
        ),
        (f"{WAIVER}pair = ['a', 'a']", "drift.toml line 4: waiver 1, pair: is one environment twice; name two"),
        (
            f"{WAIVER}environments = ['a']\npair = ['a', 'b']",
            "drift.toml line 5: waiver 1, pair: stands beside environments; give one of the two",
        ),
        (
            "[env]\nmay_differ = ['A']\nmust_equal = ['B', 'A']",
            "drift.toml line 3: env.must_equal 2: 'A' stands under env.may_differ, too; take it out of one of the two",
        ),
        (
            "[ignore]\nenv = ['A']\n[env]\nmust_equal = ['A']",
            "drift.toml line 4: env.must_equal 1: 'A' stands under ignore.env, too; take it out of one of the two",
        ),
        (
            "[mounts]\nhash = ['/']",
            "drift.toml line 2: mounts.hash 1: '/' is no path below the root of a container; write it as opt/app/config",
        ),
        (f"{WAIVER}[[waiver]]\nreason = 'x'", "drift.toml line 4: waiver 2: rule is missing; add it"),
        ("[[environment]]\nhosts = []", "drift.toml line 1: environment 1: name is missing; add it"),
        (
            f"{ENVIRONMENT}\n{ENVIRONMENT}",
            "drift.toml line 5: environment 2, name: 'dev' is declared twice, first in line 1; take one away",
        ),
        (
            '[[environment]]\nname = "a/b"',
            "drift.toml line 2: environment 1, name: must be letters, digits, '.', '_' and '-'; it stands in references such as env:NAME/SERVICE",
        ),
        (
            f'{ENVIRONMENT}hosts = [\n"ssh://a",\n"b"]',
            "drift.toml line 5: environment 1, hosts 2: 'b' is no engine; write unix://PATH, ssh://HOST, tcp://HOST:PORT or context:NAME",
        ),
        (
            f'{ENVIRONMENT}[[environment.target]]\nreference = "dir:/x"\nservice = "web"',
            "drift.toml line 3: environment 1, target 1: image is missing: a directory does not say what it was made from; add it",
        ),
        (
            f'{ENVIRONMENT}[[environment.target]]\nreference = "registry:x"\nservice = "web"',
            "drift.toml line 4: environment 1, target 1, reference: 'registry:x': the scheme registry: comes in a later version (an image of that name is image:registry:x)",
        ),
        (
            '[[pair]]\nbefore = "a"\nafter = "a"',
            "drift.toml line 3: pair 1, after: is the same environment as before; name the one that follows it",
        ),
        (
            '[applications]\na = ["x"]\nb = ["y", "x"]',
            "drift.toml line 3: applications.b 2: 'x' belongs to 'a' already; take one away",
        ),
    ],
)
def test_what_is_missing_or_stands_twice_is_an_error(mistake, text, line):
    assert mistake(text) == line


@pytest.mark.parametrize("text", ["24 h", "24", "h", "-1h", "1.5h", "0s", "1h1d"])
@pytest.mark.parametrize("key", ["max_age", "deadline"])
def test_a_duration_that_is_none_is_an_error(mistake, key, text):
    message = mistake(f'{key} = "{text}"')
    assert message.startswith(f"drift.toml line 1: {key}: ")
    assert message.endswith("is no length of time; write 90s, 10m, 24h, 7d or 1h30m")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            '[ignore]\nfiles = [\n"ok",\n"a[",\n]',
            "drift.toml line 4: ignore.files 2: 'a[' is no gitignore pattern; see gitignore(5)",
        ),
        ('[ignore]\nfiles = ["!"]', "drift.toml line 2: ignore.files 1: '!' is no gitignore pattern; see gitignore(5)"),
        (
            '[ignore]\nfiles = ["# x"]',
            "drift.toml line 2: ignore.files 1: '# x' is no gitignore pattern; see gitignore(5)",
        ),
        (
            '[env]\nsecret = ["A[B"]',
            "drift.toml line 2: env.secret 1: 'A[B' is no pattern: a [ is not closed; write [[] for the character itself",
        ),
        (
            '[services]\n"a[" = "x"',
            "drift.toml line 2: services.a[: 'a[' is no pattern: a [ is not closed; write [[] for the character itself",
        ),
        (
            'reread = ["../x"]',
            "drift.toml line 1: reread 1: '../x' is no path below the root of a container; write it as opt/app/config",
        ),
        (
            'reread = ["/"]',
            "drift.toml line 1: reread 1: '/' is no path below the root of a container; write it as opt/app/config",
        ),
    ],
)
def test_a_pattern_or_path_that_is_none_is_an_error(mistake, text, line):
    assert mistake(text) == line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            "fail_on = high",
            "drift.toml line 1, column 11: not TOML: invalid value; strings need quotes, tables need [ ]",
        ),
        ("reread = [\n'a',\n", "drift.toml line 3: not TOML: invalid value; strings need quotes, tables need [ ]"),
    ],
)
def test_a_file_that_is_no_toml_says_where(mistake, text, line):
    assert mistake(text).lower() == line.lower()


def test_a_line_that_is_no_pair_says_where(mistake):
    assert mistake("\n\nfail_on").startswith("drift.toml line 3")


def test_a_key_that_stands_twice_says_where(mistake):
    assert mistake("max_age = '1h'\nmax_age = '2h'").startswith("drift.toml line 2")


def test_a_file_that_is_not_utf_8_says_where(mistake):
    assert mistake(b'# caf\xc3\xa9\nname = "caf\xe9"') == "drift.toml line 2: not UTF-8; save the file as UTF-8"


def test_a_file_that_is_too_large_is_not_read(mistake):
    assert mistake("#" * (LARGEST + 1)) == "drift.toml: larger than 1,048,576 bytes; name another file with --config"


def test_a_file_that_is_nested_beyond_reason_is_an_error(mistake):
    assert mistake(f"a = {'[' * 100_000}").startswith("drift.toml: nested too deeply")


@pytest.mark.parametrize("depth", [50, 150, 250, 350, 450])
def test_however_deep_it_is_nested_it_is_one_line(mistake, depth):
    assert mistake(f"a = {'[' * depth}{']' * depth}").startswith(
        ("drift.toml: nested too deeply", "drift.toml line 1: unknown key 'a'")
    )


def test_a_file_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(
        ConfigError, match=r"cannot be read: No such file or directory; name another file with --config"
    ):
        load_settings(tmp_path / "drift.toml")


def test_a_directory_is_an_error(tmp_path):
    with pytest.raises(ConfigError, match="cannot be read: Is a directory"):
        load_settings(tmp_path)


@pytest.mark.parametrize(
    "text",
    ['"a\\nb" = 1', '[services]\n"a\\nb" = 1', '[severity]\n"x\\u001b[1m" = "low"', '[[environment]]\nname = "a\\nb"'],
)
def test_a_hostile_name_stays_in_one_line(mistake, text):
    message = mistake(text)
    assert message.isprintable()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[publish]\nmetrics = "m.txt"', "publish.metrics: must end with .prom; node_exporter reads no other file"),
        ("[notify]\nmost = 0", "notify.most: must be 1 to 100; a message is short"),
        ('[notify]\ndigest = "8:00"', "notify.digest: is no time of day; write 08:00"),
        ("[notify]\ndigest = 08:00:00", "notify.digest: must be text in quotes, not a time of day"),
        ('[notify]\nreport_url = "drift.html"', "notify.report_url: is no address of a page; write https://…"),
        ('[notify]\nto = ["ops"]', f"notify.to 1: is no address; {ADDRESS}"),
        ('[notify]\nto = ["https://[::1"]', f"notify.to 1: is no address; {ADDRESS}"),
        ('[notify]\nto = ["slack://a/b/c"]', f"notify.to 1: a slack: address has its secret in it; {SECRET}"),
        ('[notify]\nto = ["mailtos://me:pw@h.example"]', f"notify.to 1: has a name or a password in it; {SECRET}"),
        ('[notify]\nto = ["https://h.example/?k=1"]', f"notify.to 1: has a secret in it; {SECRET}"),
        (
            '[notify]\nto = ["https://hooks.example/T024BE7LD/aBcD1234efGH5678ijKL"]',
            f"notify.to 1: has a secret in it; {SECRET}",
        ),
        ('[notify]\nto = ["mailto://h.example?to=a@b.example&pass=x"]', f"notify.to 1: has a secret in it; {SECRET}"),
    ],
)
def test_what_cannot_be_published_or_told(mistake, text, line):
    """An address is not repeated: what is said of it may be read in the log of a job."""
    assert mistake(text) == f"drift.toml line 2: {line}"
