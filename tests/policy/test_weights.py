"""The table of weights is one that a person can read."""

from drift.policy.weights import ASPECTS

WEIGHTS = [weight for aspect in ASPECTS for weight in aspect.weights]


def test_every_weight_has_a_reason_of_its_own_in_one_line():
    reasons = [weight.reason for weight in WEIGHTS]
    assert len(set(reasons)) == len(reasons)
    assert all(reason and "\n" not in reason and not reason.endswith(".") for reason in reasons)


def test_no_weight_is_for_nothing():
    assert all(weight.points for weight in WEIGHTS)


def test_every_aspect_says_what_it_is_about():
    assert all(aspect.name and aspect.about.endswith(".") for aspect in ASPECTS)


def test_what_was_worked_out_outweighs_any_guess_at_what_a_thing_is():
    worked_out = max(weight.points for weight in ASPECTS[0].weights)
    assert worked_out > max(weight.points for aspect in ASPECTS[1:] for weight in aspect.weights)
