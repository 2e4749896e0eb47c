"""What was injected against what was found: all, and nothing else."""

from dataclasses import replace

from drift.demo import Expected, Injected, Place, match
from drift.model.changes import ChangeType, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import Kind

EXPECTED = Expected("env-missing", "api", ("staging", "production"), Kind.ENV, "A")
STEP_BACK = Expected("env-extra", "api", ("production", "dr"), Kind.ENV, "A")
FINDING = Finding(
    rule="env-missing",
    severity=Severity.HIGH,
    relation=Relation.ENVIRONMENTS,
    service="api",
    environments=("staging", "production"),
    kind=Kind.ENV,
    key="A",
    change=ChangeType.REMOVED,
    title="A is missing in production",
)


def injected(*expected: Expected, name: str = "missing-variable") -> Injected:
    return Injected(name, "A was forgotten: api in production", Place("api", "production"), ("api",), expected)


def test_what_was_injected_and_found_is_exact():
    one = injected(EXPECTED)
    matched = match([FINDING], [one])
    assert (matched.found, matched.missed, matched.unexpected) == ((one,), (), ())
    assert matched.is_exact


def test_what_was_not_found_is_missed():
    one = injected(EXPECTED)
    matched = match([], [one])
    assert matched.missed == ((one, EXPECTED),)
    assert matched.found == ()
    assert not matched.is_exact


def test_a_drift_of_which_one_half_is_missing_is_not_found():
    one = injected(EXPECTED, STEP_BACK)
    matched = match([FINDING], [one])
    assert (matched.found, matched.missed) == ((), ((one, STEP_BACK),))


def test_what_nobody_injected_is_unexpected():
    other = replace(FINDING, key="B")
    matched = match([FINDING, other], [injected(EXPECTED)])
    assert matched.unexpected == (other,)
    assert not matched.is_exact


def test_a_finding_that_is_said_twice_is_unexpected_the_second_time():
    again = replace(FINDING, relation=Relation.INSTANCES)
    assert match([FINDING, again], [injected(EXPECTED)]).unexpected == (again,)


def test_information_is_neither_expected_nor_unexpected():
    information = replace(FINDING, severity=Severity.INFO)
    assert match([FINDING, replace(information, key="B")], [injected(EXPECTED)]).is_exact
    assert match([information], [injected(EXPECTED)]).missed


def test_another_environment_or_service_is_another_finding():
    for other in (replace(FINDING, service="web"), replace(FINDING, environments=("dev", "production"))):
        matched = match([other], [injected(EXPECTED)])
        assert matched.missed
        assert matched.unexpected == (other,)
