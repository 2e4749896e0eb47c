from dataclasses import replace

import pytest

from drift.collectors import identity
from drift.collectors.identity import normalised_reference
from tests.collectors.recorded import image, values


def test_an_image_is_known_by_its_identity_and_what_its_labels_say():
    known = replace(image("full"), config_digest="sha256:" + "1" * 64, created="2026-11-24T08:05:22Z")
    assert values(identity.of_image(known, "localhost/full:1")) == {
        "image": {"identity": known.identity.hex()},
        "reference": {"value": "full:1"},
        "platform": {"value": "linux/amd64"},
        "config_digest": {"value": "sha256:" + "1" * 64},
        "created": {"value": "2026-11-24T08:05:22Z"},
        "version": {"value": "1.2"},
    }


def test_what_is_not_known_is_left_out():
    assert values(identity.of_image(image("bare"))).keys() == {"image", "platform"}


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("web", "web:latest"), ("web:1.4", "web:1.4"), ("localhost/web:1.4", "web:1.4"), ("docker.io/library/nginx", "nginx:latest"),
        ("docker.io/acme/web:1", "acme/web:1"), ("registry:5000/web", "registry:5000/web:latest"),
        ("web@sha256:" + "a" * 64, "web@sha256:" + "a" * 64), ("sha256:" + "a" * 64, ""), ("0123456789ab", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_reference_is_the_same_on_every_engine(written, normal):
    assert normalised_reference(written) == normal
