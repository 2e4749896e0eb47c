import pytest

from drift.report.declared import DeclaredImages, Said, Variable, digest_of, same_reference, template
from drift.report.parts import SourceLine

DIGEST = f"sha256:{'4b' * 32}"


@pytest.mark.parametrize(
    ("text", "parts", "usual"),
    [
        ("shop/web:1.4", ("shop/web:1.4",), "shop/web:1.4"),
        ("shop/web:$TAG", ("shop/web:", Variable("TAG")), ""),
        ("shop/web:${TAG}", ("shop/web:", Variable("TAG")), ""),
        ("shop/web:${TAG:-1.4}", ("shop/web:", Variable("TAG", "1.4")), "shop/web:1.4"),
        ("shop/web${TAG-}", ("shop/web", Variable("TAG", "")), "shop/web"),
        ("web:${TAG:?set it}", ("web:", Variable("TAG")), ""),
        ("web${TAG:+:$TAG}", ("web", Variable("TAG")), ""),
        ("web:${TAG:-${OTHER:-1}}", ("web:", Variable("TAG")), ""),
        ("web:a$$b", ("web:a$b",), "web:a$b"),
        ("${HOST:-reg}/web:${TAG:-1}", (Variable("HOST", "reg"), "/web:", Variable("TAG", "1")), "reg/web:1"),
        ("", (), ""),
    ],
)
def test_a_variable_is_never_guessed_and_its_default_is_known(text, parts, usual):
    made = template(text)
    assert (made.parts, made.usual) == (parts, usual)


@pytest.mark.parametrize("text", ["$", "${", "${1}", "web:${TAG", "web:${TAG tag}", "${A:-" * 20 + "}" * 20])
def test_what_compose_refuses_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        template(text)


@pytest.mark.parametrize(
    ("text", "reference", "fits"),
    [
        ("shop/web:${TAG}", "shop/web:1.5", True),
        ("shop/web:${TAG}", f"shop/web:1.5@{DIGEST}", True),
        ("shop/web:${TAG}", "docker.io/shop/web:1.5", True),
        ("shop/web:${TAG}", "shop/api:1.5", False),
        ("${REGISTRY}/web:1.4", "docker.io/library/web:1.4", True),
        ("${REGISTRY}/web:1.4", "reg.example/web:1.5", False),
        ("web${SUFFIX}", "web:latest", True),
        ("${IMAGE}", "anything:at-all", True),
        ("a${X}b${Y}c", "a-b-b-c", True),
        ("a${X}b${Y}c", "a-c", False),
        ("a${X}ab", "ab", False),
    ],
)
def test_a_reference_fits_where_variables_could_make_it(text, reference, fits):
    assert template(text).fits(reference) is fits


def test_very_many_variables_are_looked_at_in_a_moment():
    assert not template("a" + "${X}a" * 5_000 + "b").fits("a" * 20_000)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("web", "docker.io/library/web:latest", True),
        ("web:1.4", "localhost/web:1.4", True),
        ("web:1.4", f"web:1.4@{DIGEST}", True),
        (f"web@{DIGEST}", f"web@{DIGEST}", True),
        ("web:1.4", "web:1.3", False),
        ("", "", False),
        ("a" * 64, "a" * 64, False),
    ],
)
def test_two_references_are_the_same_whatever_registry_is_left_out(one, other, same):
    assert same_reference(one, other) is same


def test_a_digest_is_that_at_the_end_of_a_reference():
    assert digest_of(f"web:1.4@{DIGEST}") == DIGEST
    assert digest_of(f"web@{DIGEST}0") == digest_of("web:1.4") == ""


WEB = Said(SourceLine("compose.yaml", 3), "shop/web:1.4")
TARGET = Said(SourceLine("drift.toml", 9), "oci-dir:web")


def test_a_target_of_the_policy_says_it_for_its_environment_and_the_compose_file_for_all():
    declared = DeclaredImages("compose.yaml", services={"web": (WEB,)}, targets={("dev", "web"): TARGET})
    assert (declared.of("dev", "web"), declared.of("prod", "web")) == ((TARGET,), (WEB,))


def test_where_two_applications_have_a_service_of_one_name_the_file_must_say_which_it_is_of():
    unnamed = DeclaredImages("compose.yaml", services={"web": (WEB,)})
    named = DeclaredImages("compose.yaml", "shop", services={"web": (WEB,)})
    assert unnamed.of("prod", "shop/web")[0].unknown == "it does not say of which application its web is"
    assert named.of("prod", "shop/web") == (WEB,)
    assert named.of("prod", "blog/web")[0].image == ""


def test_what_no_file_says_is_not_known_with_the_reason():
    nothing, included = DeclaredImages(), DeclaredImages("compose.yaml", includes=True)
    assert "no Compose file" in nothing.of("prod", "web")[0].unknown
    assert included.of("prod", "web")[0].unknown == "it includes other files, which were not read"
    assert DeclaredImages("compose.yaml").of("prod", "web")[0].unknown == "it says nothing of web's image"
