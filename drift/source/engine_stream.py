"""The body of one answer of an engine: read in pieces, never later than the deadline, cut short when it is not needed."""

import io
from typing import TYPE_CHECKING

from drift.errors import EngineError
from drift.source.patience import Patience

if TYPE_CHECKING:
    import requests


class EngineStream(io.RawIOBase):
    """Readable once. Leaving the `with` block closes the connection, so that the engine stops sending."""

    def __init__(self, answer: "requests.Response", what: str, patience: Patience) -> None:
        self._answer = answer
        self._what = what
        self._patience = patience
        self.headers = answer.headers
        self.bytes_read = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> bytes:
        """What has come, at most `size` bytes; b"" at the end. EngineError where the connection broke before the end."""
        from urllib3.exceptions import HTTPError

        self._patience.check(self._what)
        try:
            chunk: bytes = self._answer.raw.read1(None if size is None or size < 0 else size)
        except (HTTPError, OSError, ValueError) as error:
            self._patience.check(self._what)
            raise EngineError(
                f"{self._what}: the answer broke off ({_cause(error)})", remedy="try again; look at the engine's log"
            ) from error
        self.bytes_read += len(chunk)
        return chunk

    def read_all(self, limit: int) -> bytes:
        """The whole body, at most `limit` bytes."""
        chunks = []
        while chunk := self.read(1 << 16):
            chunks.append(chunk)
            if self.bytes_read > limit:
                raise EngineError(
                    f"{self._what}: the answer is longer than {limit} bytes",
                    remedy="is this a Docker or Podman engine?",
                )
        return b"".join(chunks)

    def close(self) -> None:
        if not self.closed:
            self._answer.close()
        super().close()


def unreachable(address: str, error: Exception) -> EngineError:
    """One line for the ways in which a connection is not had."""
    cause = _cause(error)
    if "Permission denied" in cause:
        return EngineError(
            f"engine {address!r}: permission denied", remedy="join the group that owns the socket (docker), or use sudo"
        )
    if "No such file" in cause:
        return EngineError(
            f"engine {address!r}: there is no such socket", remedy="start the engine, or name another with -H or -c"
        )
    if "Connection refused" in cause:
        return EngineError(
            f"engine {address!r}: nothing answers there", remedy="start the engine, or name another with -H or -c"
        )
    return EngineError(f"engine {address!r} cannot be reached: {cause}", remedy="drift doctor shows what is reachable")


def _cause(error: BaseException) -> str:
    """The innermost reason, on one line."""
    seen = 0
    while (inner := _behind(error)) is not None and seen < 10:
        error, seen = inner, seen + 1
    if isinstance(error, TimeoutError) or "timed out" in str(error).lower():
        return "timed out"
    return (" ".join(str(error).split()) or type(error).__name__)[:200]


def _behind(error: BaseException) -> BaseException | None:
    return error.__cause__ or (None if error.__suppress_context__ else error.__context__)
