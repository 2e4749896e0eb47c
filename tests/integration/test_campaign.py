"""Random drifts on every engine: all routes make the same snapshot of them. `make campaign` does it at length and writes down the result."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

import pytest

from tests.engines.engine import Container, Engine
from tests.integration.agreement import agree
from tests.integration.drifts import archive
from tests.integration.random_drifts import DEBIAN, HOSTILE, TINY, WHITEOUTS, Places, drift_at_random, random_steps
from tests.integration.reader import Reader, files_of, path_for
from tests.integration.record import SEED, Outcome

LONG = os.environ.get("DRIFT_TEST_EFFORT") == "campaign"
DRIFTS = 200 if LONG else 20
STEP = {"tiny": 20, "debian": 50 if LONG else 20}
"""Drifts between two looks; a look at the larger image takes ten times as long."""


def nothing(container: Container) -> None:
    pass


def plain(engine: Engine, places: Places) -> tuple[str, ...]:
    return ()


def mounts(engine: Engine, places: Places) -> tuple[str, ...]:
    (engine.folder / "bound").mkdir(exist_ok=True)
    bound, volume, memory = places.mounted
    return (
        f"--volume={path_for(engine, 'bound')}:{bound}",
        f"--volume={volume}",
        f"--tmpfs={memory}",
        "--tmpfs=/srv/made/by/the/engine",
    )


def read_only(engine: Engine, places: Places) -> tuple[str, ...]:
    return ("--read-only", *mounts(engine, places))


def user(engine: Engine, places: Places) -> tuple[str, ...]:
    return ("--user=1000:1000",)


@dataclass(frozen=True)
class Setting:
    """How a container is run, and looked at."""

    name: str
    arguments: Callable[[Engine, Places], tuple[str, ...]] = plain
    before: Callable[[Container], None] = nothing
    """Drifts are done …"""
    after: Callable[[Container], None] = nothing
    """… between these."""
    hostile: tuple[str, ...] = HOSTILE
    note: str = ""
    """Why the host is not read."""


PLAIN = Setting("plain")
SETTINGS = (
    PLAIN,
    Setting("mounts", mounts),
    Setting("read-only", read_only),
    Setting("user", user),
    Setting("stopped", before=Container.start, after=Container.stop),
    Setting("paused", before=Container.unpause, after=Container.pause),
    Setting("whiteout-names", hostile=WHITEOUTS, note="is a whiteout as fuse-overlayfs has them, or looks like one"),
)


@dataclass(frozen=True)
class Case:
    image: str
    setting: Setting
    seed: int
    places: Places = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "places", {"tiny": TINY, "debian": DEBIAN}[self.image])

    def __str__(self) -> str:
        return f"{self.image}-{self.setting.name}-{self.seed}"


def cases() -> list[Case]:
    if LONG:
        seeds = count(SEED)
        return [Case(image, setting, next(seeds)) for image in ("tiny", "debian") for setting in SETTINGS]
    several = [Case("tiny", PLAIN, seed) for seed in range(10)]
    return [*several, Case("debian", PLAIN, 10), *(Case("tiny", setting, 11) for setting in SETTINGS[1:])]


@pytest.fixture(scope="module")
def base(running_engine) -> str:
    running_engine.load(archive())
    return "drifts:1"


@pytest.mark.parametrize("case", cases(), ids=str)
def test_random_drifts_on_one_another_look_the_same_by_every_route(engine, reader, base, case, record):
    image = base if case.image == "tiny" else engine.debian()
    container = engine.run(image, "sleep", "100000", args=case.setting.arguments(engine, case.places))
    steps = random_steps(case.seed, case.places, case.setting.hostile)
    with record.of(Outcome(engine.name, engine.version, case.image, case.setting.name, case.seed)) as outcome:
        case.setting.after(container)
        while outcome.drifts < DRIFTS:
            case.setting.before(container)
            outcome.drifts += len(drift_at_random(container, steps, STEP[case.image]))
            case.setting.after(container)
            outcome.left_out += look(case, reader, container)
            outcome.looks += 1
    case.setting.before(container)


def look(case: Case, reader: Reader, container: Container) -> int:
    inspect = container.inspect()
    if case.setting.note:
        named = any("/.wh." in path for path in files_of(reader.read(container.id)))
        return agree(reader, container, on_host=not named, note=case.setting.note if named else "")
    runs = inspect["State"]["Pid"] > 0
    left_out = agree(reader, container, on_host=runs or container.engine.recipe.store == "classic")
    if case.setting.arguments in (mounts, read_only):
        below = tuple(f"{mount['Destination']}/" for mount in inspect["Mounts"])
        assert [path for path in reader.files(container.id) if f"{path}/".startswith(below)] == []
    return left_out
