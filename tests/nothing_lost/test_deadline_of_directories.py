"""A directory is read no longer than the deadline says, be it many files or one without an end in sight."""

import os

from drift.store import Store
from tests.cli.command import Command
from tests.cli.fleet import Fleet


def test_a_directory_that_takes_too_long_is_a_failed_target(tmp_path):
    """A file of 8 TiB, all of it a hole, takes most of an hour to hash."""
    fleet, drift = Fleet(tmp_path), Command(tmp_path)
    slow = fleet.service("dev", "slow")
    fleet.service("dev", "web")
    os.truncate(slow / "srv/page", 8 << 40)
    fleet.policy('deadline = "1s"')
    assert f"dir {str(slow)!r}: not done within the deadline" in drift("scan", code=2).out
    with Store.open(drift.store) as store:
        assert [one.container_name for one in store.history.observations()] == ["web"]
