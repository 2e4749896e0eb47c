"""The extended attribute security.capability as every route can say it (capabilities(7), "File capability extended attribute versioning")."""

_VERSION = 3
"""Byte of the little-endian first word that holds the revision."""
_SIZE_OF_2, _SIZE_OF_3 = 20, 24


def inside(value: bytes) -> bytes:
    """As a process in the container sees it: a revision 3 adds only who is root of its user namespace, by an ID of the host's own."""
    if len(value) == _SIZE_OF_3 and value[_VERSION] == 3:
        return value[:_VERSION] + b"\2" + value[_VERSION + 1 : _SIZE_OF_2]
    return value
