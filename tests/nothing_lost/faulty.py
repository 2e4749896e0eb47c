"""A scan through a proxy that does an engine's answers harm, and what it must come to all the same."""

import io
import re
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path

from drift import __main__ as command
from drift.store import Store
from tests.engines.proxy import Exchange, Fault, Proxy

KINDS = {
    "version": r"/version$",
    "info": r"/info$",
    "list": r"/containers/json$",
    "inspect": r"/containers/\w{64}/json$",
    "changes": r"/containers/\w+/changes$",
    "archive": r"/containers/\w+/archive$",
    "export": r"/containers/\w+/export$",
    "image": r"/images/.+/json$",
    "save": r"/images/.+/get$",
}
AMPLE, SHORT = 60, 1
"""Seconds in drift.toml."""
LATEST = 10
"""Seconds after which a scan with a short deadline has long ended: that holds for the first answer, for the lists and for each
container, and the machine may be busy."""


def kind_of(path: str) -> str:
    plain = path.partition("?")[0]
    return next(kind for kind, pattern in KINDS.items() if re.search(pattern, plain))


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str
    seconds: float
    store: Path
    log: list[Exchange]

    @property
    def said(self) -> str:
        return self.out + self.err


@dataclass
class Once:
    """A fault of one answer: the nth of a kind (None: all), as the proxy calls it."""

    kind: str
    make: Callable[[Exchange], Fault]
    nth: int | None = 0
    seen: int = 0
    hit: bool = field(default=False)

    def __call__(self, exchange: Exchange) -> Fault:
        if kind_of(exchange.path) != self.kind:
            return None
        self.seen += 1
        if self.nth is not None and self.seen - 1 != self.nth:
            return None
        self.hit = True
        return self.make(exchange)


def scan(engine: str, folder: Path, fault: Callable[[Exchange], Fault], deadline: int = AMPLE) -> Ended:
    """`drift scan` of all on the engine, through the proxy, into the store in `folder`: the command's main, but in this process."""
    with Proxy(engine, fault) as proxy:
        policy = folder / "drift.toml"
        policy.write_text(f'deadline = "{deadline}s"\n[[environment]]\nname = "prod"\nhosts = ["{proxy.address}"]\n')
        store = folder / "drift.db"
        words = ["drift", "scan", "--config", str(policy), "--db", str(store), "--host-files", "never"]
        out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2))
        before, sys.argv = sys.argv, words
        started = time.monotonic()
        try:
            with redirect_stdout(out), redirect_stderr(err):
                code = command._run()
        finally:
            sys.argv = before
        seconds = time.monotonic() - started
    return Ended(code, text_of(out), text_of(err), seconds, store, proxy.log)


def text_of(stream: io.TextIOWrapper) -> str:
    stream.flush()
    stream.seek(0)
    return stream.read()


def contents(store: Path) -> dict[str, str]:
    """The files that differ, by what the newest snapshots say; nothing where there is none."""
    with Store.open(store) as opened:
        assert list(opened.check()) == []
        return {one.container_name: one.snapshot.hex() for one in opened.history.observations()}


def assert_clear(ended: Ended, whole: dict[str, str]) -> None:
    """It says a line for each failure, and has either nothing of the container or what it truly is."""
    found = contents(ended.store)
    assert "internal error" not in ended.said, ended
    if ended.code == 0:
        assert found == whole, ended
    else:
        assert ended.code == 2, ended
        assert found == {}, ended
        assert failure_lines(ended), ended


def failure_lines(ended: Ended) -> list[str]:
    """Each names the engine, or what it sent."""
    with Store.open(ended.store) as opened:
        state = opened.history.state(lambda names: tuple(sorted(names)))
    reasons = [one.reason for one in state.failures] + ended.err.splitlines()
    assert all(reason.isprintable() for reason in reasons), reasons
    return [reason for reason in reasons if reason]
