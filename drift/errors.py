"""One tree of errors; each becomes one line and exit 2 in `cli`."""


class DriftError(Exception):
    """What went wrong, the cause, and what to do, in one line.

    `str(error)` is the whole line: it names the thing, why it failed, and the remedy.
    """

    def __init__(self, what: str, *, remedy: str = "") -> None:
        super().__init__(f"{what}; {remedy}" if remedy else what)
        self.what = what
        self.remedy = remedy


class UnknownReference(DriftError):
    """A reference that names nothing, or more than one thing."""


class EngineError(DriftError):
    """An engine that cannot be reached, refuses, or answers what cannot be understood."""


class Vanished(EngineError):
    """The container or image was there and is gone."""


class DeadlineExceeded(EngineError):
    """A target took longer than its deadline."""


class MalformedArchive(DriftError):
    """Bytes that are not the tar, layer or image archive that they should be."""


class DigestMismatch(MalformedArchive):
    """Content whose digest is not the one it is named by."""


class PlatformError(DriftError):
    """An image without the platform asked for; the message lists those present."""


class ConfigError(DriftError):
    """A drift.toml that cannot be used: line, key, nearest name."""


class StoreError(DriftError):
    """A database that is locked, newer, damaged, full or not ours."""


class OutputError(DriftError):
    """An output, or a file for the time being, that cannot be written."""


class NotifyError(DriftError):
    """A notification that cannot be sent, or whose recipient cannot be had. Never has an address in it."""


class ScheduleError(DriftError):
    """A schedule that cannot be written down, put where it belongs, or started."""


class LockError(DriftError):
    """A drift.lock that is unreadable, edited, of a newer format, or none; or one that cannot be made."""


class BundleError(DriftError):
    """A bundle that is damaged, cut short, of a newer format, or none."""
