"""What every test has: engines, a home of its own, and a run that says where its minutes went and what it skipped."""

import os
import signal
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatch
from itertools import count
from pathlib import Path

import hypothesis
import pytest

from tests.engines.cache import Unavailable
from tests.engines.engine import Engine
from tests.engines.recipes import FURTHER, RECIPES, Recipe

# In CI a skipped test is a failed run, except for these reasons (as file name patterns).
ALLOWED_SKIPS = (
    "mmdebstrap could not make forky: *",  # a suite in motion: Docker 28.5 is run on where it can be had
    "the corpus of package databases is not here: *",  # real databases of a few MB, kept outside of the repository
)
OPTIONAL = {"docker-28.5": "DRIFT_TEST_DOCKER28"}
EXAMPLES = {"": 100, "campaign": 1_000, "fuzz": 20_000}  # hypothesis' examples per test, by DRIFT_TEST_EFFORT
TESTS = Path(__file__).resolve().parent
WHOLE_PROCESSES = ("ci", "cli", "demo", "docs", "integration", "nothing_lost", "packaging", "machine", "test_skips.py")
HOMES = ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
OF_THE_USER = ("DRIFT_", "DOCKER_", "CONTAINER_HOST", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "TERM")


def in_ci() -> bool:
    return os.environ.get("CI", "").lower() in ("1", "true")


def pytest_addoption(parser):
    names = [recipe.name for recipe in RECIPES]
    parser.addoption(
        "--engine", action="append", choices=names, help="run engine tests on this one only; may be given again"
    )
    parser.addoption("--measure-processes", action="store_true", help="coverage of processes that tests start, too")
    parser.addoption("--record", metavar="FILE", help="write down there what a campaign did and with what result")


def pytest_configure(config):
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it, and so would theirs
    config.addinivalue_line("markers", "packaging: builds the wheel and installs it into an empty environment")
    config.addinivalue_line(
        "markers", "process: starts whole processes or makes whole fleets: seconds, not milliseconds"
    )
    config.pluginmanager.register(Account(), "account")
    if hasattr(config, "workerinput") and not config.getoption("--measure-processes"):
        os.environ.pop("COVERAGE_PROCESS_CONFIG", None)  # measured, tests of whole processes take twice as long
    examples = EXAMPLES[os.environ.get("DRIFT_TEST_EFFORT", "")]
    slow = [hypothesis.HealthCheck.too_slow]
    hypothesis.settings.register_profile(
        "drift", deadline=None, max_examples=examples, suppress_health_check=slow, derandomize=in_ci()
    )
    hypothesis.settings.load_profile("drift")


def selected(config) -> list[Recipe]:
    asked = config.getoption("--engine") or [
        recipe.name for recipe in RECIPES if os.environ.get(OPTIONAL.get(recipe.name, "PATH"))
    ]
    return [recipe for recipe in RECIPES if recipe.name in asked]


def found(recipe: Recipe) -> str:
    try:
        return f"  {recipe.name}: {recipe.check()}"
    except Unavailable as reason:
        return f"  {recipe.name}: not to be had here, {reason}"


def pytest_report_header(config):
    return ["engines:", *(found(recipe) for recipe in selected(config))]


def pytest_generate_tests(metafunc):
    if "running_engine" in metafunc.fixturenames:
        names = [recipe.name for recipe in selected(metafunc.config)]
        metafunc.parametrize("running_engine", names, indirect=True, scope="session")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        if "engines" in getattr(item, "fixturenames", ()):
            item.add_marker("engine")
        if item.path.is_relative_to(TESTS) and item.path.relative_to(TESTS).parts[0] in WHOLE_PROCESSES:
            item.add_marker("process")


@dataclass(eq=False)
class Account:
    """Where the minutes went, and what was skipped and why."""

    seconds: Counter[str] = field(default_factory=Counter)
    skips: Counter[str] = field(default_factory=Counter)

    def pytest_runtest_logreport(self, report):
        parts = Path(report.nodeid.partition("::")[0]).parts
        self.seconds[parts[1] if len(parts) > 2 else "(top)"] += report.duration
        if report.skipped and not hasattr(report, "wasxfail"):
            self.note_skip(report)

    def pytest_collectreport(self, report):
        if report.skipped:
            self.note_skip(report)

    def note_skip(self, report) -> None:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        self.skips[reason.removeprefix("Skipped: ")] += 1

    @property
    def forbidden(self) -> dict[str, int]:
        return {
            reason: times
            for reason, times in self.skips.items()
            if not any(fnmatch(reason, known) for known in ALLOWED_SKIPS)
        }

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session, exitstatus):
        if in_ci() and self.forbidden and exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter):
        if terminalreporter.verbosity >= 0 and self.seconds:
            terminalreporter.section("minutes per folder", sep="-")
            for name, seconds in self.seconds.most_common():
                terminalreporter.line(f"{seconds / 60:6.2f}  {name}")
        if in_ci() and self.forbidden:
            terminalreporter.section("skipped, which CI does not allow", sep="-")
            for reason, times in sorted(self.forbidden.items()):
                terminalreporter.line(f"{times:6}  {reason}")


@dataclass
class Engines:
    """The engines of this run: each is started when a test first wants it, and ended with the run."""

    running: dict[str, Engine] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)

    def get(self, name: str) -> Engine:
        """The run's engine of that name; skips the test where it cannot be had."""
        if name in self.reasons:
            pytest.skip(self.reasons[name])
        if name not in self.running:
            self.running[name] = self.start(name)
        return self.running[name]

    def start(self, name: str) -> Engine:
        """Another one of that name, for the caller to stop: a second host."""
        try:
            return Engine.start(next(recipe for recipe in (*RECIPES, *FURTHER) if recipe.name == name))
        except Unavailable as reason:
            self.reasons[name] = str(reason)
            pytest.skip(str(reason))

    def stop(self) -> None:
        for engine in self.running.values():
            engine.stop()


@pytest.fixture(scope="session")
def engines() -> Iterator[Engines]:
    """For tests that choose: engines.get("docker-26.1")."""
    engines = Engines()
    yield engines
    engines.stop()


@pytest.fixture(scope="session")
def running_engine(request, engines: Engines) -> Engine:
    """Each selected engine in turn, its containers kept: for fixtures that serve several tests and clean up themselves."""
    return engines.get(request.param)


@pytest.fixture
def engine(running_engine: Engine) -> Iterator[Engine]:
    """Each selected engine in turn; the containers that a test makes are removed after it."""
    before = len(running_engine.containers)
    yield running_engine
    running_engine.remove_containers(but_first=before)


@pytest.fixture
def tiny(running_engine: Engine) -> str:
    """An image of busybox and an application's few files."""
    return running_engine.tiny()


@pytest.fixture
def debian(running_engine: Engine) -> str:
    """An image of a small Debian with dpkg's database and Python."""
    return running_engine.debian()


HOME_NUMBERS = count(1)


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test sees the user's settings or store, nor another test's."""
    home = tmp_path_factory.getbasetemp() / f"home-{next(HOME_NUMBERS)}"
    for variable in [name for name in os.environ if name.startswith(OF_THE_USER)]:
        monkeypatch.delenv(variable)
    for variable in HOMES:
        monkeypatch.setenv(variable, str(home / variable.lower().removeprefix("xdg_").removesuffix("_home")))
    return home
