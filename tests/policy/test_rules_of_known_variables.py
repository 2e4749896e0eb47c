"""Variables that many programs know: search paths, proxies, locale, time zone; and what is set to nothing."""

import pytest

from drift.model.changes import Relation
from drift.model.settings import EnvPolicy, Settings
from tests.policy.made import env, found, rule_of

BETWEEN = Relation.ENVIRONMENTS


def title(name, before, after):
    [finding] = found(env(name, before, after), relation=BETWEEN)
    return finding.title


@pytest.mark.parametrize(
    ("name", "before", "after", "expected"),
    [
        ("SMTP_HOST", "mail", "", ("env-empty", "high")),
        ("SMTP_HOST", "mail", "  ", ("env-empty", "high")),
        ("SMTP_HOST", "", "mail", ("env-differs", "low")),
        ("SMTP_HOST", None, "", ("env-extra", "medium")),
        ("PATH", "/usr/local/bin:/bin", "/bin:/usr/local/bin", ("env-path-differs", "medium")),
        ("PYTHONPATH", "/srv", "/srv:/opt", ("env-path-differs", "medium")),
        ("PYTHONPATH", None, "/opt", ("env-extra", "medium")),
        ("HTTPS_PROXY", "http://a:3128/x", "http://b:3128/y", ("env-proxy-differs", "medium")),
        ("no_proxy", "localhost", "localhost,db", ("env-proxy-differs", "medium")),
        ("https_proxy", None, "http://a:3128", ("env-proxy-differs", "medium")),
        ("HTTP_PROXY", "http://a:3128", None, ("env-proxy-differs", "high")),
        ("HTTP_PROXY", "http://proxy-staging:3128", "http://proxy:3128", ("env-same-shape", "info")),
        ("LANG", "C.UTF-8", "de_DE.UTF-8", ("locale-differs", "medium")),
        ("LC_ALL", None, "C", ("locale-differs", "medium")),
        ("LANG", "C.UTF-8", None, ("locale-differs", "high")),
        ("LANGCHAIN_TRACING", "true", "false", ("env-differs", "low")),
        ("TZDIR", "/a", "/b", ("env-differs", "low")),
        ("TZ", "UTC", "Europe/Berlin", ("time-zone-differs", "medium")),
        ("TZ", "UTC", None, ("time-zone-differs", "high")),
        ("LD_PRELOAD", None, "/usr/lib/x.so", ("preload-added", "high")),
        ("LD_PRELOAD", "/usr/lib/x.so", None, ("env-missing", "high")),
    ],
)
def test_a_variable_that_programs_know_has_a_rule_that_says_why(name, before, after, expected):
    assert rule_of(env(name, before, after), BETWEEN) == expected


@pytest.mark.parametrize("name", ["SMTP_HOST", "PATH", "HTTPS_PROXY", "LANG", "TZ", "LD_PRELOAD"])
def test_what_is_given_at_run_time_is_no_drift_from_the_image(name):
    assert rule_of(env(name, "/a", "/b:/c")) is None
    assert rule_of(env(name, None, "/b")) is None


def test_what_the_policy_requires_comes_first():
    required = Settings(env=EnvPolicy(required=("TZ",)))
    assert rule_of(env("TZ", "UTC", None), BETWEEN, required) == ("env-required-missing", "high")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("/a:/b", "/b:/a", "is searched in another order: /b stands where /a stood"),
        ("/a:/b", "/a", "lacks /b"),
        ("/a", "/a:/b:/c:/d:/e", "has /b, /c, /d and 1 more"),
        ("/a:/b", "/c:/b", "lacks /a and has /c"),
        ("/a:/b", "/a:/b:/a", "is searched in another order: a directory stands twice"),
    ],
)
def test_a_search_path_says_which_directories_differ(before, after, said):
    assert title("PATH", before, after) == f"PATH in production {said}"


def test_values_are_in_the_title_but_for_secrets():
    assert title("TZ", "UTC", None) == "TZ: UTC in staging, unset in production"
    assert title("LANG", "a" * 61, "b") == "LANG: another in production than in staging"
    [finding] = found(secret := env("HTTP_PROXY", "x", None), relation=BETWEEN)
    hidden = type(secret)(secret.kind, secret.key, secret.change, {"hmac": "aa", "key_id": "bb"}, None)
    [finding] = found(hidden, relation=BETWEEN)
    assert finding.title == "HTTP_PROXY: a secret in staging, unset in production"
