"""`drift why` on a real engine: a program that works in one container and fails in another, for one reason among ten differences."""

from dataclasses import dataclass

import pytest

from drift.model.settings import Settings
from drift.pipeline.session import Session
from drift.pipeline.why import Question, likeliest_causes
from drift.pipeline.wishes import Manner
from drift.store import Store
from tests.cli.lending import lent
from tests.engines.engine import EngineError

HARMLESS = (
    "--label=deploy=2",
    "--restart=on-failure:1",
    "--hostname=shop-2",
    "--env=BUILD_ID=2",
    "--env=DATABASE_URL=postgres://db.prod/shop",
    "--env=LOG_LEVEL=warning",
    "--env=BANNER=on",
    "--stop-timeout=30",
)
USUAL = ("--env=BUILD_ID=1", "--env=DATABASE_URL=postgres://db.dev/shop", "--env=LOG_LEVEL=debug")
BY_HAND = "mkdir -p /var/log/app && echo x > /var/log/app/log && echo x > /tmp/x && echo '# seen' >> /etc/app/app.conf || true"


@dataclass(frozen=True)
class Case:
    program: str
    """A shell script that succeeds where it works."""
    key: str
    works: tuple[str, ...] = ()
    fails: tuple[str, ...] = ()
    hand: str = "true"
    """What somebody did in the failing container."""


CASES = {
    "a variable that is missing": Case(': "${QUEUE:?is not set}"', "QUEUE", works=("--env=QUEUE=orders",)),
    "a path that is not there": Case("ls $DATA", "DATA", ("--env=DATA=/var/lib/app",), ("--env=DATA=/data",)),
    "a root that is read-only": Case(
        "echo 1 > /var/lib/app/out && rm /var/lib/app/out", "read_only", fails=("--read-only",)
    ),
    "a file that is gone": Case(
        "cat /etc/app/settings.json", "/etc/app/settings.json", hand="rm /etc/app/settings.json"
    ),
    "a right that is gone": Case(
        "chown 1000 /var/lib/app/data && chown 0 /var/lib/app/data", "cap_drop", fails=("--cap-drop=CHOWN",)
    ),
    "a link that leads nowhere": Case(
        "cat /opt/app/current", "/opt/app/current", hand="rm -f /opt/app/current; ln -s /opt/app/run-2 /opt/app/current"
    ),
}


@pytest.fixture(scope="module")
def docker(engines):
    with lent(engines.get("docker-26.1")) as engine:
        yield engine


@pytest.fixture(scope="module")
def session(docker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("why")
    with (
        Store.open(folder / "drift.db", create=True) as store,
        Session(Settings(), store, {}, docker.address) as opened,
    ):
        yield opened


@pytest.fixture(scope="module")
def image(docker) -> str:
    return str(docker.build("why:1", f"FROM {docker.tiny()}\nRUN ln -s /opt/app/run /opt/app/current\n"))


@pytest.mark.parametrize("name", CASES)
def test_the_true_cause_comes_first(docker, session, image, name):
    case = CASES[name]
    works = docker.run(image, args=(*USUAL, *case.works))
    fails = docker.run(image, args=(*HARMLESS, *case.fails))
    fails.sh(f"{case.hand}; {BY_HAND}")
    works.sh(case.program)
    with pytest.raises(EngineError):
        fails.sh(case.program)
    sides = Question(works=[f"container:{works.name}"], fails=f"container:{fails.name}")
    report = likeliest_causes(session, sides, Manner())
    assert report.causes[0].numbered.finding.key == case.key
    assert len(report.causes) >= len(HARMLESS)
