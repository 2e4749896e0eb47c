"""Some cases of the accuracy benchmark, which `make accuracy` plays in full: each is told, by its rule and with its origin."""

import hashlib

import pytest

from benchmarks.accuracy.case import Case, Scene, Told
from benchmarks.accuracy.cases import CASES
from benchmarks.accuracy.images import NGINX
from benchmarks.accuracy.judging import named
from benchmarks.accuracy.noise import ASLEEP, SLEEP
from benchmarks.accuracy.playing import Player
from benchmarks.accuracy.quiet import RUNS
from benchmarks.accuracy.stage import staged
from benchmarks.accuracy.told import verdict
from tests.cli.lending import lent
from tests.engines.cache import Unavailable

SOME = (
    "sed -i on a package's configuration",
    "a comment appended to a configuration",
    "a configuration emptied by >",
    "ln -s that enables a site",
    "docker cp of a page",
    "chgrp of a configuration",
    "the bundle of authorities emptied",
    "a named volume filled by an older image",
)


@pytest.fixture(scope="module")
def player(engines, tmp_path_factory):
    with lent(engines.get("docker-20.10")) as engine:
        player = Player(engine, tmp_path_factory.mktemp("accuracy"))
        try:
            player.learn([NGINX])
        except Unavailable as reason:
            pytest.skip(str(reason))
        yield player


@pytest.mark.parametrize("name", SOME)
def test_a_case_is_told(player, name):
    [case] = [one for one in CASES if one.name == name]
    assert player.case(case).verdict == ""


def test_nginx_in_use_has_no_finding_that_fails(player):
    [scene, *_] = [one for one in RUNS if one.service is NGINX]
    played = player.quiet(scene)
    assert played.findings
    assert [finding["title"] for finding in played.findings if finding["fails"]] == []


def test_a_password_is_told_and_neither_its_hash_nor_a_plain_digest_of_it_is_kept(player):
    told = Told("root has a password", "user:root", "password-changed")
    case = Case("chpasswd", NGINX, told, inside="echo root:Tr0ub4dor | chpasswd")
    with staged(player.stage, case) as (container,):
        assert verdict(told, player.drift.ask(case, (container,))["findings"]) == ""
        player.drift.must("scan", f"container:{container.name}", *player.drift.host, "--env", "prod")
        shadow = container.exec("cat", "/etc/shadow", user="root")
    store = player.drift.store.read_bytes()
    assert shadow.split(b":")[1] not in store
    assert hashlib.sha256(shadow).digest() not in store
    assert hashlib.sha256(shadow).hexdigest().encode() not in store


def test_the_date_of_a_password_alone_is_no_difference(player):
    scene = Scene("a date", NGINX, inside="chage -d 2024-02-03 root", flags=ASLEEP, command=SLEEP)
    with staged(player.stage, scene) as (container,):
        said = player.drift.ask(scene, (container,))["findings"]
        player.drift.must("scan", f"container:{container.name}", *player.drift.host, "--env", "prod")
        why = player.drift.run("explain", "/etc/shadow").out
    assert {named(one) for one in said} == set(player.untouched["nginx"])
    assert "the day on which each was set is not compared" in why
