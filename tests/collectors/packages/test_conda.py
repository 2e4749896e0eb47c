import io
import json

import pytest

from drift.collectors.interface import Unreadable
from drift.collectors.packages.conda import parse
from tests.collectors.packages.found import found

ZLIB = {
    "name": "zlib",
    "version": "1.2.11",
    "build": "h90dfc92_1014",
    "subdir": "linux-64",
    "license": "Zlib",
    "channel": "https://user:secret@conda.example.org/t/to-ken/conda-forge/linux-64",
    "md5": "0" * 32,
    "sha256": "a" * 64,
}


def test_an_environment_is_where_conda_meta_lies():
    name = "conda-meta/zlib-1.2.11-h90dfc92_1014.json"
    content = found({f"opt/conda/{name}": json.dumps(ZLIB), f"opt/conda/envs/web/{name}": json.dumps(ZLIB)})
    assert set(content) == {"pkg:conda/zlib#/opt/conda", "pkg:conda/zlib#/opt/conda/envs/web"}


def test_a_record_says_architecture_licence_digest_and_channel_but_no_credentials():
    assert parse(io.BytesIO(json.dumps(ZLIB).encode()), "zlib.json") == [
        {
            "type": "conda",
            "name": "zlib",
            "version": "1.2.11",
            "architecture": "linux-64",
            "licence": "Zlib",
            "digest": "sha256:" + "a" * 64,
            "origin": "https://conda.example.org/conda-forge/linux-64",
        }
    ]


def test_an_old_record_has_the_older_digest():
    old = {field: value for field, value in ZLIB.items() if field != "sha256"}
    assert parse(io.BytesIO(json.dumps(old).encode()), "zlib.json")[0]["digest"] == "md5:" + "0" * 32


def test_the_history_is_no_package():
    assert found({"opt/conda/conda-meta/history": "==> 2024-01-01 <==\n"}) == {}


@pytest.mark.parametrize("text", ["{}", "[]", '{"name": "a"}', '{"name": "a", "version": "1"'])
def test_a_broken_record_is_refused(text):
    with pytest.raises(Unreadable):
        parse(io.BytesIO(text.encode()), "a-1-0.json")
