"""`drift explain`: which line shows, hides or rates a thing, in each service and environment."""

import pytest

from tests.cli.command import Command
from tests.cli.fleet import Fleet

POLICY = """\
preset = ["nginx"]
[ignore]
files = ["srv/cache/"]
[severity]
file-removed = "low"
[[waiver]]
rule = "file-changed"
reason = "why not"
"""
HEAD = "\n[[environment]]"


@pytest.fixture(scope="module")
def explained(tmp_path_factory) -> Command:
    """Two environments; production drifted in what is hidden, rated, raised and shown. Nothing may change it."""
    folder = tmp_path_factory.mktemp("explained")
    fleet, drift = Fleet(folder), Command(folder)
    fleet.service("dev", "web")
    drifted = {
        "srv__page": b"other\n",
        "srv__cache__a": b"x",
        "var__log__nginx__access": b"x",
        "opt__app__run": None,
        "etc__app__app_conf": b"[server]\nport = 9090\n",
    }
    fleet.service("prod", "web", **drifted)
    fleet.policy(POLICY, of={"prod": 'fail_on = "critical"'})
    drift("scan", code=0)
    return drift


def lines(explained: Command, *words: str) -> list[str]:
    return [line.strip() for line in explained("explain", *words, code=0).out.splitlines()]


@pytest.mark.parametrize(
    ("path", "by"),
    [
        ("/srv/cache/a", "hidden        by ignore files line 3: srv/cache/"),
        ("/srv/page", "hidden        by waiver 1 (drift.toml line 6): why not"),
        (
            "/var/log/nginx/access",
            "hidden        by preset nginx: var/log/nginx/: the logs of requests and errors, and what rotates them",
        ),
    ],
)
def test_what_is_hidden_is_said_with_the_line_that_hides_it(explained, path, by):
    assert by in lines(explained, path)


def test_the_first_line_counts_the_places(explained):
    assert lines(explained, "/srv/page")[0] == "/srv/page: hidden in 1 place, equal in 1 place"


def test_a_finding_says_its_severity_and_the_threshold_that_it_meets(explained):
    said = lines(explained, "/etc/app/app.conf", "--env", "prod")
    assert "severity    high, as the rule has it" in said
    assert "gate        passes: fail_on of prod (line 19) is critical" in said


def test_a_line_that_rates_a_rule_is_named(explained):
    assert "severity    low by severity line 5: file-removed is low" in lines(explained, "/opt/app/run")


def test_a_finding_is_found_by_number_and_by_fingerprint(explained):
    findings = explained("gate", "--format", "json").json["findings"]
    one = next(one for one in findings if one["key"] == "/etc/app/app.conf")
    by_number = lines(explained, str(one["number"]))
    assert by_number[0] == f"{one['number']} (files /etc/app/app.conf): a finding in 1 place"
    assert by_number[1:] == lines(explained, one["fingerprint"][:8])[1:]


def test_a_hidden_finding_is_found_by_its_fingerprint(explained):
    hidden = explained("gate", "--format", "json").json["hidden"]
    one = next(one["findings"][0] for one in hidden if one["by"].startswith("ignore"))
    assert "hidden in 1 place" in lines(explained, one["fingerprint"])[0]


def test_what_nothing_is_called_is_one_line_with_the_nearest_name(explained):
    refused = explained("explain", "/etc/app/app.cnf", code=2)
    assert refused.err == (
        "drift: nothing in the newest state is called '/etc/app/app.cnf'; did you mean '/etc/app/app.conf'?\n"
    )
    assert explained("explain", "99", code=2).err.startswith("drift: there is no finding 99; drift gate numbers them")


def test_it_writes_no_store(tmp_path):
    assert "drift scan" in Command(tmp_path)("explain", "/etc/hosts", code=2).err
    assert not (tmp_path / "drift.db").exists()


def test_what_an_engine_makes_and_what_lies_in_a_mount_is_not_judged(docker, drift):
    docker.run(docker.tiny(), name="web", args=("--volume=/srv/data", "--env=LEVEL=info"))
    drift("scan", "-H", docker.address, "--env", "dev", code=0)
    made = lines(drift, "/etc/hosts")
    assert made[0] == "/etc/hosts: not judged in 1 place"
    assert "a stub under the file that the engine mounts" in " ".join(made)
    assert "[mounts] hash would compare it" in " ".join(lines(drift, "/srv/data/x"))
    assert "compared between environments" in " ".join(lines(drift, "LEVEL"))
    assert lines(drift, "/bin/busybox")[-1] == "equal         as the image has it"
