import io
import json

import pytest

from drift.collectors.interface import Unreadable
from drift.collectors.packages.composer import parse
from tests.collectors.packages.found import found

LOG = {
    "name": "monolog/monolog",
    "version": "2.9.1",
    "license": ["MIT", "BSD-3-Clause"],
    "dist": {"type": "zip", "url": "https://example.org/x.zip", "shasum": "0a" * 20},
}
BRANCH = {"name": "acme/tool", "version": "dev-main", "source": {"type": "git", "reference": "c0ffee"}}
PLACE = "srv/app/vendor/composer/installed.json"


@pytest.mark.parametrize("document", [[LOG], {"packages": [LOG], "dev": True, "dev-package-names": []}])
def test_both_forms_say_the_same(document):
    assert found({PLACE: json.dumps(document)}) == {
        "pkg:composer/monolog/monolog#/srv/app/vendor": {
            "versions": ["2.9.1"],
            "architectures": [],
            "source": None,
            "licences": ["MIT OR BSD-3-Clause"],
            "digests": ["sha1:" + "0a" * 20],
            "evidence": [f"/{PLACE}"],
        }
    }


def test_a_branch_is_known_by_its_commit():
    content = found({PLACE: json.dumps([BRANCH])})
    assert content["pkg:composer/acme/tool#/srv/app/vendor"]["origins"] == ["dev-main#c0ffee"]


def test_a_vendor_directory_without_packages_has_none():
    assert found({PLACE: '{"packages": []}'}) == {}


@pytest.mark.parametrize(
    "text", ["{}", '"x"', "{", '[{"name": "a/b"}]', '[{"version": "1"}]', '[{"name": "a/", "version": "1"}]']
)
def test_what_composer_gives_up_on_is_refused(text):
    with pytest.raises(Unreadable):
        parse(io.BytesIO(text.encode()), "installed.json")
