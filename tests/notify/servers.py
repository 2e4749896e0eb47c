"""Real servers for notifications, on this machine: one takes mail, one takes what is posted."""

import json
import socket
import ssl
import subprocess
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port


@dataclass
class Mailbox:
    """An SMTP server; `received` has what it took."""

    port: int = field(default_factory=free_port)
    received: list[EmailMessage] = field(default_factory=list)

    @property
    def address(self) -> str:
        """As apprise has it."""
        return f"mailto://mail.example?smtp=127.0.0.1&port={self.port}&to=ops@mail.example&from=drift@mail.example"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - the server's name for it
        self.received.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 taken"

    def text(self):
        """Of the one mail that came."""
        (mail,) = self.received
        return mail.get_content()

    @contextmanager
    def open(self):
        controller = Controller(self, hostname="127.0.0.1", port=self.port)
        controller.start()
        try:
            yield self
        finally:
            controller.stop()


@dataclass
class Hook:
    """An HTTP server; `received` has the documents that were posted. It answers `status`, and `location` with it."""

    status: int = 204
    location: str = ""
    port: int = field(default_factory=free_port)
    received: list[Any] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    """Method, path and headers of each request."""
    scheme: str = "http"

    @property
    def address(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}/secret-path"

    def taken(self) -> list[Any]:
        """What came since the last time."""
        found, self.received[:] = list(self.received), []
        return found

    @contextmanager
    def open(self, tls: ssl.SSLContext | None = None):
        server = ThreadingHTTPServer(("127.0.0.1", self.port), _answering(self))
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
            self.scheme = "https"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


def _answering(hook: Hook) -> type[BaseHTTPRequestHandler]:
    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            hook.asked.append(f"{self.command} {self.path}\n{self.headers}")
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hook.received.append(json.loads(body))
            self.send_response(hook.status)
            if hook.location:
                self.send_header("Location", hook.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST  # noqa: N815 - as above

        def log_message(self, *_arguments: object) -> None:
            """Not on the tests' terminal."""

    return Answering


def self_signed(folder: Path) -> ssl.SSLContext:
    """A certificate for 127.0.0.1 that nobody trusts."""
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
            *("-days", "1", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", folder / "key.pem", "-out", folder / "cert.pem"),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context
