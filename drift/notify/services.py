"""Mail, chats and all else that apprise knows; the only importer of apprise, which is an extra.

apprise logs addresses, and what a service answers: its log is taken, and what is said of it has no part of the address.
"""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote

import apprise

from drift.errors import NotifyError
from drift.notify.interface import Message

SHORTEST = 4
"""Characters of a part of an address that is looked for in what is said."""
LONGEST = 160


def hand_over(address: str, message: Message) -> None:
    """NotifyError where apprise does not know the address, or could not deliver."""
    asset = apprise.AppriseAsset(app_id="container-drift", app_desc="container-drift", storage_mode="memory")
    kind = apprise.NotifyType.SUCCESS if message.well else apprise.NotifyType.WARNING
    with _log() as said:
        carrier = apprise.Apprise(asset=asset)
        known = carrier.add(address)
        taken = known and carrier.notify(
            body=message.text, title=message.subject, notify_type=kind, body_format=apprise.NotifyFormat.TEXT
        )
    if not known:
        raise NotifyError("apprise does not understand its address", remedy="see https://appriseit.com")
    if not taken:
        raise NotifyError(f"it was not taken{_reason(said, address)}")


@contextmanager
def _log() -> Iterator[list[str]]:
    """What apprise says from warnings on, in place of any log."""
    logger, said = logging.getLogger("apprise"), _Lines()
    before = logger.propagate
    logger.addHandler(said)
    logger.propagate = False
    try:
        yield said.lines
    finally:
        logger.propagate = before
        logger.removeHandler(said)


class _Lines(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def _reason(said: list[str], address: str) -> str:
    """The last line, without what the address has in it."""
    text = said[-1] if said else ""
    parts = {part for form in (address, unquote(address)) for part in re.split(r"[^\w.-]+", form)}
    for part in sorted(parts, key=len, reverse=True):
        if len(part) >= SHORTEST:
            text = text.replace(part, "…")
    return f": {' '.join(text.split())[:LONGEST]}" if text else ""
