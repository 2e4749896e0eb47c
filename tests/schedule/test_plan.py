import sys
from pathlib import Path

import pytest

from drift.errors import ScheduleError
from drift.model.settings import Environment, Notify, Publish, Settings
from drift.schedule import Every, Plan, Wanted, planned
from drift.schedule.plan import STATE, obstacles

LOCAL = (Environment("dev"),)


def made(settings: Settings | None = None, environments=LOCAL, user: str = "", **environ: str) -> Plan:
    wanted = Wanted(Every.parse("15m"), "dev", Path("shop/drift.toml"), Path("drift.db"), user)
    return planned(wanted, settings or Settings(), environments, environ)


def test_the_command_means_the_same_wherever_it_runs():
    found = made()
    here = str(Path.cwd())
    assert found.command[-9:] == (
        *("scan", "--publish", "--quiet", "--env", "dev"),
        *("--config", f"{here}/shop/drift.toml", "--db", f"{here}/drift.db"),
    )
    assert Path(found.command[0]).is_absolute()
    assert found.folder == f"{here}/shop"


def test_what_says_which_engine_is_read_goes_with_it_and_no_secret_does():
    found = made(DOCKER_HOST="tcp://proxy:2375", DRIFT_KEY="0123456789abcdef", DRIFT_NOTIFY="slack://a/b", HOME="/root")
    assert found.variables == {"DOCKER_HOST": "tcp://proxy:2375"}


def test_the_folders_that_it_publishes_into_are_written():
    settings = Settings(publish=Publish(("/srv/www/a.html", "/srv/www/a.json"), "/var/lib/prom/a.prom", "/srv/site"))
    assert [str(one) for one in made(settings).writes] == [str(Path.cwd()), "/srv/www", "/var/lib/prom", "/srv/site"]


def test_sockets_and_ssh_are_known_from_the_hosts():
    every = (Environment("dev"), Environment("a", hosts=("unix:///run/a.sock", "ssh://b")))
    assert [str(one) for one in made(environments=every).sockets] == ["/var/run/docker.sock", "/run/a.sock"]
    assert made(environments=every).asks_ssh
    assert not made(DOCKER_HOST="tcp://proxy:2375").asks_ssh
    assert made(DOCKER_HOST="tcp://proxy:2375").sockets == ()


def test_the_variables_that_have_addresses_are_known():
    assert made(Settings(notify=Notify(to=("$ONE", "https://a.example/x", "${TWO}")))).recipients == ("ONE", "TWO")


def needing(*, reads: tuple[Path, ...] = (), writes: tuple[Path, ...] = (), asks_ssh: bool = False) -> Plan:
    return Plan(Every.parse("15m"), ("/bin/true",), "", {}, "", reads, writes, asks_ssh=asks_ssh)


def test_a_file_of_its_owner_alone_is_in_the_way_of_another_user():
    assert list(obstacles(needing(reads=(Path("/etc/passwd"),)), "")) == []
    assert list(obstacles(needing(reads=(Path("/etc/shadow"),)), "")) == ["cannot read '/etc/shadow'"]
    assert list(obstacles(needing(reads=(Path("/etc/shadow"),)), "root")) == []


def test_a_folder_that_is_not_its_own_is_in_the_way_and_one_that_is_made_for_it_is_not():
    assert list(obstacles(needing(writes=(Path("/etc"),)), "")) == ["cannot write into '/etc'"]
    assert list(obstacles(needing(writes=(Path("/no/such"),)), "root")) == ["cannot write into '/no/such'"]
    assert list(obstacles(needing(writes=(Path("/etc"),)), "root")) == []
    assert list(obstacles(needing(writes=(STATE,)), "", STATE)) == []


def test_a_user_that_is_made_up_has_no_keys_for_ssh():
    assert list(obstacles(needing(asks_ssh=True), "")) == ["has no home, so no keys for ssh and no contexts of docker"]
    assert list(obstacles(needing(asks_ssh=True), "root")) == []


def test_a_user_that_is_not_there_is_said():
    with pytest.raises(ScheduleError, match="--as 'nosuchone': there is no such user; name one of getent passwd"):
        list(obstacles(needing(), "nosuchone"))


def test_python_is_needed_where_it_really_lies():
    assert {Path(sys.executable), Path(sys.executable).resolve()} <= set(made().reads)
