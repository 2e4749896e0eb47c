"""Real databases of the ecosystems of languages, against what their own tools say is in them."""

from urllib.parse import unquote

import pytest

from tests.collectors.test_corpus import case, read_root

CASES = (
    "conda-meta",
    "dotnet-deps-json",
    "erlang-release",
    "lua-rocks",
    "npm-pnpm-layout",
    "php-composer-v1-v2",
    "r-library",
)


@pytest.mark.parametrize("name", CASES)
def test_every_package_of_a_real_tree_is_found_and_none_is_invented(name):
    expected, folder = case(name)
    found = {
        (purl_type, unquote(purl_name), version, evidence.lstrip("/"))
        for key, content in read_root(folder).items()
        for purl_type, _, purl_name in [key.partition("#")[0].removeprefix("pkg:").partition("/")]
        for version in content["versions"]
        for evidence in content["evidence"]
    }
    assert {one[:3] for one in found} == {(one["type"], one["name"], one["version"]) for one in expected["packages"]}
    named = {(one["type"], one["name"], one["version"], one["path"]) for one in expected["packages"] if "path" in one}
    assert named <= found
