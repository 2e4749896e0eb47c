"""Some cases of the accuracy benchmark, which `make accuracy` plays in full: each is told, by its rule and with its origin."""

import pytest

from benchmarks.accuracy.cases import CASES
from benchmarks.accuracy.images import NGINX
from benchmarks.accuracy.playing import Player
from benchmarks.accuracy.quiet import RUNS
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
