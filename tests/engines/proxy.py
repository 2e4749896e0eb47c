"""A proxy between drift and an engine that lets only GET through and writes down what passed."""

import io
import socket
import socketserver
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.engines import http

REFUSED = b'{"message":"only GET passes here"}'
BLOCK = 1 << 16


@dataclass
class Exchange:
    """One request and its answer: `sent` counts the body's bytes that went to the client, without chunk sizes."""

    method: str
    path: str
    status: int = 0
    sent: int = 0


@dataclass(frozen=True)
class Reply:
    """In place of the engine's answer."""

    status: int
    body: bytes = b""


@dataclass(frozen=True)
class Cut:
    """Close the connection after so many bytes of the body; or leave it open and send no more."""

    after: int
    silent: bool = False


@dataclass(frozen=True)
class Raw:
    """These bytes in place of the engine's answer, whatever they are; with a pause, byte by byte."""

    message: bytes
    pause: float = 0.0
    silent: bool = False
    """The connection stays open after them."""


Fault = Reply | Cut | Raw | None
WHOLE = Cut(-1)
"""Never reached: all is sent."""


def no_fault(exchange: Exchange) -> Fault:
    return None


class Closed(Exception):
    """One side is done."""


def read_head(stream: io.BufferedIOBase) -> list[bytes]:
    """The lines of a message's head with their line ends, without the empty one."""
    lines: list[bytes] = []
    while (line := stream.readline(BLOCK)) not in (b"\r\n", b""):
        lines.append(line)
    if not lines:
        raise Closed
    return lines


def header(lines: list[bytes], name: bytes) -> bytes:
    for line in lines[1:]:
        key, _, value = line.partition(b":")
        if key.strip().lower() == name:
            return value.strip().lower()
    return b""


@dataclass
class Relay:
    """Passes one answer's body on, counts it, and cuts it where a fault says so (RFC 9112, section 6)."""

    source: io.BufferedRWPair
    target: io.BufferedIOBase
    exchange: Exchange
    left: int | None
    silence: Callable[[], None]
    """What comes after the last byte that is left."""

    def copy(self, size: int) -> None:
        while size:
            block = self.source.read1(min(size, BLOCK))
            if not block:
                raise Closed
            self.send(block)
            size -= len(block)

    def send(self, block: bytes) -> None:
        allowed = block if self.left is None else block[: self.left]
        self.exchange.sent += len(allowed)
        self.target.write(allowed)
        if self.left is not None:
            self.left -= len(allowed)
            if self.left == 0:
                self.target.flush()
                self.silence()
                raise Closed

    def chunks(self) -> None:
        while True:
            line = self.source.readline(BLOCK)
            self.target.write(line)
            size = int(line.partition(b";")[0], 16)
            self.copy(size)
            self.target.write(self.source.readline(BLOCK))
            if size == 0:
                return

    def until_closed(self) -> None:
        while block := self.source.read1(BLOCK):
            self.send(block)
        raise Closed


class Passage(socketserver.StreamRequestHandler):
    """One client's connection and the engine's beside it."""

    server: "Server"

    def handle(self) -> None:
        try:
            with http.connect(self.server.proxy.engine) as engine, engine.makefile("rwb") as upstream:
                while True:
                    self.exchange(upstream)
        except (Closed, OSError):
            return

    def exchange(self, upstream: io.BufferedRWPair) -> None:
        request = read_head(self.rfile)
        method, path, _ = request[0].decode("latin-1").split(" ", 2)
        exchange = Exchange(method, path)
        self.server.proxy.log.append(exchange)
        if method != "GET":
            self.reply(exchange, Reply(HTTPStatus.METHOD_NOT_ALLOWED, REFUSED))
        fault = self.server.proxy.fault(exchange)
        if isinstance(fault, Reply):
            self.reply(exchange, fault)
        if isinstance(fault, Raw):
            self.say(fault)
        upstream.write(b"".join(request) + b"\r\n")
        upstream.flush()
        self.answer(upstream, exchange, fault if isinstance(fault, Cut) else WHOLE)

    def reply(self, exchange: Exchange, reply: Reply) -> None:
        """Answer in the engine's place and close."""
        exchange.status, exchange.sent = reply.status, len(reply.body)
        head = f"HTTP/1.1 {int(reply.status)} {HTTPStatus(reply.status).phrase}\r\nContent-Type: application/json\r\n"
        self.wfile.write(f"{head}Content-Length: {len(reply.body)}\r\nConnection: close\r\n\r\n".encode() + reply.body)
        self.linger()
        raise Closed

    def linger(self) -> None:
        """A socket that is closed with unread bytes takes the answer with it: read what the client still sends."""
        self.connection.shutdown(socket.SHUT_WR)
        self.connection.settimeout(2)
        while self.rfile.read(BLOCK):
            pass

    def say(self, raw: Raw) -> None:
        pieces = [raw.message[at : at + 1] for at in range(len(raw.message))] if raw.pause else [raw.message]
        for piece in pieces:
            self.wfile.write(piece)
            if self.server.proxy.ended.wait(raw.pause):
                raise Closed
        if raw.silent:
            self.silence()
        else:
            self.linger()
        raise Closed

    def silence(self) -> None:
        """Until the client has enough of it."""
        self.connection.settimeout(0.1)
        while not self.server.proxy.ended.is_set():
            try:
                if not self.connection.recv(BLOCK):
                    return
            except TimeoutError:
                continue

    def answer(self, upstream: io.BufferedRWPair, exchange: Exchange, cut: Cut) -> None:
        head = read_head(upstream)
        exchange.status = int(head[0].split()[1])
        self.wfile.write(b"".join(head) + b"\r\n")
        left = None if cut.after < 0 else cut.after
        relay = Relay(upstream, self.wfile, exchange, left, self.silence if cut.silent else lambda: None)
        length = header(head, b"content-length")
        if exchange.status in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED):
            return
        if header(head, b"transfer-encoding") == b"chunked":
            relay.chunks()
        elif length:
            relay.copy(int(length))
        else:
            relay.until_closed()
        if header(head, b"connection") == b"close":
            raise Closed


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, path: Path, proxy: "Proxy"):
        super().__init__(str(path), Passage)
        self.proxy = proxy


@dataclass
class Proxy:
    """`with Proxy(engine.address) as proxy:`: drift gets proxy.address, and proxy.log says what it asked.

    `fault` is called before a GET goes on: it may do something to the engine first, answer in its place, or cut its answer.
    """

    engine: str
    fault: Callable[[Exchange], Fault] = no_fault
    log: list[Exchange] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        self.folder = tempfile.TemporaryDirectory(prefix="drift-proxy-", dir="/tmp")
        self.server = Server(Path(self.folder.name, "engine.sock"), self)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05})
        self.thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.ended.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
        self.folder.cleanup()

    @property
    def address(self) -> str:
        return f"{http.SCHEME}{self.folder.name}/engine.sock"

    @property
    def paths(self) -> list[str]:
        """What was asked for, in order, without the API version in front."""
        return [
            exchange.path if not exchange.path.startswith("/v1.") else "/" + exchange.path.split("/", 2)[2]
            for exchange in self.log
        ]
