"""HTTP over a unix socket, as engines speak it."""

import http.client
import json
import socket
from dataclasses import dataclass
from typing import Any

SCHEME = "unix://"


def connect(address: str, timeout: float = 60) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(timeout)
    try:
        connection.connect(address.removeprefix(SCHEME))
    except OSError:
        connection.close()
        raise
    return connection


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, address: str):
        super().__init__("localhost")
        self.address = address

    def connect(self) -> None:
        self.sock = connect(self.address)


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


def request(address: str, method: str, path: str, body: bytes | None = None) -> Answer:
    connection = UnixConnection(address)
    try:
        connection.request(method, path, body, {"Content-Type": "application/json"} if body else {})
        response = connection.getresponse()
        return Answer(response.status, response.read())
    finally:
        connection.close()
