"""The key that secrets are fingerprinted with: from the environment, a file, or made beside the store at first use."""

import hashlib
import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from drift.errors import StoreError

VARIABLE = "DRIFT_KEY"
FILE_VARIABLE = "DRIFT_KEY_FILE"

_LEAST = 16
"""Bytes. A shorter key can be guessed from one known secret and its fingerprint."""
_MOST = 4096


@dataclass(frozen=True, slots=True)
class Key:
    value: bytes = field(repr=False)
    origin: str
    """DRIFT_KEY, or the path of the file."""
    created: bool = False
    """It was made just now: the first scan says so, and where it is."""

    @property
    def key_id(self) -> str:
        """First 8 hex digits of the key's SHA-256: says which key, not what it is."""
        return hashlib.sha256(self.value).hexdigest()[:8]


def key_path(store: Path) -> Path:
    """The file beside a store."""
    return store.with_name(f"{store.name}.key")


def find_key(store: Path, environ: Mapping[str, str]) -> Key | None:
    """The key as it is now; None where none is given and none was made. StoreError for one that cannot be used."""
    if environ.get(VARIABLE):
        return _checked(os.fsencode(environ[VARIABLE]), VARIABLE)
    if environ.get(FILE_VARIABLE):
        return _read(Path(environ[FILE_VARIABLE]))
    path = key_path(store)
    return _read(path) if path.exists() else None


def load_key(store: Path, environ: Mapping[str, str]) -> Key:
    """The key, made (32 random bytes, in hex) where there is none."""
    found = find_key(store, environ)
    if found:
        return found
    path = key_path(store)
    created = _create(path)
    return Key(_read(path).value, str(path), created=created)


def _create(path: Path) -> bool:
    """Written aside and linked: nobody ever reads half a key, and of two processes one wins. False for the other."""
    partial = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
        try:
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_hex(32) + "\n")
                file.flush()
                os.fsync(file.fileno())
            os.link(partial, path)
        finally:
            partial.unlink()
    except FileExistsError:
        return False
    except OSError as error:
        raise StoreError(
            f"the key {str(path)!r} cannot be made: {error.strerror}", remedy=f"set {VARIABLE} or {FILE_VARIABLE}"
        ) from error
    return True


def _read(path: Path) -> Key:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            content = file.read(_MOST + 1) if stat.S_ISREG(status.st_mode) else b""
    except OSError as error:
        raise StoreError(
            f"the key {str(path)!r} cannot be read: {error.strerror}", remedy=f"set {VARIABLE} or {FILE_VARIABLE}"
        ) from error
    mode = stat.S_IMODE(status.st_mode)
    if mode & 0o077:
        raise StoreError(
            f"the key {str(path)!r} is open to others (mode {mode:04o})", remedy=f"chmod 600 {str(path)!r}"
        )
    return _checked(content, str(path))


def _checked(content: bytes, origin: str) -> Key:
    value = content.strip()
    if not _LEAST <= len(value) <= _MOST:
        raise StoreError(
            f"the key of {origin} has {len(value)} bytes, not {_LEAST} to {_MOST}",
            remedy="make one with `openssl rand -hex 32`",
        )
    return Key(value, origin)
