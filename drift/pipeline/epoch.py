"""The time of making that a reproducible build asks for."""

from collections.abc import Mapping
from datetime import UTC, datetime

from drift.errors import DriftError

EPOCH = "SOURCE_DATE_EPOCH"
"""Seconds since 1970 that stand for the time of making (reproducible-builds.org, SOURCE_DATE_EPOCH specification)."""


def epoch(environ: Mapping[str, str]) -> datetime | None:
    """None where nobody asks for one. DriftError for what is no time."""
    text = environ.get(EPOCH, "")
    if not text:
        return None
    try:
        return datetime.fromtimestamp(int(text), UTC)
    except (ValueError, OverflowError, OSError):
        raise DriftError(f"{EPOCH} {text!r} is no time", remedy="set it to whole seconds since 1970") from None
