import subprocess
import sys
from datetime import date, time, timedelta
from pathlib import Path

import pytest

from drift.model.findings import Severity
from drift.model.settings import (
    Environment,
    EnvPolicy,
    IgnoreFor,
    MountPolicy,
    Notify,
    PackagePolicy,
    Pair,
    Publish,
    Settings,
    Target,
    Waiver,
)
from drift.policy.config import load_settings
from tests.policy.examples import SMALL, WHOLE


@pytest.fixture
def loaded(tmp_path):
    def load(text: str) -> Settings:
        path = tmp_path / "drift.toml"
        path.write_text(text)
        return load_settings(path)

    return load


def test_everything_that_a_policy_can_say_is_read(loaded, tmp_path):
    settings = loaded(WHOLE)
    assert settings.path == str(tmp_path / "drift.toml")
    assert settings.fail_on is Severity.MEDIUM
    assert (settings.max_age, settings.deadline) == (timedelta(hours=36), timedelta(seconds=90))
    assert settings.strict_coverage is True
    assert settings.reread == ("opt/app/config", "srv/data")
    assert settings.environments == (
        Environment(
            name="dev",
            hosts=("unix:///var/run/docker.sock", "ssh://dev", "context:dev"),
            labels=("stage=dev", "team"),
            names=("dev-*",),
            fail_on=Severity.CRITICAL,
        ),
        Environment(
            name="production",
            max_age=timedelta(hours=1),
            targets=(Target("dir:/srv/web", "web", "oci-dir:/srv/images/web@1.4"), Target("container:db", "shop/db")),
        ),
    )
    assert settings.severity == {"file-added": Severity.LOW, "host-differs": None}
    assert settings.engine_names == {"unix:///x": "build host"}


def test_everything_that_a_policy_can_hide_or_demand_is_read(loaded):
    settings = loaded(WHOLE)
    assert settings.services == {"shop-web-*": "web"}
    assert settings.applications == {"shop": ("shop-dev", "shop")}
    assert settings.ignore == {"files": ("var/lib/app/cache/", "*.bak"), "env": ("HOSTNAME",)}
    assert settings.env == EnvPolicy(("DATABASE_URL",), ("LOG_*",), ("LICENCE",), ("LOG_FORMAT", "FEATURE_*"))
    assert settings.presets == ("nginx", "postgres")
    assert settings.ignore_for == (
        IgnoreFor(
            "written all day",
            "web",
            ("dev",),
            {"files": ("srv/cache/", "!srv/cache/keep"), "packages": ("pkg:pypi/*",)},
            line=41,
        ),
        IgnoreFor("everywhere", patterns={"host": ("kernel",)}, line=48),
    )
    assert settings.packages == PackagePolicy(patch=("pkg:pypi/*",), minor=("tzdata",))
    assert settings.mounts == MountPolicy(("etc/nginx/conf.d", "srv/keys"))
    assert settings.waivers == (
        Waiver("config-file-changed", "tuned by hand", "web", "/etc/app/*", ("dev",), date(2027, 1, 31), line=58),
        Waiver("env-differs", "not between these two", pair=("dev", "production"), line=73),
        Waiver("file-added", "many\nlines", line=78),
    )
    assert settings.pairs == (Pair("dev", "production", same_image=True),)


def test_what_is_published_and_who_is_told(loaded):
    settings = loaded(WHOLE)
    here = Path(settings.path).parent
    assert settings.publish == Publish(
        reports=(str(here / "out/drift.html"), "/srv/drift.json"), metrics=str(here / "drift.prom"), site="/srv/drift"
    )
    assert settings.notify == Notify(
        to=("$DRIFT_NOTIFY", "https://hooks.example/drift", "mailto://mail.example?to=ops@mail.example"),
        file="/etc/container-drift/notify",
        severity=Severity.MEDIUM,
        most=3,
        digest=time(8),
        report_url="https://reports.example/drift.html",
    )


def test_who_is_told_is_no_part_of_the_digest(loaded):
    assert loaded("[notify]\nto = ['$A']\n[publish]\nreports = ['a.md']\n").digest == load_settings(None).digest


def test_lines_are_known_for_what_hides_something(loaded):
    lines = loaded(WHOLE).lines
    assert (
        lines["ignore.files[0]"],
        lines["ignore.files[1]"],
        lines["env.may_differ"],
        lines["severity.host-differs"],
        lines["ignore_for[0].files[1]"],
        lines["env.must_equal"],
        lines["packages.may_differ.minor"],
    ) == (36, 37, 54, 91, 45, 55, 68)


def test_no_file_is_the_built_in_policy():
    settings = load_settings(None)
    assert (settings.path, settings.fail_on, settings.environments) == ("", Severity.HIGH, ())


@pytest.mark.parametrize("text", SMALL)
def test_a_small_policy_is_one(loaded, text):
    assert loaded(text).digest


def test_an_empty_file_means_what_no_file_means(loaded):
    assert loaded("").digest == load_settings(None).digest


def test_the_digest_is_of_what_a_policy_says_and_not_of_how(loaded):
    one = loaded('fail_on = "low"\n[[waiver]]\nrule = "env-differs"\nreason = "x"\n')
    other = loaded('# first\n\nfail_on    =   \'low\'\nwaiver = [{ reason = "x", rule = "env-differs" }]\n')
    assert one.digest == other.digest
    assert one.waivers[0].line != other.waivers[0].line


@pytest.mark.parametrize(
    "text",
    [
        'fail_on = "low"',
        "strict_coverage = true",
        'max_age = "1h"',
        '[severity]\nfile-added = "off"',
        '[services]\n"line" = "web"',
        'preset = ["nginx"]',
        '[[ignore_for]]\nreason = "x"\nfiles = ["a"]',
        '[env]\nmust_equal = ["A"]',
        '[packages.may_differ]\npatch = ["a"]',
        '[mounts]\nhash = ["/a"]',
        '[[waiver]]\nrule = "env-differs"\nreason = "x"\npair = ["a", "b"]',
    ],
)
def test_the_digest_changes_with_what_a_policy_says(loaded, text):
    assert loaded(text).digest != load_settings(None).digest


def test_the_order_of_service_names_is_part_of_the_policy(loaded):
    """The first glob that fits is taken."""
    one, other = loaded('[services]\n"a*" = "x"\n"ab*" = "y"\n'), loaded('[services]\n"ab*" = "y"\n"a*" = "x"\n')
    assert one.digest != other.digest


def test_the_built_in_policy_loads_no_library():
    program = (
        "import sys; from drift.policy.config import load_settings; load_settings(None);"
        "print([name for name in ('msgspec', 'pathspec', 'univers', 'drift.policy.rules') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
