"""However a demo on an engine ends: nothing of it is left, and nothing else is gone."""

import random
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from drift.demo import INJECTORS, demo_fleet
from drift.errors import EngineError
from tests.demo.bases import distroless, of_files_alone
from tests.demo.engines import all_of
from tests.demo.expectations import unmeasured, until
from tests.demo.judged import found, said

ONE = [one for one in INJECTORS if one.name == "hidden-directory"]
SLEEPING = """
import sys, time
from pathlib import Path
from drift.demo import demo_fleet
from tests.demo.bases import distroless
with demo_fleet(Path(sys.argv[1]), engine=sys.argv[2], base=distroless()):
    print("made", flush=True)
    time.sleep(120)
"""


@pytest.fixture
def others(engine, tiny):
    """Things of somebody else's: their container has the demo's label, but not this run's."""
    engine.run(tiny, name="theirs", args=["--label=io.container-drift.demo=other", "-v", "theirs:/data"])
    yield
    engine.remove_containers()
    engine.request("DELETE", "/volumes/theirs")


def test_nothing_is_left_when_the_body_raises_and_others_keep_theirs(engine, others, tmp_path):
    before = all_of(engine)
    made = {}
    options = {"engine": engine.address, "injectors": ONE, "base": distroless(), "keep": True}
    with pytest.raises(ZeroDivisionError), demo_fleet(tmp_path / "fleet", **options):  # noqa: PT012
        made = all_of(engine)
        raise ZeroDivisionError
    assert all_of(engine) == before
    assert {kind: len(made[kind] - before[kind]) for kind in ("containers", "volumes")} == {
        "containers": 14,
        "volumes": 1,
    }
    assert not (tmp_path / "fleet").exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("containers", [14, 3], ids=["when it is made", "while it is made"])
def test_nothing_is_left_after_a_signal(engine, others, number, containers, tmp_path):
    before = all_of(engine)
    command = (sys.executable, "-c", SLEEPING, str(tmp_path / "fleet"), engine.address)
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=Path(__file__).parents[2], env=unmeasured()
    ) as demo:
        try:
            until(lambda: len(all_of(engine)["containers"]) >= len(before["containers"]) + containers)
            demo.send_signal(number)
            demo.wait(60)
        finally:
            demo.kill()  # nothing, where it has ended
    assert demo.returncode in (-number, 128 + number)
    assert all_of(engine) == before


def test_a_name_that_is_taken_is_one_line_and_the_container_that_has_it_stays(engine, tiny, tmp_path):
    engine.run(tiny, name="shop-integration-api")
    before = all_of(engine)
    said = r"did not start shop-integration-api: .*docker ps -a --filter label="
    options = {"engine": engine.address, "injectors": ONE, "base": distroless()}
    with pytest.raises(EngineError, match=said), demo_fleet(tmp_path / "fleet", **options):
        pass
    assert all_of(engine) == before


def test_files_alone_run_on_no_engine(engine, tmp_path):
    said = "the test has no programs; run it without an engine"
    with pytest.raises(EngineError, match=said), demo_fleet(tmp_path, engine=engine.address, base=of_files_alone()):
        pass


def test_programs_of_another_architecture_run_on_no_engine(engine, tmp_path):
    base = replace(distroless(), architecture="s390x")
    said = "this machine's programs are for linux/s390x"
    with pytest.raises(EngineError, match=said), demo_fleet(tmp_path, engine=engine.address, base=base):
        pass


def test_any_drifts_on_another_base_are_found_and_nothing_else(engine, tmp_path):
    injectors = random.Random(0).sample(INJECTORS, 6)
    with demo_fleet(tmp_path / "fleet", engine=engine.address, injectors=injectors, seed=1, base=distroless()) as fleet:
        matched = found(fleet)
    assert matched.is_exact, said(matched)
