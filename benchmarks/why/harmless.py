"""Differences that break nothing, of many kinds: each scenario has ten to fourteen of them, drawn by its name."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field

from benchmarks.why.program import SETTINGS
from benchmarks.why.scenario import NODE, Scenario

FEWEST, MOST = 10, 14


@dataclass(frozen=True)
class Harmless:
    name: str
    works: tuple[str, ...] = ()
    """Options of docker create, of the side that works."""
    fails: tuple[str, ...] = ()
    works_env: Mapping[str, str] = field(default_factory=dict)
    fails_env: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    """In the failing container."""
    steps: str = ""
    """A shell command in the failing side's image."""
    dockerfile: str = ""
    """Other lines of its Dockerfile."""

    @property
    def marks(self) -> tuple[str, ...]:
        """What a scenario that has one of these in it is about itself."""
        options = (word.partition("=")[0] for word in (*self.works, *self.fails) if word.startswith("--"))
        return (*options, *self.works_env, *self.fails_env, *(f"/{path}" for path in self.files))


POOL = (
    # how it is run
    Harmless("a label of the deployment", ("--label=deploy=41",), ("--label=deploy=57",)),
    Harmless("a label more", (), ("--label=team=checkout",)),
    Harmless("another restart policy", (), ("--restart=on-failure:1",)),
    Harmless("another host name", ("--hostname=shop-dev-1",), ("--hostname=shop-prod-3",)),
    Harmless("more memory", ("--memory=512m",), ("--memory=1g",)),
    Harmless("more open files", ("--ulimit=nofile=2048:2048",), ("--ulimit=nofile=8192:8192",)),
    Harmless("more processes", ("--pids-limit=400",), ("--pids-limit=2000",)),
    Harmless("more processors", ("--cpus=1",), ("--cpus=2",)),
    Harmless("a smaller log", (), ("--log-opt=max-size=10m",)),
    Harmless("a longer grace when it stops", (), ("--stop-timeout=60",)),
    # variables
    Harmless(
        "another database",
        works_env={"DATABASE_URL": "postgres://shop@db.dev.internal:5432/shop"},
        fails_env={"DATABASE_URL": "postgres://shop@db.prod.internal:5432/shop"},
    ),
    Harmless(
        "another cache server",
        works_env={"REDIS_HOST": "redis-dev.internal"},
        fails_env={"REDIS_HOST": "redis-prod.internal"},
    ),
    Harmless(
        "another secret",
        works_env={"SESSION_SECRET": "qb3vDkA81hPzX0aLw"},
        fails_env={"SESSION_SECRET": "mz7TtR40cYcJ5uEo2"},
    ),
    Harmless("another build", works_env={"BUILD_ID": "1204"}, fails_env={"BUILD_ID": "1187"}),
    Harmless("the stage's name", works_env={"APP_ENV": "dev"}, fails_env={"APP_ENV": "production"}),
    Harmless("another log level", works_env={"LOG_LEVEL": "debug"}, fails_env={"LOG_LEVEL": "warning"}),
    Harmless("a variable more", fails_env={"FEATURE_BANNER": "winter"}),
    Harmless("a variable less", works_env={"METRICS_PREFIX": "shop"}),
    Harmless("another variable less", works_env={"CATALOGUE_THEME": "spring"}),
    Harmless("another value", works_env={"CACHE_TTL": "60"}, fails_env={"CACHE_TTL": "600"}),
    # files of the container
    Harmless("logs", files={"var/log/shop/access.log": b"GET / 200\n" * 400, "var/log/shop/error.log": b""}),
    Harmless("compiled Python", files={"srv/shop/__pycache__/old.cpython-311.pyc": b"\xa7\r\r\n" + bytes(64)}),
    Harmless("a shell's history", files={"root/.bash_history": b"ls\ntop\n"}),
    Harmless("temporary files", files={"tmp/upload-4711.part": bytes(2048), "var/tmp/report.tmp": b"x"}),
    Harmless("downloads of apt", files={"var/cache/apt/pkgcache.bin": bytes(4096)}),
    Harmless("a comment in the configuration", files={"etc/shop/shop.ini": b"# Reviewed by operations.\n" + SETTINGS}),
    Harmless(
        "configuration in another form",
        files={"etc/shop/logging.json": b'{\n  "root": {"level": "INFO"},\n  "version": 1\n}\n'},
    ),
    Harmless("a copy of the configuration", files={"etc/shop/shop.ini.bak": SETTINGS}),
    Harmless("a process ID", files={"run/shop.pid": b"17\n"}),
    Harmless("an export among the data", files={"var/lib/shop/export-2026-11.csv": b"sku,sold\n1,3\n"}),
    Harmless("a message of the day", files={"etc/motd": b"Production. Take care.\n"}),
    Harmless("another page", files={"srv/shop/templates/index.html": b"<h1>Shop</h1><p>Sale!</p>\n"}),
    Harmless(
        "a script of the operators", files={"usr/local/bin/dump-stock": b"#!/bin/sh\ncat /var/lib/shop/stock.csv\n"}
    ),
    # files of the image
    Harmless("no documentation", steps="rm -rf /usr/share/doc/*"),
    Harmless("no manual pages", steps="rm -rf /usr/share/man /usr/share/info"),
    Harmless("packages more", steps="dpkg -i /opt/debs/shop-tools_2.0_all.deb /opt/debs/shop-fonts_1.3_all.deb"),
    Harmless("a newer package", steps="dpkg -i /opt/debs/shop-theme_1.1_all.deb"),
    Harmless("an account more", steps="useradd --system --no-create-home metrics"),
    Harmless("an alias for the shell", steps="echo \"alias ll='ls -l'\" >> /etc/bash.bashrc"),
    Harmless("another login message", steps="echo 'Shop 1.5' > /etc/issue"),
    Harmless("compiled at the build", steps="python3 -m compileall -q /usr/lib/python3.11/json || true"),
    Harmless(
        "a Python package more",
        steps="cp -a /opt/wheels/shop_metrics-0.3.1/. /usr/local/lib/python3.11/dist-packages/ || true",
    ),
    Harmless("another version in the image", dockerfile="ENV SHOP_VERSION=1.5"),
    Harmless("another revision in the image", dockerfile="LABEL org.opencontainers.image.revision=99b01e4"),
    Harmless("another stop signal", dockerfile="STOPSIGNAL SIGINT"),
)


def drawn(scenario: Scenario, *, of_image: bool) -> list[Harmless]:
    """Ten to fourteen for a scenario; `of_image`: the failing side has an image of its own."""
    own = repr(scenario)
    possible = [
        one
        for one in POOL
        if (of_image or not (one.steps or one.dockerfile))
        and not any(mark in own for mark in one.marks)
        and not ("--network=container" in own and "--hostname" in repr(one))
        and not (scenario.base == NODE and "python3" in one.steps + repr(one.files))
    ]
    chance = random.Random(scenario.name)
    return chance.sample(possible, chance.randint(FEWEST, MOST))


def has_own_image(scenario: Scenario) -> bool:
    """Where the difference is in the image, and in half of the others: two releases, as it is on most days."""
    if scenario.works.steps or scenario.fails.steps:
        return True
    return random.Random(f"image of {scenario.name}").random() < 0.5
