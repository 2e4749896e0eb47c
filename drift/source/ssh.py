"""ssh:// addresses: HTTP through the ssh program and `docker system dial-stdio` at the other end, as the docker CLI has it.

docker-py's own way wants paramiko, and reads without a timeout: a network that is gone would hold a scan for hours.
"""

import shlex
import socket
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool
from urllib3.connection import HTTPConnection
from urllib3.response import HTTPResponse

BASE = "http://engine"
CONNECT_TIMEOUT = 20
"""Seconds; ssh itself waits as long as TCP does, two minutes or more."""
LONGEST_COMPLAINT = 4096


def ssh_session(address: str) -> requests.Session:
    """A session whose requests to `BASE` go to the engine at ssh://[USER@]HOST[:PORT][/SOCKET]. ValueError for any other address."""
    session = requests.Session()
    session.mount(BASE, _Adapter(_command(address)))
    return session


def _command(address: str) -> Sequence[str]:
    parts = urlsplit(address)
    if not parts.hostname or parts.password:
        raise ValueError("an ssh address is ssh://[USER@]HOST[:PORT], without a password")
    user = ("-l", parts.username) if parts.username else ()
    port = ("-p", str(parts.port)) if parts.port else ()
    engine = ("--host", f"unix://{parts.path}") if parts.path.strip("/") else ()
    remote = shlex.join(("docker", *engine, "system", "dial-stdio"))
    return ("ssh", "-T", "-o", f"ConnectTimeout={CONNECT_TIMEOUT}", *user, *port, "--", parts.hostname, remote)


class _Run:
    """One run of ssh, its standard input and output a socket: so timeouts hold as for any other."""

    def __init__(self, command: Sequence[str]) -> None:
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115 - closed when it has ended
        self.socket, theirs = socket.socketpair()
        with theirs:
            end = theirs.fileno()
            try:
                self._process = subprocess.Popen(command, stdin=end, stdout=end, stderr=self._stderr)  # noqa: S603 - the user's host
            except OSError:
                self._close()
                raise

    def complaint(self) -> str:
        """The last line that it wrote, if it ended."""
        try:
            self._process.wait(1)
        except subprocess.TimeoutExpired:
            return ""
        self._stderr.seek(0)
        lines = self._stderr.read(LONGEST_COMPLAINT).decode("utf-8", "replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "")

    def ended(self) -> bool:
        if self._process.poll() is None:
            return False
        self._close()
        return True

    def end(self) -> None:
        self._process.terminate()
        self._process.wait()
        self._close()

    def _close(self) -> None:
        self.socket.close()
        self._stderr.close()


class _Connection(HTTPConnection):
    def __init__(self, start: Callable[[], _Run], timeout: Any) -> None:
        super().__init__("engine", timeout=timeout)
        self._start = start
        self._run: _Run | None = None

    def connect(self) -> None:
        try:
            self._run = self._start()
        except FileNotFoundError:
            raise ConnectionError("the program ssh is not installed") from None
        self.sock = self._run.socket
        self.sock.settimeout(self.timeout)

    def getresponse(self) -> HTTPResponse:  # type: ignore[override]
        try:
            return super().getresponse()
        except ConnectionError as error:
            said = self._run.complaint() if self._run else ""
            raise ConnectionError(said or str(error)) from None


class _Pool(HTTPConnectionPool):
    """Its connections outlive what http.client thinks of them: an answer may still be read from one that it has closed."""

    def __init__(self, command: Sequence[str]) -> None:
        super().__init__("engine")
        self._command = command
        self._runs: list[_Run] = []

    def _new_conn(self) -> _Connection:
        return _Connection(self._start, self.timeout.connect_timeout)

    def _start(self) -> _Run:
        self._runs = [run for run in self._runs if not run.ended()]
        self._runs.append(_Run(self._command))
        return self._runs[-1]

    def close(self) -> None:
        super().close()
        for run in self._runs:
            run.end()
        self._runs.clear()


class _Adapter(HTTPAdapter):
    def __init__(self, command: Sequence[str]) -> None:
        super().__init__()
        self._pool = _Pool(command)

    def get_connection_with_tls_context(self, *_args: Any, **_options: Any) -> HTTPConnectionPool:
        return self._pool

    def close(self) -> None:
        super().close()
        self._pool.close()
