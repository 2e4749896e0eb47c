"""[mounts] hash, as a user meets it: two environments whose mounted configuration differs, and a scan from before the line."""

import pytest

from tests.cli.command import Command
from tests.engines.engine import Engine

ENVIRONMENTS = """
[[environment]]
name = "staging"
hosts = ["{address}"]
names = ["staging-*"]

[[environment]]
name = "production"
hosts = ["{address}"]
names = ["production-*"]

[services]
"*-web" = "web"
"""
HASH = '[mounts]\nhash = ["/etc/app/conf.d"]\n'


@pytest.fixture
def two(drift: Command, docker: Engine) -> Command:
    """Staging and production of one service, with one file that is mounted and is other in production."""
    for environment, content in (("staging", "a"), ("production", "b")):
        one = docker.run(docker.tiny(), name=f"{environment}-web", args=("--volume=/etc/app/conf.d",))
        one.sh(f"echo {content} > /etc/app/conf.d/site; echo same > /etc/app/conf.d/other")
    write(drift, docker, "")
    return drift


def write(drift: Command, docker: Engine, more: str) -> None:
    (drift.folder / "drift.toml").write_text(ENVIRONMENTS.format(address=docker.address) + more)


def mounted(drift: Command, code: int) -> list[tuple[str, str]]:
    found = drift("gate", "--format", "json", code=code).json["findings"]
    return [(one["rule"], one["key"]) for one in found if one["kind"] == "mounted"]


def test_a_file_in_a_named_mount_that_differs_fails_the_gate(two, docker):
    two("scan", code=0)
    assert mounted(two, 0) == []
    write(two, docker, HASH)
    before = two("gate", code=2)
    assert "the scan is older than [mounts] hash; scan again" in before.out
    two("scan", code=0)
    assert mounted(two, 1) == [("mounted-file-differs", "/etc/app/conf.d/site")]
    assert "reads       2  mounts hash: /etc/app/conf.d  (staging/web)" in two("config", "check", code=0).out
    said = two("explain", "/etc/app/conf.d/other", code=0).out
    assert "which [mounts] hash compares; nothing differs" in " ".join(said.split())
