"""Real databases with bytes changed, cut and repeated: facts or the one named error, in bounded time and memory."""

import io
import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drift.collectors import COLLECTORS
from drift.collectors.interface import Unreadable
from drift.collectors.matching import Matching
from drift.collectors.packages.filelist import listed_files
from tests.collectors.packages.rpm_samples import berkeley, header, ndb, sqlite
from tests.collectors.packages.samples import APK, CHISEL, DESC, DIVERSIONS, MTREE, SPDX

HEADERS = [header("bash", epoch=1, files={"/usr/bin/bash": b"x" * 5_000}), header("zlib", files={"/usr/lib/z": b"z"})]
SAMPLES = {
    "lib/apk/db/installed": APK,
    "opt/bitnami/x/.spdx-x.spdx": SPDX,
    "var/lib/chisel/manifest.wall": CHISEL,
    "var/lib/dpkg/diversions": DIVERSIONS,
    "var/lib/pacman/local/gmp-1-1/desc": DESC,
    "var/lib/pacman/local/gmp-1-1/mtree": MTREE,
    "var/lib/rpm/Packages": berkeley(HEADERS),
    "var/lib/rpm/Packages.db": ndb(HEADERS),
    "var/lib/rpm/rpmdb.sqlite": sqlite(HEADERS),
}


@pytest.mark.parametrize("path", SAMPLES)
@given(data=st.data())
def test_a_damaged_database_gives_facts_or_is_refused(path, data):
    content = bytearray(SAMPLES[path])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content)))
        piece = data.draw(
            st.binary(max_size=8) | st.sampled_from([b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff"])
        )
        content[at : at + len(piece)] = piece
    content = content[: data.draw(st.just(len(content)) | st.integers(0, len(content)))]
    for collector in Matching(COLLECTORS).of(path):
        with suppress(Unreadable):
            fact = collector.parse(io.BytesIO(bytes(content)), path.rpartition("/")[2])
            json.dumps(fact)
            if collector.name.endswith(("-files", "-mtree")):
                list(listed_files(fact))
