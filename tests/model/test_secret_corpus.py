import pytest

from drift.model.redaction import Redactor
from tests.model.ordinary_corpus import ORDINARY
from tests.model.ordinary_lines import ORDINARY_LINES, ORDINARY_VALUES
from tests.model.planted import PLANTED, Planted
from tests.model.secret_corpus import BY_NAME, BY_SHAPE

REDACTOR = Redactor(b"k" * 32)


def is_left(planted: Planted) -> bool:
    """Is the secret, or nearly all of it, still in what is kept of the text?"""
    if planted.place == "line":
        kept = REDACTOR.within("documents", planted.text)
    else:
        kept = str(REDACTOR.content("env", planted.name, planted.text))
    inner = planted.secret[2:-2] if len(planted.secret) > 16 else planted.secret
    return inner in kept


def test_98_of_100_secrets_are_found():
    secrets = [*BY_NAME, *BY_SHAPE]
    missed = [(name, value[:40]) for name, value in secrets if not REDACTOR.is_secret(name, value)]
    assert len(secrets) >= 200
    assert len(missed) <= 0.02 * len(secrets), missed


def test_98_of_100_secrets_are_cut_out_of_the_text_that_they_stand_in():
    missed = [(one.place, one.text[:60]) for one in PLANTED if is_left(one)]
    assert len(PLANTED) >= 200
    assert len(missed) <= 0.02 * len(PLANTED), missed


def test_2_of_100_ordinary_values_are_taken_for_secrets():
    taken = [(name, value) for name, value in (*ORDINARY, *ORDINARY_VALUES) if REDACTOR.is_secret(name, value)]
    taken += [(name, line) for name, line in ORDINARY_LINES if REDACTOR.within("documents", line) != line]
    values = len(ORDINARY) + len(ORDINARY_VALUES) + len(ORDINARY_LINES)
    assert values >= 500
    assert len(taken) <= 0.02 * values, taken


@pytest.mark.parametrize(("name", "value"), BY_NAME)
def test_a_name_that_says_secret_is_enough(name, value):
    assert REDACTOR.is_secret(name, value)
