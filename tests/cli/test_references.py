"""The grammar of references on a real engine: containers, images, archives, times, snapshots; each against each."""

import re
import time
from datetime import UTC, datetime, timedelta

import pytest

from tests.cli.command import Command
from tests.cli.lending import lent
from tests.engines import images


@pytest.fixture
def user(drift, docker):
    return drift.with_variables(DOCKER_HOST=docker.address)


@pytest.fixture(scope="module")
def past(engines, tmp_path_factory):
    """A container that was scanned in three states, a moment apart: as its image, with one line more, with two. It stays so."""
    with lent(engines.get("docker-26.1")) as docker:
        user = Command(tmp_path_factory.mktemp("past")).with_variables(DOCKER_HOST=docker.address)
        web = docker.run(docker.tiny(), name="past")
        for line in ("true", "echo a >> /etc/app/app.conf", "echo b >> /etc/app/app.conf"):
            web.sh(line)
            user("scan", "past", code=0)
            time.sleep(0.05)
        yield user


def details(done) -> list[str]:
    return re.findall(r"^  server\.(a|b) +[+-]", done.out, re.MULTILINE)


def test_an_environment_and_a_container_at_an_earlier_time(past):
    for name in ("env:local", "env:local/past", "container:past"):
        assert details(past("diff", f"{name}@~1", name, code=0)) == ["b"]
        assert details(past("diff", f"{name}@~2", f"{name}@~1", code=0)) == ["a"]
        assert past("diff", f"{name}@~0", name, code=0).answer == f"EQUAL: {name}@~0 → {name}"
    assert past("diff", "container:past@~2", code=0).answer.startswith("EQUAL: ")
    assert details(past("diff", "container:past@~1", code=0)) == ["a"]


def test_a_date_is_its_end_and_a_moment_is_itself(past):
    today = datetime.now(UTC).date()
    assert past("diff", f"env:local@{today}", "env:local", code=0).answer.startswith("EQUAL: ")
    events = past("history", "past", "--format", "json", code=0).json["events"]
    assert [one["type"] for one in events] == ["changed", "changed", "first-seen"]
    yesterday = today - timedelta(days=1)
    assert (
        "no scan is as old; the oldest is env:local@" in past("diff", f"env:local@{yesterday}", "env:local", code=2).err
    )


def test_a_snapshot_by_its_digits(past):
    newest, middle, oldest = (one["snapshot"] for one in past("history", "past", "--format", "json").json["events"])
    assert details(past("diff", f"snapshot:{middle[:12]}", f"snapshot:{newest[:8]}", code=0)) == ["b"]
    assert details(past("diff", f"snapshot:{middle}", code=0)) == ["a"]
    shown = past("show", f"snapshot:{oldest[:16]}", "--format", "json", code=0).json
    assert shown["side"]["snapshot"] == oldest
    assert past("diff", f"snapshot:{newest}", "container:past", code=0).answer.startswith("EQUAL: ")


def test_a_container_and_another_one(user, docker):
    docker.run(docker.tiny(), name="one")
    docker.run(docker.tiny(), name="two", env={"LEVEL": "debug"})
    different = user("diff", "one", "container:two", code=0)
    assert different.answer.endswith(": container:one → container:two")
    assert "LEVEL" in different.out
    identifier = docker.containers[-1].id
    assert user("diff", "two", identifier[:12], code=0).answer.startswith("EQUAL: ")


def test_an_image_and_another_one_in_whatever_form(user, docker, tmp_path):
    root, more = images.tiny_root(), images.layer({"srv/page": b"two\n"})
    for name, layers in (("one", [root]), ("two", [root, more])):
        archive = images.save_archive(layers, {"Env": ["PATH=/bin"]}, f"{name}:1", compress=name == "two")
        (tmp_path / f"{name}.tar").write_bytes(archive)
        docker.load(archive)
    for scheme in ("docker-archive", "oci-archive"):
        assert user("diff", f"{scheme}:{tmp_path}/one.tar", "image:one:1", code=0).answer.startswith("EQUAL: ")
    different = user("diff", "image:one:1", f"docker-archive:{tmp_path}/two.tar@two:1", code=0)
    assert "/srv/page" in different.out
    docker.run("two:1", "sleep", "100000", name="web")
    assert "/srv/page" in user("diff", "image:one:1", "container:web", code=0).out
    for words in (("image:two:1", "container:web"), ("container:web", "image:two:1")):
        assert user("diff", *words, code=0).answer == "EQUAL: image:two:1 → container:web"
    assert "name what to compare it with" in user("diff", "image:two:1", code=2).err


def test_a_bare_word_is_a_container_before_it_is_an_image_and_a_note_says_so(user, docker):
    docker.build("both", f"FROM {docker.tiny()}\nLABEL a=b\n")
    assert user("show", "both", code=0).answer.startswith("SNAPSHOT: both has ")
    docker.run("both", name="both")
    done = user("show", "both", code=0)
    assert done.err == "drift: both is a container and an image: the container is taken, not image:both\n"
    assert "identity" in user("show", "image:both", code=0).out


def test_show_says_where_and_when_it_was_read(past):
    live = past("show", "past", "--format", "json", code=0).json["side"]
    assert (live["label"], live["state"]) == ("container:past", "running")
    seen = past("show", "env:local/past@~1", "--format", "json", code=0).json["side"]
    assert seen["environment"] == "local"
    assert seen["engine"] == live["engine"]
    assert seen["snapshot"] != live["snapshot"]


def test_a_service_that_came_and_went(user, docker):
    docker.run(docker.tiny(), name="web")
    user("scan", code=0)
    docker.run(docker.tiny(), name="api")
    user("scan", code=0)
    came = user("diff", "env:local@~1", "env:local", code=0)
    assert "api runs in the later state, not in the earlier state" in came.out
    docker.containers[-1].rm()
    user("scan", code=0)
    went = user("diff", "env:local@~1", "env:local", code=0)
    assert "api is missing in the later state: the earlier state has it" in went.out


def test_every_container_of_an_environment_with_its_image(past):
    done = past("diff", "env:local", code=0)
    assert details(done) == ["a", "b"]
    assert past("diff", "env:local", "env:local/past", code=2).err.startswith("drift: 'env:local' is an environment; ")
