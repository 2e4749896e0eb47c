import io

import pytest

from drift.collectors.interface import Unreadable
from drift.collectors.packages.luarocks import parse
from tests.collectors.packages.found import found

INSPECT = """package = "inspect"
version = '3.1.1-0'
description = { summary = "version = '9'", license = "MIT" }
"""


@pytest.mark.parametrize("tree", ["usr/local/lib/luarocks/rocks-5.1", "opt/lua/lib/luarocks/rocks"])
def test_a_rock_in_a_tree_is_installed(tree):
    content = found({f"{tree}/inspect/3.1.1-0/inspect-3.1.1-0.rockspec": INSPECT})[f"pkg:luarocks/inspect#/{tree}"]
    assert (content["versions"], content["licences"]) == (["3.1.1-0"], ["MIT"])


@pytest.mark.parametrize(
    "path",
    [
        "srv/lua/inspect-3.1.1-0.rockspec",
        "usr/local/lib/luarocks/rocks-5.1/inspect/3.1.1-0/doc/inspect-3.1.1-0.rockspec",
        "usr/local/lib/luarocks/rocks-5.1/inspect/3.1.1-0/other-1-1.rockspec",
    ],
)
def test_a_rockspec_elsewhere_is_a_recipe(path):
    assert found({path: INSPECT}) == {}


def test_a_rockspec_without_a_version_is_refused():
    with pytest.raises(Unreadable, match="no package or no version"):
        parse(io.BytesIO(b'package = "a"\n'), "a-1-1.rockspec")
