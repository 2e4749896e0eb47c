"""Real files, cut and twisted: a parser gives packages, None or the one named error, and what it gives makes a purl."""

import io
import json
from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from drift.collectors import COLLECTORS
from drift.collectors.interface import Unreadable
from drift.joins.packages import package_key
from drift.model.canonical import canonical
from drift.model.records import Kind

SAMPLES = {
    "composer": b'{"packages": [{"name": "a/b", "version": "dev-x", "license": ["MIT"], "source": {"reference": "c"}}]}',
    "conda": b'{"name": "a", "version": "1", "channel": "https://x/t/y/z", "sha256": "%s"}' % (b"a" * 64),
    "dotnet": b'{"libraries": {"A/1": {"type": "package", "sha512": "sha512-AAEC"}}}',
    "erlang": b'{application, \'a\', [{env, [{vsn, "2"}]}, {vsn, "1"}]}.',
    "gem": b'# stub: a 1 x86_64-linux lib\n  s.name = "a"\n  s.version = "1"\n  s.licenses = ["MIT"]\n',
    "luarocks": b'package = "a"\nversion = "1-1"\ndescription = { license = "MIT" }\n',
    "npm": b'{"name": "@a/b", "version": "1", "license": {"type": "MIT"}, "licenses": [{"type": "MIT"}]}',
    "python": b"Name: a\nVersion: 1\nLicense: MIT\nClassifier: License :: X :: Y\n\n",
    "python-origin": b'{"url": "https://a:b@c/d", "vcs_info": {"vcs": "git", "commit_id": "e"}}',
    "python-record": b'a.py,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0\n"b,c",,\n',
    "r": b"Package: a\nVersion: 1\nLicense: MIT\n",
}
TWISTS = (b"", b"\0", b"\xff", b'"', b"\\ud800", b"null", b"[", b"]", b"{", b"}", b"/", b"\n", b"'", b"\x7f", b" ")


@given(
    st.sampled_from(sorted(SAMPLES)), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 3), st.sampled_from(TWISTS)))
)
def test_a_twisted_file_gives_packages_or_the_named_error(name, twists):
    content = SAMPLES[name]
    for place, dropped, put in twists:
        at = int(place * len(content))
        content = content[:at] + put + content[at + dropped :]
    collector = next(one for one in COLLECTORS if one.name == name)
    with suppress(Unreadable):
        found = collector.parse(io.BytesIO(content), "a-1.rockspec")
        assert json.loads(canonical(found)) == found
        for one in found or [] if collector.kind is Kind.PACKAGES else []:
            assert package_key(one["type"], one["name"], one.get("namespace") or "", "x").startswith("pkg:")


def test_every_sample_is_read():
    for name, content in SAMPLES.items():
        collector = next(one for one in COLLECTORS if one.name == name)
        assert collector.parse(io.BytesIO(content), "x")
