"""Something that answers on a socket as an engine does, with what a test tells it."""

import json
import socket
import socketserver
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, Self

DOCKER = {"Version": "26.1.5", "ApiVersion": "1.45", "MinAPIVersion": "1.24", "Os": "linux", "Arch": "amd64"}


class Answer(BaseHTTPRequestHandler):
    server: "Answering"

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        found = next((answer for end, answer in self.server.answers.items() if path.endswith(end)), None)
        body = found if isinstance(found, bytes) else json.dumps(found).encode()
        self.send_response(404 if found is None else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def address_string(self) -> str:
        return "here"

    def log_request(self, code: object = "-", size: object = "-") -> None:
        """Nobody is told."""


class Answering(socketserver.ThreadingUnixStreamServer):
    """`answers` is by the end of the path: a document, or bytes as they are; what is not in it is 404."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, path: Path, answers: Mapping[str, Any]) -> None:
        super().__init__(str(path), Answer)
        self.answers = answers
        self.address = f"unix://{path}"
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()


class SilentEngine:
    """A socket where somebody listens and never answers."""

    def __init__(self, path: Path) -> None:
        self.address = f"unix://{path}"
        self.asked = threading.Event()
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(path))
        self._listening.listen()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        self._connection, _ = self._listening.accept()
        if self._connection.recv(1024):
            self.asked.set()

    def close(self) -> None:
        self._connection.close()
        self._listening.close()
