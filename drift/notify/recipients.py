"""Who is to be told: addresses from drift.toml, from variables, and from a file that others cannot read."""

import hashlib
import hmac
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from drift.errors import NotifyError
from drift.model.canonical import to_bytes
from drift.model.settings import Notify
from drift.policy.addresses import variable_of

LARGEST = 65_536
"""Bytes of the file."""


@dataclass(frozen=True, slots=True)
class Recipient:
    name: str
    """Where its address is from: shown in place of it."""
    address: str = field(repr=False)

    @property
    def scheme(self) -> str:
        return self.address.partition(":")[0].lower()

    def fingerprint(self, key: bytes) -> str:
        """Hex. Says whether two are the same, and not where they are."""
        return hmac.new(key, b"recipient\0" + to_bytes(self.address), hashlib.sha256).hexdigest()[:32]


class Recipients(NamedTuple):
    found: tuple[Recipient, ...]
    problems: tuple[NotifyError, ...]
    """Those that cannot be had."""


def recipients(notify: Notify, environ: Mapping[str, str]) -> Recipients:
    """Each address once."""
    found: dict[str, Recipient] = {}
    problems: list[NotifyError] = []
    sources = [_of(one, environ) for one in notify.to] + ([_of_file(Path(notify.file))] if notify.file else [])
    for source in sources:
        try:
            for one in source:
                found.setdefault(one.address, one)
        except NotifyError as error:
            problems.append(error)
    return Recipients(tuple(found.values()), tuple(problems))


def _of(source: str, environ: Mapping[str, str]) -> Iterator[Recipient]:
    variable = variable_of(source)
    if not variable:
        yield Recipient(source, source)
        return
    if not environ.get(variable, "").strip():
        raise NotifyError(
            f"notify.to: the variable {variable} is not set",
            remedy="set it where drift runs, or name a file with addresses under notify.file",
        )
    yield from _named(f"${variable}", environ[variable].split())


def _of_file(path: Path) -> Iterator[Recipient]:
    lines = (line.strip() for line in _private(path).splitlines())
    found = list(_named(str(path), [line for line in lines if line and not line.startswith("#")]))
    if not found:
        raise NotifyError(f"notify.file: {str(path)!r} has no address in it", remedy="write one in each line")
    yield from found


def _named(origin: str, addresses: list[str]) -> Iterator[Recipient]:
    """By where it is from and its scheme: nothing else of an address is shown."""
    for number, address in enumerate(addresses, start=1):
        place = f"{origin} #{number}" if len(addresses) > 1 else origin
        scheme, colon, rest = address.partition("://")
        if not (colon and rest and scheme.replace("+", "").isalnum()):
            raise NotifyError(f"{place}: this is no address", remedy="write it as mailto://…, slack://… or https://…")
        yield Recipient(f"{place} ({scheme.lower()})", address)


def _at_once(path: str, flags: int) -> int:
    """Without waiting for what nobody writes into."""
    return os.open(path, flags | os.O_NONBLOCK)


def _private(path: Path) -> str:
    try:
        with open(path, "rb", opener=_at_once) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise NotifyError(f"notify.file: {str(path)!r} is no regular file", remedy="name another")
            if status.st_mode & 0o077:
                mode = f"{stat.S_IMODE(status.st_mode):04o}"
                raise NotifyError(
                    f"notify.file: others can read {str(path)!r} (mode {mode})", remedy=f"chmod 600 {path}"
                )
            return file.read(LARGEST).decode()
    except OSError as error:
        raise NotifyError(
            f"notify.file: {str(path)!r} cannot be read: {error.strerror}", remedy="make it readable to who runs drift"
        ) from error
    except UnicodeDecodeError as error:
        raise NotifyError(f"notify.file: {str(path)!r} is not UTF-8", remedy="save it as UTF-8") from error
