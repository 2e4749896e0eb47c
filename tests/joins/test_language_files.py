import hashlib

from drift.joins.language_files import language_owners, python_files
from drift.joins.ownership import owners
from tests.joins.trees import root

SITE = "opt/venv/lib/python3.12/site-packages"
TOOL = {
    f"{SITE}/tool-1.0.dist-info/METADATA": b"Name: Tool\nVersion: 1.0\n",
    f"{SITE}/tool-1.0.dist-info/RECORD": b"tool.py,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0\n"
    b"../../../bin/tool,,\n/usr/share/man/tool.1,,\n../../../../../../etc/passwd,,\n",
}
KEY = f"pkg:pypi/tool#/{SITE}"
LEFT = b'{"name": "left", "version": "1.0.0"}'


def test_a_file_of_a_python_package_is_found_wherever_pip_put_it():
    paths = [f"{SITE}/tool.py", "opt/venv/bin/tool", "usr/share/man/tool.1"]
    assert language_owners(*root(TOOL), [*paths, f"{SITE}/other.py"]) == dict.fromkeys(paths, KEY)


def test_a_record_that_leads_out_of_the_root_owns_nothing_there():
    assert language_owners(*root(TOOL), ["etc/passwd", "../etc/passwd"]) == {}


def test_the_digest_is_that_of_the_record():
    assert {one.path: one.sha256 for one in python_files(*root(TOOL))}[f"{SITE}/tool.py"] == hashlib.sha256().digest()


def test_a_record_without_metadata_is_nobodys():
    assert list(python_files(*root({f"{SITE}/tool-1.0.dist-info/RECORD": b"tool.py,,\n"}))) == []


def test_a_file_below_node_modules_belongs_to_the_innermost_package():
    contents = {
        "app/node_modules/left/package.json": LEFT,
        "app/node_modules/left/node_modules/@s/right/package.json": b'{"name": "@s/right", "version": "2.0.0"}',
        "app/node_modules/left/esm/package.json": b'{"type": "module"}',
    }
    left, right = "pkg:npm/left#/app/node_modules", "pkg:npm/%40s/right#/app/node_modules"
    expected = {
        "app/node_modules/left/index.js": left,
        "app/node_modules/left/esm/index.js": left,
        "app/node_modules/left/test/node_modules/fixture/index.js": left,
        "app/node_modules/left/node_modules/@s/right/lib/a.js": right,
    }
    asked = [*expected, "app/index.js", "app/node_modules/.bin/left", "app/node_modules/gone/index.js"]
    assert language_owners(*root(contents), asked) == expected


def test_they_are_among_the_owners_of_a_tree():
    assert owners(*root(TOOL), [f"{SITE}/tool.py"]) == {f"{SITE}/tool.py": KEY}
