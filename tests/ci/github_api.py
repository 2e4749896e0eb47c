"""A server that keeps comments as GitHub's REST API does: list, create, update (docs.github.com, "REST API endpoints for issue comments")."""

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


class Comments(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.comments: dict[int, str] = {}
        self.refuses = False
        self.tokens: set[str] = set()
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def listed(self, page: int, size: int) -> list[dict[str, Any]]:
        return [{"id": number, "body": body} for number, body in self.comments.items()][(page - 1) * size : page * size]


class Answer(BaseHTTPRequestHandler):
    server: Comments

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query)
        self._answer(200, self.server.listed(int(query["page"][0]), int(query["per_page"][0])))

    def do_POST(self) -> None:
        assert urlsplit(self.path).path == "/repos/team/shop/issues/7/comments"
        self._written(len(self.server.comments) + 1, 201)

    def do_PATCH(self) -> None:
        found = re.fullmatch(r"/repos/team/shop/issues/comments/(\d+)", self.path)
        assert found
        self._written(int(found[1]), 200)

    def _written(self, number: int, status: int) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["body"]
        if not self.server.refuses:
            self.server.comments[number] = body
        self._answer(status, {"id": number, "html_url": f"https://github.com/team/shop/pull/7#issuecomment-{number}"})

    def _answer(self, status: int, document: Any) -> None:
        self.server.tokens.add(self.headers["Authorization"])
        content = json.dumps(document).encode()
        self.send_response(403 if self.server.refuses else status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_request(self, code: object = "-", size: object = "-") -> None:
        """Nobody is told."""
