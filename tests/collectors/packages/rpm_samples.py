"""Small rpm databases: headers, and the three back-ends that hold them, as rpm and Berkeley DB lay them out."""

import hashlib
import sqlite3
import struct
from collections.abc import Mapping, Sequence
from typing import Any

INT16, INT32, TEXT, TEXTS, TRANSLATED = 3, 4, 6, 8, 9
PAGE = 4096
REGULAR, DIRECTORY = 0o100000, 0o040000


def header(
    name: str,
    version: str = "1.0",
    release: str = "1",
    *,
    epoch: int | None = None,
    files: Mapping[str, bytes] | None = None,
    flags: Mapping[str, int] | None = None,
    modes: Mapping[str, int] | None = None,
    more: Sequence[tuple[int, int, Any]] = (),
) -> bytes:
    """A header blob; files have SHA-256 digests and are 0644 unless said otherwise."""
    tags: list[tuple[int, int, Any]] = [
        (1000, TEXT, name),
        (1001, TEXT, version),
        (1002, TEXT, release),
        (1014, TRANSLATED, ["MIT"]),
        (1022, TEXT, "x86_64"),
        (1044, TEXT, f"{name}-{version}-{release}.src.rpm"),
    ]
    if epoch is not None:
        tags.append((1003, INT32, [epoch]))
    if files:
        tags += file_tags(files, flags or {}, modes or {})
    replaced = {tag for tag, _, _ in more}
    return blob([one for one in tags if one[0] not in replaced] + list(more))


def file_tags(
    files: Mapping[str, bytes], flags: Mapping[str, int], modes: Mapping[str, int]
) -> list[tuple[int, int, Any]]:
    directories = sorted({path.rpartition("/")[0] + "/" for path in files})
    return [
        (1117, TEXTS, [path.rpartition("/")[2] for path in files]),
        (1118, TEXTS, directories),
        (1116, INT32, [directories.index(path.rpartition("/")[0] + "/") for path in files]),
        (1028, INT32, [len(content) for content in files.values()]),
        (1030, INT16, [modes.get(path, REGULAR | 0o644) for path in files]),
        (1035, TEXTS, [hashlib.sha256(content).hexdigest() for content in files.values()]),
        (1037, INT32, [flags.get(path, 0) for path in files]),
        (5011, INT32, [8]),
    ]


def blob(tags: Sequence[tuple[int, int, Any]]) -> bytes:
    index, store = b"", b""
    for tag, kind, value in tags:
        values = value if isinstance(value, list) else [value]
        if kind in (INT16, INT32):
            store += b"\0" * (-len(store) % (2 if kind == INT16 else 4))
        index += struct.pack(">IIII", tag, kind, len(store), len(values))
        if kind in (INT16, INT32):
            store += b"".join(struct.pack(">H" if kind == INT16 else ">I", one) for one in values)
        else:
            store += b"".join(one.encode("utf-8", "surrogateescape") + b"\0" for one in values)
    return struct.pack(">II", len(tags), len(store)) + index + store


def sqlite(headers: Sequence[bytes], statement: str = "") -> bytes:
    """As rpm leaves it: the file header asks for a write-ahead log."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE Packages (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)")
    database.executemany("INSERT INTO Packages (blob) VALUES (?)", [(one,) for one in headers])
    if statement:
        database.executescript(statement)
    database.commit()
    content = bytearray(database.serialize())
    database.close()
    content[18:20] = b"\x02\x02"
    return bytes(content)


def ndb(headers: Sequence[bytes]) -> bytes:
    """One page of slots, then the blobs; the second slot is free."""
    slots, blobs = [b"Slot" + bytes(12)], b""
    for number, one in enumerate(headers, 1):
        start = PAGE + len(blobs)
        whole = struct.pack("<4sIII", b"BlbS", number, 1, len(one)) + one
        whole += b"\0" * (-len(whole) % 16) + struct.pack("<III4s", 0, len(one), 0, b"BlbE")
        slots.append(struct.pack("<4sIII", b"Slot", number, start // 16, len(whole) // 16))
        blobs += whole
    head = struct.pack("<4sIIII12x", b"RpmP", 0, 1, 1, len(headers) + 1) + b"".join(slots)
    return head.ljust(PAGE, b"\0") + blobs


def berkeley(headers: Sequence[bytes], order: str = "<") -> bytes:
    """A meta page, one hash page with the counter and a key for each, and overflow pages for values that need them."""
    items = [b"\x01" + bytes(4), b"\x01" + struct.pack(f"{order}I", len(headers))]
    chains: list[bytes] = []
    for number, one in enumerate(headers, 1):
        items.append(b"\x01" + struct.pack(f"{order}I", number))
        if len(one) < PAGE // 8:
            items.append(b"\x01" + one)
            continue
        items.append(struct.pack(f"{order}B3xII", 3, 2 + len(chains), len(one)))
        pieces = [one[at : at + PAGE - 26] for at in range(0, len(one), PAGE - 26)]
        for at, piece in enumerate(pieces):
            following = 3 + len(chains) if at < len(pieces) - 1 else 0
            page_header = struct.pack(f"{order}8xIIIHHBB", 2 + len(chains), 0, following, 1, len(piece), 0, 7)
            chains.append((page_header + piece).ljust(PAGE, b"\0"))
    meta = struct.pack(f"{order}8xIIIIBB", 0, 0x061561, 9, PAGE, 0, 8)
    return b"".join([meta.ljust(PAGE, b"\0"), _hash_page(items, order), *chains])


def _hash_page(items: Sequence[bytes], order: str) -> bytes:
    body, offsets = b"", []
    for item in items:
        body = item + body
        offsets.append(PAGE - len(body))
    head = struct.pack(f"{order}8xIIIHHBB", 1, 0, 0, len(items), offsets[-1], 0, 13)
    head += struct.pack(f"{order}{len(offsets)}H", *offsets)
    return head.ljust(PAGE - len(body), b"\0") + body
