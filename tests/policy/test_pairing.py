import pytest

from drift.model.settings import Environment, Settings
from drift.policy.pairing import Pairing, pair
from drift.policy.services import parse_service


def paired(settings: Settings = Settings(), **services: str) -> Pairing:  # noqa: B008 - it is frozen
    """Each keyword is an environment, its text the services there."""
    return pair({name: {parse_service(one) for one in text.split()} for name, text in services.items()}, settings)


def rows(pairing: Pairing) -> dict[str, dict[str, list[str]]]:
    return {
        row.label: {name: [str(one) for one in found] for name, found in row.places.items()} for row in pairing.rows
    }


def labels(found) -> list[str]:
    return [row.label for row in found]


def test_equal_names_are_one_service():
    pairing = paired(staging="shop/web shop/db", production="shop/web shop/db")
    assert rows(pairing) == {
        "db": {"staging": ["shop/db"], "production": ["shop/db"]},
        "web": {"staging": ["shop/web"], "production": ["shop/web"]},
    }


def test_the_environments_are_in_the_policy_s_order_and_each_is_compared_with_the_one_before():
    pairing = paired(production="web", dev="web", staging="web")
    assert pairing.environments == ("dev", "staging", "production")
    assert [(step.before, step.after, labels(step.pairs)) for step in pairing.steps()] == [
        ("dev", "staging", ["web"]),
        ("staging", "production", ["web"]),
    ]


def test_a_declared_order_is_taken_as_it_is():
    settings = Settings(environments=(Environment("production"), Environment("dev")))
    assert paired(settings, dev="web", production="web").environments == ("production", "dev")


def test_an_application_in_the_policy_pairs_two_names():
    settings = Settings(applications={"shop": ("shop-dev", "shop")})
    pairing = paired(settings, dev="shop-dev/web blog/web", production="shop/web blog/web")
    assert rows(pairing) == {
        "blog/web": {"dev": ["blog/web"], "production": ["blog/web"]},
        "shop/web": {"dev": ["shop-dev/web"], "production": ["shop/web"]},
    }


def test_a_name_that_is_unique_on_both_sides_pairs_two_applications():
    pairing = paired(dev="shop-dev/web", production="shop/web")
    assert rows(pairing) == {"web": {"dev": ["shop-dev/web"], "production": ["shop/web"]}}
    assert str(pairing.rows[0].service) == "shop/web"


def test_a_directory_s_service_pairs_with_a_service_of_an_application():
    assert labels(next(paired(dev="web", production="shop/web").steps()).pairs) == ["web"]


@pytest.mark.parametrize(
    ("dev", "production"),
    [
        ("a/web b/web", "c/web"),
        ("a/web", "b/web c/web"),
        ("a/web b/web", "c/web d/web"),
        ("a/web s/web", "b/web s/web"),
    ],
)
def test_a_name_that_is_not_unique_is_ambiguous_and_neither_missing_nor_extra(dev, production):
    [step] = paired(dev=dev, production=production).steps()
    assert [one.name for one in step.ambiguous] == ["web"]
    assert (step.missing, step.extra) == ((), ())


def test_what_is_ambiguous_names_its_candidates_and_the_line_to_add():
    [one] = paired(dev="a/web b/web", production="c/web").ambiguous
    assert one.candidates == ("dev: a/web", "dev: b/web", "production: c/web")
    assert one.line == 'applications."c" = ["a", "c"]'


def test_a_service_that_the_next_environment_lacks_is_missing_and_the_other_way_round_extra():
    [step] = paired(staging="web db", production="web cache").steps()
    assert (labels(step.pairs), labels(step.missing), labels(step.extra)) == (["web"], ["db"], ["cache"])


def test_a_second_application_of_the_name_is_missing_where_the_first_has_its_pair():
    [step] = paired(staging="shop/web blog/web", production="shop/web").steps()
    assert (labels(step.pairs), labels(step.missing), step.ambiguous) == (["shop/web"], ["blog/web"], ())


def test_an_environment_without_any_container_lacks_every_service():
    [step] = paired(staging="web db", production="").steps()
    assert labels(step.missing) == ["db", "web"]


def test_a_service_that_skips_an_environment_is_one_row():
    pairing = paired(dev="shop-dev/web", staging="", production="shop/web")
    assert rows(pairing) == {"web": {"dev": ["shop-dev/web"], "production": ["shop/web"]}}
    assert [(labels(step.missing), labels(step.extra)) for step in pairing.steps()] == [(["web"], []), ([], ["web"])]


def test_near_environments_decide_before_far_ones():
    pairing = paired(dev="a/web", staging="a/web b/web", production="b/web")
    assert rows(pairing) == {
        "a/web": {"dev": ["a/web"], "staging": ["a/web"]},
        "b/web": {"staging": ["b/web"], "production": ["b/web"]},
    }


def test_two_names_of_one_application_in_one_environment_are_one_service():
    settings = Settings(applications={"shop": ("shop-blue", "shop-green")})
    pairing = paired(settings, production="shop-blue/web shop-green/web")
    assert rows(pairing) == {"web": {"production": ["shop-blue/web", "shop-green/web"]}}


def test_one_environment_has_nothing_to_be_compared_with():
    assert list(paired(local="web").steps()) == []


def test_the_order_of_the_services_changes_nothing():
    assert paired(dev="a/x b/y c/z", prod="c/z a/x b/y") == paired(prod="b/y c/z a/x", dev="c/z b/y a/x")
