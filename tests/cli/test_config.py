"""`drift config check`: what is in effect, what each line does to the newest state, and what hides too much."""

import pytest

from drift.policy.config import load_settings
from tests.cli.command import Command
from tests.cli.fleet import Fleet

POLICY = """\
preset = ["nginx", "node"]
[ignore]
files = ["srv/cache/", "srv/none/"]
identity = ["image"]
[severity]
file-removed = "low"
[[waiver]]
rule = "file-changed"
reason = "why not"
[mounts]
hash = ["/etc/app"]
"""


@pytest.fixture(scope="module")
def checked(tmp_path_factory) -> Command:
    folder = tmp_path_factory.mktemp("checked")
    fleet, drift = Fleet(folder), Command(folder)
    fleet.service("dev", "web")
    fleet.service("prod", "web", srv__page=b"x\n", srv__cache__a=b"x", var__log__nginx__access=b"x", opt__app__run=None)
    fleet.policy(POLICY)
    drift("scan", code=0)
    return drift


def test_the_first_line_is_the_answer_and_the_warnings_follow(checked):
    lines = checked("config", "check", code=0).out.splitlines()
    assert lines[0] == "# ok: the policy is right, 1 warning"
    assert lines[1].startswith("# warning: ignore identity line 4: image hides an image digest")


def test_each_line_says_what_it_does_to_the_newest_state(checked):
    text = checked("config", "check", code=0).out
    assert "In the newest state (2 containers in dev, prod, last read " in text
    for line in (
        "#   hides       2  ignore files line 3: srv/cache/  (prod/web /srv/cache)",
        "#   hides nothing  ignore files line 3: srv/none/",
        "#   hides       1  waiver 1 (drift.toml line 7)  (prod/web /srv/page)",
        "#   preset nginx, the web server nginx: 9 lines, 1 of them hides something",
        "#   preset node, Node.js and npm: 4 lines",
        "#   presets not used: postgres, python",
        "#   rates       1  severity line 6: file-removed is low  (prod/web /opt/app/run)",
        "#   reads nothing  mounts hash: /etc/app",
    ):
        assert line in text.splitlines()


def test_what_it_writes_is_the_same_policy(checked):
    again = checked.folder / "again.toml"
    again.write_text(checked("config", "check", code=0).out)
    assert load_settings(again).digest == load_settings(checked.folder / "drift.toml").digest


def test_quietly_it_says_the_warnings_alone(checked):
    out = checked("config", "check", "--quiet", code=0).out
    assert out.startswith("warning: ignore identity line 4")
    assert out.count("\n") == 1


def test_nothing_is_kept(checked):
    before = checked.stored
    checked("config", "check", code=0)
    assert checked.stored == before


def test_it_needs_no_store_and_makes_none(tmp_path):
    drift = Command(tmp_path)
    out = drift("config", "check", code=0).out
    assert out.startswith("# ok: the policy is right\n# no file: the built-in policy\n")
    assert "Nothing was scanned yet" in out
    assert not drift.store.exists()


def test_a_name_that_would_end_a_comment_does_not(tmp_path):
    (tmp_path / "drift.toml").write_text('[ignore]\nfiles = ["a\\nfail_on = 3"]\n')
    again = tmp_path / "again.toml"
    again.write_text(Command(tmp_path)("config", "check", code=0).out)
    assert load_settings(again).ignore == {"files": ("a\nfail_on = 3",)}
