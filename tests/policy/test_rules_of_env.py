import pytest

from drift.model.changes import Change, ChangeType, Relation
from drift.model.records import Kind
from drift.model.settings import EnvPolicy, Settings
from drift.policy.required import missing_required
from tests.policy.made import change, env, found, rule_of

BETWEEN = Relation.ENVIRONMENTS


def secret(name: str, before: str, after: str, keys: tuple[str, str] = ("k", "k")) -> Change:
    one, other = ({"hmac": value, "key_id": key} for value, key in zip((before, after), keys, strict=True))
    return change(Kind.ENV, name, one, other)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("x", None, ("env-missing", "high")),
        (None, "x", ("env-extra", "medium")),
        ("x", "y", ("env-differs", "low")),
        ("", "y", ("env-differs", "low")),
    ],
)
def test_a_variable_between_environments(before, after, expected):
    assert rule_of(env("COLOUR", before, after), BETWEEN) == expected


@pytest.mark.parametrize(("before", "after"), [("x", None), (None, "x"), ("x", "y")])
def test_what_is_set_at_run_time_is_no_drift_from_the_image(before, after):
    assert rule_of(env("COLOUR", before, after)) is None


@pytest.mark.parametrize(
    ("relation", "severity"), [(BETWEEN, "info"), (Relation.INSTANCES, "high"), (Relation.NOW_BEFORE, "info")]
)
def test_a_secret_may_differ_between_environments_and_not_between_replicas(relation, severity):
    assert rule_of(secret("DB_PASSWORD", "aa", "bb"), relation) == ("env-secret-differs", severity)


def test_a_secret_under_another_key_cannot_be_compared():
    assert rule_of(secret("DB_PASSWORD", "aa", "bb", ("k1", "k2")), BETWEEN) == ("key-differs", "low")


def test_a_secret_that_the_differ_could_not_compare_is_said():
    one = Change(Kind.ENV, "DB_PASSWORD", ChangeType.INCOMPARABLE)
    assert rule_of(one, BETWEEN) == ("key-differs", "low")


def test_a_secret_on_one_side_only_says_that_it_cannot_be_compared():
    [finding] = found(change(Kind.ENV, "X", {"value": "a"}, {"hmac": "b", "key_id": "k"}), relation=BETWEEN)
    assert finding.title == "X is a secret on one side only: it cannot be compared in production"


@pytest.mark.parametrize(("before", "after"), [("x", None), (None, "x"), ("x", "y")])
def test_any_other_variable_of_a_replica_is_medium(before, after):
    assert rule_of(env("COLOUR", before, after), Relation.INSTANCES) == ("replica-differs", "medium")


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("DATABASE_URL", "postgres://db.staging.internal:5432/shop", "postgres://db.prod.internal:5432/shop"),
        ("DATABASE_URL", "postgres://db-staging/shop_staging", "postgres://db-production/shop_production"),
        ("REDIS_HOST", "redis-1:6379", "10.0.0.7:6379"),
        ("APP_ENV", "staging", "production"),
        ("APP_ENV", "stage", "prod"),
        ("BUCKET", "assets-staging-eu", "assets-prod-eu"),
    ],
)
def test_another_host_or_the_environment_s_own_name_is_the_same_shape(name, before, after):
    assert rule_of(env(name, before, after), BETWEEN) == ("env-same-shape", "info")


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("DATABASE_URL", "postgres://db1:5432/shop", "postgres://db2:5433/shop"),
        ("DATABASE_URL", "postgres://db1/shop", "mysql://db2/shop"),
        ("DATABASE_URL", "postgres://db1/shop", "postgres://db2/blog"),
        ("REDIS_HOST", "redis:6379", "redis:6380"),
        ("WORKERS", "2", "4"),
        ("BUCKET", "upstaging", "upproduction"),
        ("URL", "http://[::1", "http://[::2"),
        ("REDIS_HOST", "a" * 5000, "b" * 5000),
    ],
)
def test_anything_else_that_differs_is_another_value(name, before, after):
    assert rule_of(env(name, before, after), BETWEEN) == ("env-differs", "low")


REQUIRED = Settings(env=EnvPolicy(required=("DATABASE_URL", "SMTP_*")))


def test_a_required_variable_that_is_missing_is_named_by_its_own_rule():
    assert rule_of(env("DATABASE_URL", "x", None), BETWEEN, REQUIRED) == ("env-required-missing", "high")


def test_a_required_variable_that_no_container_has_is_found_in_each():
    missing = missing_required({"PATH", "SMTP_HOST"}, REQUIRED)
    assert [one.key for one in missing] == ["DATABASE_URL"]
    [finding] = found(*missing, settings=REQUIRED)
    assert (finding.rule, finding.title) == (
        "env-required-missing",
        "DATABASE_URL is required and missing in production",
    )


def test_a_required_glob_that_nothing_matches_is_named_as_it_is_written():
    missing = missing_required({"DATABASE_URL"}, REQUIRED)
    assert [finding.key for finding in found(*missing, settings=REQUIRED)] == ["SMTP_*"]


def test_nothing_required_is_nothing_missing():
    assert missing_required((), Settings()) == []
