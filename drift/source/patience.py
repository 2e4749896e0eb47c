"""How long an engine is waited for: no read of a connection is longer than the deadline, be it of an answer's head or body.

A socket's timeout begins anew with each byte that comes: who sends one every few seconds is never late. The body is read here
and there, but the head by http.client: so the waiting is done below both.
"""

import io
import socket
import time
from functools import partial
from http.client import HTTPResponse
from typing import TYPE_CHECKING, Any

from drift.errors import DeadlineExceeded

if TYPE_CHECKING:
    import requests
    from urllib3 import HTTPConnectionPool
    from urllib3.connection import HTTPConnection


class Patience:
    """For a connection, between two reads, and for all of a target."""

    def __init__(self, timeout: float, deadline: float | None = None) -> None:
        """`timeout` in seconds; `deadline` is a moment on time.monotonic's clock."""
        self.timeout = timeout
        self.deadline = deadline

    def timeouts(self) -> tuple[float, float]:
        """Seconds to connect and between two reads."""
        left = self.left()
        return (min(left, 20.0), left)

    def left(self) -> float:
        """Seconds to wait for the next bytes: up to the deadline, where that is nearer. TimeoutError where it has passed."""
        if self.deadline is None:
            return self.timeout
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        return min(self.timeout, left)

    def check(self, what: str) -> None:
        if self.deadline is not None and time.monotonic() > self.deadline:
            raise DeadlineExceeded(
                f"{what}: not done within the deadline",
                remedy="raise deadline in drift.toml, or look at the load there",
            )


def keep_to(patience: Patience, session: "requests.Session", base: str) -> None:
    """Let every connection that the session makes to `base` wait as `patience` says, whichever transport it is."""
    adapter: Any = session.get_adapter(base)
    pool_for = adapter.get_connection_with_tls_context

    def patient_pool(*request: Any, **options: Any) -> "HTTPConnectionPool":
        pool: Any = pool_for(*request, **options)
        if not hasattr(pool, "patience"):
            pool.patience, pool._new_conn = patience, partial(_connection, pool._new_conn, patience)  # noqa: SLF001 - urllib3 has no other way in for a transport that is not its own
        return pool  # type: ignore[no-any-return]

    adapter.get_connection_with_tls_context = patient_pool


def _connection(make: Any, patience: Patience) -> "HTTPConnection":
    connection: HTTPConnection = make()
    connection.response_class = partial(_Answer, patience=patience)  # type: ignore[assignment]
    return connection


class _Answer(HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, patience: Patience, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        self.fp.close()
        self.fp = io.BufferedReader(_Incoming(sock, patience))


class _Incoming(io.RawIOBase):
    """What comes out of a socket."""

    def __init__(self, sock: socket.socket, patience: Patience) -> None:
        self._socket = sock
        self._raw = sock.makefile("rb", buffering=0)
        self._patience = patience

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._socket.settimeout(self._patience.left())
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()
