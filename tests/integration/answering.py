"""An engine that answers byte for byte what a test says, as slowly as it says."""

import socketserver
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.engines.images import as_json
from tests.engines.proxy import Closed, read_head

VERSION = {"Version": "26.1.5", "ApiVersion": "1.45", "MinAPIVersion": "1.24", "Os": "linux", "Arch": "amd64"}


@dataclass(frozen=True)
class Pause:
    """Seconds between two pieces of an answer."""

    seconds: float


Pieces = Sequence[bytes | Pause]


def answer(body: bytes, status: str = "200 OK", headers: str = "", length: int | None = None) -> bytes:
    size = len(body) if length is None else length
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {size}\r\n{headers}\r\n"
    return head.encode() + body


def document(value: Any) -> Pieces:
    return (answer(as_json(value)),)


class Connection(socketserver.StreamRequestHandler):
    server: "Server"

    def handle(self) -> None:
        try:
            while True:
                path = read_head(self.rfile)[0].split()[1].decode()
                self.server.engine.asked.append(path)
                self.send(self.server.engine.pieces(path))
        except (Closed, OSError):
            return

    def send(self, pieces: Pieces) -> None:
        for piece in pieces:
            if isinstance(piece, Pause):
                self.server.engine.ended.wait(piece.seconds)
            else:
                self.wfile.write(piece)
                self.wfile.flush()
        if pieces and isinstance(pieces[-1], Pause):
            raise Closed


class Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, path: Path, engine: "Answering"):
        super().__init__(str(path), Connection)
        self.engine = engine


@dataclass
class Answering:
    """`answers` is by the path without version and query; what is not there is 404. An answer that ends with a Pause is then cut off."""

    folder: Path
    answers: Mapping[str, Pieces] = field(default_factory=dict)
    version: Any = field(default_factory=lambda: VERSION)
    asked: list[str] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    @property
    def address(self) -> str:
        return f"unix://{self.folder}/answering.sock"

    def pieces(self, path: str) -> Pieces:
        plain = path.partition("?")[0]
        if plain.startswith("/v1."):
            plain = "/" + plain.split("/", 2)[2]
        return self.answers.get(plain) or (
            document(self.version) if plain == "/version" else (answer(b"{}", "404 Not Found"),)
        )

    def __enter__(self) -> Self:
        self.server = Server(self.folder / "answering.sock", self)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.ended.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


def seconds(action: Callable[[], object]) -> float:
    started = time.monotonic()
    action()
    return time.monotonic() - started
