import io

import pytest

from drift.collectors.interface import Unreadable
from drift.collectors.packages.bitnami import parse
from tests.collectors.packages.samples import SPDX


def test_a_package_is_what_its_purl_says_and_one_without_is_left_out():
    assert parse(io.BytesIO(SPDX), ".spdx-redis.spdx") == [
        {
            "type": "bitnami",
            "name": "redis",
            "version": "7.2.1-0",
            "architecture": "amd64",
            "licence": "BSD-3-Clause",
        },
        {"type": "maven", "namespace": "org.x", "name": "driver", "version": "1.0"},
    ]


@pytest.mark.parametrize(
    "content", [b"", b"SPDXVersion: SPDX-2.3\n", b"[]", b"{}", b'{"packages": {}}', b"[" * 100_000]
)
def test_another_document_is_refused(content):
    with pytest.raises(Unreadable):
        parse(io.BytesIO(content), ".spdx-redis.spdx")
