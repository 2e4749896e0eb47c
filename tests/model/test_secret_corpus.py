import pytest

from drift.model.redaction import Redactor
from tests.model.ordinary_corpus import ORDINARY
from tests.model.secret_corpus import BY_NAME, BY_SHAPE

REDACTOR = Redactor(b"k" * 32)


def test_98_of_100_secrets_are_found():
    secrets = [*BY_NAME, *BY_SHAPE]
    missed = [(name, value[:40]) for name, value in secrets if not REDACTOR.is_secret(name, value)]
    assert len(secrets) >= 200
    assert len(missed) <= 0.02 * len(secrets), missed


def test_2_of_100_ordinary_values_are_taken_for_secrets():
    taken = [(name, value) for name, value in ORDINARY if REDACTOR.is_secret(name, value)]
    assert len(ORDINARY) >= 180
    assert len(taken) <= 0.02 * len(ORDINARY), taken


@pytest.mark.parametrize(("name", "value"), BY_NAME)
def test_a_name_that_says_secret_is_enough(name, value):
    assert REDACTOR.is_secret(name, value)
