"""Loader caches as ldconfig writes them."""

import struct
from collections.abc import Mapping, Sequence

MAGIC = b"glibc-ld.so.cache1.1"
PROCESSOR = 1 << 62
"""Bit of an entry for some processors only."""


def cache(libraries: Mapping[str, Sequence[str]], hardware: Mapping[str, int] = {}, order: str = "<") -> bytes:
    """Name → paths; `hardware` is path → what the processor must have."""
    rows = [(name, path) for name, paths in libraries.items() for path in paths]
    texts = b""
    table = b""
    start = 48 + 24 * len(rows)
    for name, path in rows:
        at = start + len(texts)
        texts += f"{name}\0{path}\0".encode()
        table += struct.pack(f"{order}iIIIQ", 0x303, at, at + len(name.encode()) + 1, 0, hardware.get(path, 0))
    head = MAGIC + struct.pack(f"{order}II", len(rows), len(texts)) + bytes(20)
    return head + table + texts
