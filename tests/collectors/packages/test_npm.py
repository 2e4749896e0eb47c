import io
import json

import pytest

from drift.collectors.interface import Unreadable
from drift.collectors.packages.npm import is_installed, parse, tree_root
from drift.joins.packages import packages
from drift.model.facts import Status
from tests.collectors.packages.found import found, versions
from tests.joins.trees import facts_of, link, regular, tree_of


def package_json(name: str = "left", version: str = "1.0.0", **more: object) -> str:
    return json.dumps({"name": name, "version": version, **more})


@pytest.mark.parametrize(
    ("path", "root"),
    [
        ("app/node_modules/left/package.json", "app/node_modules"),
        ("app/node_modules/@s/left/package.json", "app/node_modules"),
        ("app/node_modules/a/node_modules/@s/b/node_modules/c/package.json", "app/node_modules"),
        ("node_modules/left/package.json", "node_modules"),
        ("app/node_modules/.pnpm/a@1.0.0/node_modules/a/package.json", "app/node_modules"),
        ("app/node_modules/.pnpm/@s+a@1.0.0/node_modules/@s/a/package.json", "app/node_modules"),
        ("app/node_modules/.bun/a@1.0.0/node_modules/a/package.json", "app/node_modules"),
        ("app/node_modules/.store/a-npm-1.0.0-0123456789/package/package.json", "app/node_modules"),
        ("app/.yarn/unplugged/a-npm-1.0.0-0123456789/node_modules/a/package.json", "app"),
        (
            "root/.local/share/pnpm/global/5/.pnpm/a@1.0.0/node_modules/a/package.json",
            "root/.local/share/pnpm/global/5",
        ),
        ("usr/lib/node_modules/npm/node_modules/abbrev/package.json", "usr/lib/node_modules"),
        ("usr/share/nodejs/left/package.json", "usr/share/nodejs"),
        ("usr/share/nodejs/@s/left/node_modules/b/package.json", "usr/share/nodejs"),
        ("opt/yarn-v1.22.22/package.json", "opt/yarn-v1.22.22"),
    ],
)
def test_a_package_lies_in_a_node_modules_and_belongs_to_the_outermost(path, root):
    assert is_installed(path)
    assert tree_root(path) == root


@pytest.mark.parametrize(
    "path",
    [
        "app/package.json",
        "app/node_modules/package.json",
        "app/node_modules/left/esm/package.json",
        "app/node_modules/left/test/fixtures/package.json",
        "app/node_modules/left/test/node_modules/broken/package.json",
        "app/node_modules/.cache/x/package.json",
        "app/node_modules/.pnpm/a@1.0.0/package.json",
        "usr/share/nodejs/left/test/package.json",
        "opt/tool/package.json",
    ],
)
def test_a_package_json_elsewhere_is_no_installed_package(path):
    assert not is_installed(path)


def test_a_scope_is_the_namespace_and_the_project_itself_is_not_listed():
    assert versions(
        {
            "app/package.json": package_json("app"),
            "app/node_modules/@types/ms/package.json": package_json("@types/ms", "0.7.34"),
        }
    ) == {"pkg:npm/%40types/ms#/app/node_modules": ["0.7.34"]}


def test_two_versions_in_one_tree_are_one_record():
    contents = {
        "app/node_modules/a/package.json": package_json("a", "2.0.0"),
        "app/node_modules/b/node_modules/a/package.json": package_json("a", "1.0.0"),
    }
    assert versions(contents) == {"pkg:npm/a#/app/node_modules": ["1.0.0", "2.0.0"]}


def test_an_alias_has_the_name_that_the_package_gives_itself():
    assert versions({"app/node_modules/ms-old/package.json": package_json("ms")}) == {
        "pkg:npm/ms#/app/node_modules": ["1.0.0"]
    }


