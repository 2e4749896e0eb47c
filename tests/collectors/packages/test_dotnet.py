import io
import json

import pytest

from drift.collectors.interface import Unreadable
from drift.collectors.packages.dotnet import parse
from tests.collectors.packages.found import found, versions

LIBRARIES = {
    "Web/1.0.0": {"type": "project", "serviceable": False, "sha512": ""},
    "Serilog/2.10.0": {"type": "package", "sha512": "sha512-AAEC", "path": "serilog/2.10.0"},
    "runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/8.0.14": {"type": "runtimepack"},
    "no version": {"type": "package"},
    "odd/1": {"type": "else"},
    "odder/1": None,
}


def test_projects_packages_and_the_runtime_are_listed_by_application():
    assert versions({"app/Web.deps.json": json.dumps({"libraries": LIBRARIES})}) == {
        "pkg:nuget/Serilog#/app": ["2.10.0"],
        "pkg:nuget/Web#/app": ["1.0.0"],
        "pkg:nuget/runtimepack.Microsoft.NETCore.App.Runtime.linux-x64#/app": ["8.0.14"],
    }


def test_the_digest_is_written_as_hexadecimal():
    content = found({"app/Web.deps.json": json.dumps({"libraries": LIBRARIES})})
    assert content["pkg:nuget/Serilog#/app"]["digests"] == ["sha512:000102"]
    assert "digests" not in content["pkg:nuget/Web#/app"]


@pytest.mark.parametrize("text", ["{}", '{"libraries": {}}', '{"libraries": []}'])
def test_without_libraries_there_are_no_packages(text):
    assert parse(io.BytesIO(text.encode()), "a.deps.json") is None


def test_broken_json_is_refused():
    with pytest.raises(Unreadable):
        parse(io.BytesIO(b'{"libraries": {'), "a.deps.json")
