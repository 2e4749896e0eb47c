"""A quiet rescan of 1,000 containers of 10 images: `python -m benchmarks.fleet` prints a table.

Fifty of them are real. The others are replayed: a server on a socket of its own answers for twenty times as many, with what the engine
answered for the real ones (asked once, kept), each under an ID and a name of its own.
"""

import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler
from multiprocessing import Process
from pathlib import Path
from socket import AF_UNIX, socket
from socketserver import ThreadingMixIn, UnixStreamServer
from typing import NamedTuple
from urllib.parse import urlsplit

from benchmarks.table import Figure, process, show
from tests.engines.engine import Engine
from tests.engines.recipes import RECIPES

IMAGES, REAL, ALL = 10, 50, 1_000
RUNS = 3


class Answer(NamedTuple):
    status: int
    content_type: str
    body: bytes


class Replay(ThreadingMixIn, UnixStreamServer):
    """What an engine answers, for more containers than it has."""

    daemon_threads = True

    def __init__(self, path: str, engine: str, real: Sequence[str]) -> None:
        super().__init__(path, Handler)
        self.engine = engine
        self.listed = self.ask("/v1.41/containers/json")
        self.places = {sha256(str(number).encode()).hexdigest(): real[number % len(real)] for number in range(ALL)}
        self._kept: dict[str, Answer] = {}

    def ask(self, path: str) -> Answer:
        connection = HTTPConnection("engine")
        connection.sock = socket(AF_UNIX)
        connection.sock.connect(self.engine)
        connection.request("GET", path)
        answer = connection.getresponse()
        found = Answer(answer.status, answer.headers.get("Content-Type", ""), answer.read())
        connection.close()
        return found

    def answer(self, path: str) -> Answer:
        if urlsplit(path).path.endswith("/containers/json"):
            return self.listed._replace(body=json.dumps(list(self._listing())).encode())
        shown = next((one for one in self.places if one in path), "")
        real = self.places.get(shown, "")
        asked = path.replace(shown, real) if shown else path
        if asked not in self._kept:
            self._kept[asked] = self.ask(asked)
        kept = self._kept[asked]
        if not shown or not kept.content_type.startswith("application/json"):
            return kept
        return kept._replace(body=kept.body.replace(real.encode(), shown.encode()))

    def _listing(self) -> Iterator[dict[str, object]]:
        real = {one["Id"]: one for one in json.loads(self.listed.body)}
        for number, (shown, place) in enumerate(self.places.items()):
            yield {**real[place], "Id": shown, "Names": [f"/web-{number}"]}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Replay

    def do_GET(self) -> None:
        answer = self.server.answer(self.path)
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def address_string(self) -> str:
        return "client"

    def log_message(self, *_: object) -> None:
        """Nothing."""


def serve(path: str, engine: str, real: Sequence[str]) -> None:
    with Replay(path, engine, real) as server:
        server.serve_forever()


@contextmanager
def replayed(folder: Path, engine: Engine, real: Sequence[str]) -> Iterator[str]:
    """Address of the server that stands for many."""
    path = folder / "replay.sock"
    server = Process(target=serve, args=(str(path), engine.address.removeprefix("unix://"), real))
    server.start()
    try:
        while not path.exists():
            server.join(0.05)
        yield f"unix://{path}"
    finally:
        server.terminate()
        server.join()


def started(engine: Engine) -> list[str]:
    """Real containers, each with some drift."""
    base = engine.tiny()
    images = [
        engine.build(f"web:{number}", f"FROM {base}\nRUN mkdir /opt/{number} && cp -r /bin /opt/{number}/\n")
        for number in range(IMAGES)
    ]
    containers = [engine.run(images[number % IMAGES]) for number in range(REAL)]
    for number, container in enumerate(containers):
        container.sh(
            f"echo {number} > /etc/app/app.conf; mkdir /srv/new; for n in 1 2 3 4 5; do echo $n > /srv/new/$n; done"
        )
    return [container.id for container in containers]


def main() -> None:
    recipe = next(one for one in RECIPES if one.name == "docker-20.10")
    with tempfile.TemporaryDirectory() as name, Engine.start(recipe) as engine:
        folder = Path(name)
        with replayed(folder, engine, started(engine)) as address:
            environment = {"DRIFT_DB": str(folder / "drift.db")}
            scan = (sys.executable, "-m", "drift", "scan", "--quiet", "-H", address)
            rows: dict[str, Figure] = {"the first scan": process(scan, environment)}
            before = (folder / "drift.db").stat().st_size
            for number in range(RUNS):
                rows[f"a quiet rescan ({number + 1})"] = process(scan, environment)
            grown = (folder / "drift.db").stat().st_size - before
    show(f"{ALL:,} containers of {IMAGES} images ({REAL} real, the rest replayed): to reach ≤ 30 s, ≤ 150 MB", rows)
    print(f"\nGrowth of the store: {grown / RUNS / ALL:,.0f} bytes for a container and rescan (to reach ≤ 1,024).")


if __name__ == "__main__":
    main()
