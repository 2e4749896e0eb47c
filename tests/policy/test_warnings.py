"""A line that hides an image's digest or a whole kind is warned of."""

import pytest

from drift.model.changes import Relation
from drift.model.settings import EnvPolicy, IgnoreFor, PackagePolicy, Settings, Waiver
from drift.policy.warnings import DIGEST, warnings
from tests.policy.made import compared, image_change, judged


def warned(**settings) -> dict[str, str]:
    return warnings(Settings(**settings), ())


@pytest.mark.parametrize(
    ("kind", "pattern"),
    [("files", "*"), ("files", "**"), ("files", "**/*"), ("env", "*"), ("packages", "pkg:*"), ("packages", "*")],
)
def test_a_pattern_over_everything_hides_a_whole_kind(kind, pattern):
    assert warned(ignore={kind: ("x", pattern)}) == {f"ignore {kind}: {pattern}": f"hides all of the kind {kind}"}


@pytest.mark.parametrize(
    ("kind", "pattern"), [("files", "*.bak"), ("files", "srv/"), ("env", "LOG_*"), ("packages", "pkg:pypi/*")]
)
def test_a_pattern_over_some_is_no_matter(kind, pattern):
    assert warned(ignore={kind: (pattern,)}) == {}


def test_a_pattern_that_is_brought_back_from_is_no_matter():
    assert warned(ignore={"files": ("*", "!zq/one", "!qz")}) == {}


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ({"ignore": {"identity": ("image",)}}, "ignore identity: image"),
        ({"ignore": {"identity": ("*_digest",)}}, "ignore identity: *_digest"),
        (
            {"ignore_for": (IgnoreFor("x", patterns={"identity": ("revision", "image")}),)},
            "ignore_for 1 identity: image",
        ),
        ({"severity": {"image-differs": None}}, "severity: image-differs is off"),
        ({"severity": {"tag-moved": None}}, "severity: tag-moved is off"),
        ({"waivers": (Waiver("image-differs", "x"),)}, "waiver 1"),
    ],
)
def test_what_hides_an_image_digest_is_said(settings, line):
    assert warned(**settings) == {line: DIGEST}


@pytest.mark.parametrize(
    "settings",
    [
        {"ignore": {"identity": ("created", "revision")}},
        {"severity": {"file-added": None}},
        {"waivers": (Waiver("file-added", "x"),)},
    ],
)
def test_what_hides_no_digest_is_not(settings):
    assert warned(**settings) == {}


def test_variables_and_versions_that_are_all_free_are_said():
    found = warned(env=EnvPolicy(may_differ=("*",)), packages=PackagePolicy(patch=("pkg:*",), minor=("pkg:pypi/*",)))
    assert found == {
        "env may_differ: *": "hides every variable that differs",
        "packages may_differ.patch: pkg:*": "hides every patch version that differs",
    }


def test_a_line_that_really_hides_an_image_is_said_whatever_it_looks_like():
    settings = Settings(ignore={"identity": ("[ij]mage",)})
    hidden = judged(compared(image_change(), relation=Relation.ENVIRONMENTS), settings=settings).hidden
    assert warnings(settings, hidden) == {"ignore identity: [ij]mage": DIGEST}
