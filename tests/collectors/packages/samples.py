"""Small databases of the operating systems' package managers, as these write them."""

import gzip
import json
import sys

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

APK = b"""C:Q1zwvKMnYs1b6ZdPTBJ0Z7D5P3jyA=
P:busybox
V:1.36.1-r5
A:x86_64
L:GPL-2.0-only
o:busybox
F:bin
R:busybox
a:0:0:755
Z:Q1SLkS9hBidUbPwwrw+XR0Whv3ww8=
R:sh
a:0:0:777
Z:Q1pcfTfDNEbNKQc2s1tia7da05M8Q=
F:etc
M:0:0:700
R:securetty
Z:Q1vfk1apUWI4yLJGhhNRd0kJixfvY=
F:tmp
M:0:0:1777

P:musl
V:1.2.4-r1
A:x86_64
L:MIT
F:lib
R:old.so
Z:d41d8cd98f00b204e9800998ecf8427e
"""

DESC = b"""%NAME%
gmp

%VERSION%
6.2.1-2

%BASE%
gmp

%ARCH%
x86_64

%LICENSE%
LGPL3
GPL

"""

FILES = b"""%FILES%
etc/
etc/gmp.conf
usr/
usr/lib/
usr/lib/libgmp.so

%BACKUP%
etc/gmp.conf\td41d8cd98f00b204e9800998ecf8427e
"""

MTREE = gzip.compress(
    b"""#mtree
/set type=file uid=0 gid=0 mode=644
./.PKGINFO time=1.0 size=350 md5digest=49555cd37fc19c0a9f246dc9f31e2f89
./etc time=1.0 mode=755 type=dir
./etc/gmp.conf time=1.0 size=0 md5digest=d41d8cd98f00b204e9800998ecf8427e
/set mode=755
./usr/bin/caf\\303\\251\\040x time=1.0 size=3 sha256digest=%s
./usr/lib/libgmp.so time=1.0 type=link link=libgmp.so.10
/unset mode
./usr/lib/plain time=1.0 size=1
"""
    % (b"ab" * 32),
    mtime=0,
)

DIVERSIONS = b"/bin/sh\n/bin/sh.distrib\ndash\n"


def wall(*lines: dict[str, object]) -> bytes:
    """A manifest of chisel."""
    head = {"jsonwall": "1.0", "schema": "1.0", "count": len(lines) + 1}
    return zstd.compress(b"".join(json.dumps(line).encode() + b"\n" for line in (head, *lines)))


CHISEL = wall(
    {"kind": "content", "slice": "libc6_libs", "path": "/usr/lib/libc.so.6"},
    {"kind": "package", "name": "libc6", "version": "2.39-0ubuntu8.4", "sha256": "cd" * 32, "arch": "amd64"},
    {"kind": "path", "path": "/etc/", "mode": "0755", "slices": ["libc6_libs"]},
    {"kind": "path", "path": "/etc/ld.conf", "mode": "0644", "slices": ["libc6_config"], "sha256": "01" * 32,
     "final_sha256": "02" * 32, "size": 5},
    {"kind": "path", "path": "/usr/lib/libc.so", "mode": "0777", "slices": ["libc6_libs"], "link": "libc.so.6"},
    {"kind": "path", "path": "/usr/lib/libc.so.6", "mode": "0755", "slices": ["libc6_libs"], "sha256": "ef" * 32,
     "size": 9},
    {"kind": "slice", "name": "libc6_libs"},
)  # fmt: skip

SPDX = json.dumps(
    {
        "spdxVersion": "SPDX-2.3",
        "packages": [
            {
                "name": "redis",
                "versionInfo": "7.2.1-0",
                "licenseDeclared": "BSD-3-Clause",
                "externalRefs": [
                    {"referenceType": "cpe23Type", "referenceLocator": "cpe:2.3:*:redis:redis:7.2.1:*:*:*:*:*:*:*"},
                    {"referenceType": "purl", "referenceLocator": "pkg:bitnami/redis@7.2.1-0?arch=amd64"},
                ],
            },
            {
                "name": "driver",
                "licenseConcluded": "NOASSERTION",
                "externalRefs": [{"referenceType": "purl", "referenceLocator": "pkg:maven/org.x/driver@1.0"}],
            },
            {"name": "nameless", "versionInfo": "1"},
        ],
    }
).encode()