def test_a_link_to_a_package_of_the_store_is_not_another_one():
    store = "app/node_modules/.pnpm/a@1.0.0/node_modules/a/package.json"
    content = found({store: package_json("a")}, link("app/node_modules/a", ".pnpm/a@1.0.0/node_modules/a"))
    assert content["pkg:npm/a#/app/node_modules"]["evidence"] == [f"/{store}"]


@pytest.mark.parametrize(
    ("stated", "licence"),
    [
        ({"license": "MIT"}, ["MIT"]),
        ({"license": {"type": "ISC", "url": "x"}}, ["ISC"]),
        ({"licenses": [{"type": "MIT"}, {"type": "BSD"}]}, ["MIT OR BSD"]),
        ({"license": 7}, None),
        ({"license": ""}, None),
    ],
)
def test_the_licence_is_read_in_its_old_forms_too(stated, licence):
    content = found({"node_modules/left/package.json": package_json(**stated)})
    assert content["pkg:npm/left#/node_modules"].get("licences") == licence


@pytest.mark.parametrize(
    "text", ['{"type": "module"}', '{"name": "a"}', '{"version": "1"}', '{"name": 1, "version": []}']
)
def test_without_name_or_version_it_is_no_package(text):
    assert parse(io.BytesIO(text.encode()), "package.json") is None


@pytest.mark.parametrize(
    "text", ['{"name": "a", "versi', "", "[]", "[" * 100_000, '{"name": "\\ud800", "version": "1"}']
)
def test_what_npm_calls_invalid_is_refused(text):
    with pytest.raises(Unreadable):
        parse(io.BytesIO(text.encode()), "package.json")


def test_a_byte_order_mark_is_skipped():
    assert parse(io.BytesIO(b"\xef\xbb\xbf" + package_json().encode()), "package.json") is not None


def test_a_broken_package_is_a_failure_but_a_broken_fixture_of_a_package_is_nothing():
    broken = {"app/node_modules/a/test/node_modules/b/package.json": b'{"name":'}
    assert found(broken) == {}
    installed = {"app/node_modules/b/package.json": b'{"name":'}
    tree = tree_of(*(regular(path, content) for path, content in installed.items()))
    section = packages(tree, facts_of(installed))
    assert section.status is Status.FAILED
    assert "/app/node_modules/b/package.json" in section.reason


def test_a_fact_is_small():
    assert parse(io.BytesIO(package_json(license="MIT", dependencies={"a": "1"}).encode()), "package.json") == [
        {"type": "npm", "name": "left", "version": "1.0.0", "licence": "MIT"}
    ]


def test_the_digest_is_that_of_npms_own_list():
    hidden = {
        "node_modules/a": {"version": "1.0.0", "integrity": "sha512-AAEC"},
        "node_modules/a/node_modules/@s/b": {"version": "1.0.0", "integrity": "sha1-AwQF sha512-AAEC"},
        "packages/c": {"version": "1.0.0", "integrity": "sha512-AAEC"},
        "node_modules/d": {"version": "1.0.0", "integrity": "none"},
    }
    contents = {
        "app/node_modules/.package-lock.json": json.dumps({"packages": hidden}),
        "app/node_modules/a/package.json": package_json("a"),
        "app/node_modules/a/node_modules/@s/b/package.json": package_json("@s/b"),
        "app/node_modules/d/package.json": package_json("d"),
    }
    assert {key.partition("#")[0]: one.get("digests") for key, one in found(contents).items()} == {
        "pkg:npm/a": ["sha512:000102"],
        "pkg:npm/%40s/b": ["sha1:030405"],
        "pkg:npm/d": None,
    }


@pytest.mark.parametrize("text", ["{", "[]", '{"packages": []}'])
def test_a_broken_list_of_npm_is_passed_over(text):
    contents = {"node_modules/.package-lock.json": text, "node_modules/left/package.json": package_json()}
    assert list(found(contents)) == ["pkg:npm/left#/node_modules"]
