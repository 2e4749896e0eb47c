"""Every answer of a real engine, harmed in every way: a clear line and 2, or the whole truth; in time, and nothing half stored."""

import json
import os
import random
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from drift.source import container_files
from drift.store import Store
from tests.engines import http
from tests.engines.engine import Engine
from tests.engines.proxy import Cut, Exchange, Fault, Raw, Reply
from tests.nothing_lost.faulty import (
    AMPLE,
    KINDS,
    LATEST,
    SHORT,
    Ended,
    Once,
    assert_clear,
    contents,
    failure_lines,
    kind_of,
    scan,
)
from tests.source.archives import signed

SEED = int(os.environ.get("DRIFT_TEST_SEED", "20261124"))
CAMPAIGN = os.environ.get("DRIFT_TEST_EFFORT", "") == "campaign"
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
REFUSAL = b'{"message":"something broke\\nbadly"}'

HARMS: dict[str, Fault] = {
    "500": Reply(500, REFUSAL),
    "503 of no engine": Reply(503, b"<html>bad gateway</html>"),
    "no JSON, no tar": Reply(200, b"<html>hello</html>"),
    "empty": Reply(200),
    "closed at once": Cut(0),
    "closed in the head": Raw(b"HTTP/1.1 200 OK\r\nContent-Ty"),
    "closed in the body": Cut(50),
    "no HTTP": Raw(b"SSH-2.0-OpenSSH_9.2\r\n"),
    "length too long": Raw(OK + b"Content-Length: 900\r\n\r\n[]"),
    "length negative": Raw(OK + b"Content-Length: -5\r\n\r\n[]"),
    "length of letters": Raw(OK + b"Content-Length: many\r\n\r\n[]"),
    "length too short": Raw(OK + b"Content-Length: 1\r\n\r\n[]{}"),
    "chunk that breaks off": Raw(CHUNKED + b"50\r\n[1,2"),
    "chunk size of letters": Raw(CHUNKED + b"size\r\n[]\r\n"),
    "chunk longer than it says": Raw(CHUNKED + b"1\r\n[[[[[[[[\r\n0\r\n\r\n"),
    "chunk of negative size": Raw(CHUNKED + b"-5\r\n[]\r\n0\r\n\r\n"),
}
WAITS: dict[str, Fault] = {
    "silent": Raw(b"", silent=True),
    "silent in the head": Raw(OK, silent=True),
    "silent in the body": Cut(50, silent=True),
    "head that drips": Raw(b"HTTP/1.1 200 OK\r\nX-Slow: " + bytes(4000), pause=0.05),
    "body that drips": Raw(OK + b"Content-Length: 4000\r\n\r\n[" + b" " * 3000, pause=0.05),
}


@dataclass
class Place:
    """An engine with one container that has drifted, and stores to scan it into."""

    engine: Engine
    empty: Path
    with_image: Path
    whole: dict[str, str]
    log: list[Exchange]

    def scan(self, folder: Path, fault: Callable[[Exchange], Fault], deadline: int = AMPLE) -> Ended:
        """Into a store that has the image, unless the fault is of the image's archive or of any answer."""
        known = isinstance(fault, Once) and fault.kind != "save"
        shutil.copytree(self.with_image if known else self.empty, folder, dirs_exist_ok=True)
        return scan(self.engine.address, folder, fault, deadline)

    def answer(self, exchange: Exchange) -> bytes:
        """The body that the engine gives, without the fault."""
        return http.request(self.engine.address, "GET", exchange.path).body


@pytest.fixture(scope="module")
def places(engines, tmp_path_factory) -> Iterator[Callable[[str], Place]]:
    """By the kind of request: one whose scans make such a request. Which route is taken is a question of price."""
    with pytest.MonkeyPatch.context() as patch:
        engine = engines.get("docker-20.10")
        patch.setenv("DRIFT_KEY", "0123456789abcdef" * 2)
        container = engine.run(engine.tiny(), name="faulty")
        container.sh("echo x > /opt/x; echo y >> /etc/group; rm /etc/passwd; mkdir /srv/d; echo z > /srv/d/z")
        prices = container_files.REQUEST_PRICE

        @cache
        def made(route: str) -> Place:
            return a_place(engine, {name: tmp_path_factory.mktemp(name) for name in ("empty", "known", "done")})

        def place(kind: str) -> Place:
            route = "export" if kind == "export" else "archive"
            price = prices if route == "export" else dict.fromkeys(prices, 1)
            patch.setattr(container_files, "REQUEST_PRICE", price)
            return made(route)

        yield place
        container.rm()


def a_place(engine: Engine, folders: Mapping[str, Path]) -> Place:
    ended = scan(engine.address, folders["done"], lambda _: None)
    assert ended.code == 0, ended
    refused = scan(engine.address, folders["known"], Once("image", lambda _: Reply(500, REFUSAL), None))
    assert (refused.code, contents(refused.store)) == (2, {}), refused
    return Place(engine, folders["empty"], folders["known"], contents(ended.store), ended.log)


@pytest.mark.parametrize("route", ["archive", "export"])
def test_these_are_all_that_a_scan_asks_for(places, route):
    asked = {kind_of(exchange.path) for exchange in places(route).log}
    assert asked == KINDS.keys() - ({"export"} - {route})  # the hosts file that the engine mounts is in no export


def some(all_of_them: Iterable[str], count: int) -> list[str]:
    """Some in every run, chosen by the seed; all of them in a campaign."""
    known = list(all_of_them)
    return known if CAMPAIGN else sorted(random.Random(f"{SEED} {known}").sample(known, count))


def by_kind(harms: Iterable[str], count: int) -> list[tuple[str, str]]:
    return [(kind, harm.split("/")[1]) for kind in KINDS for harm in some((f"{kind}/{harm}" for harm in harms), count)]


@pytest.mark.parametrize(("kind", "harm"), by_kind(HARMS, 4))
def test_an_answer_that_is_none(places, tmp_path, kind, harm):
    place, fault = places(kind), Once(kind, lambda _: HARMS[harm], None)
    ended = place.scan(tmp_path, fault)
    assert fault.hit
    assert_clear(ended, place.whole)


@pytest.mark.parametrize(("kind", "harm"), by_kind(WAITS, 2))
def test_an_answer_that_is_waited_for(places, tmp_path, kind, harm):
    place, fault = places(kind), Once(kind, lambda _: WAITS[harm], None)
    ended = place.scan(tmp_path, fault, SHORT)
    assert fault.hit
    assert ended.code == 2
    assert ended.seconds < LATEST, ended
    assert_clear(ended, place.whole)


def cuts() -> list[tuple[str, float]]:
    """(route, part of all that a scan into an empty store is answered)."""
    chance = random.Random(SEED)
    return [(route, chance.random()) for route in ("archive", "export") for _ in range(250 if CAMPAIGN else 8)]


@pytest.mark.parametrize(("route", "part"), cuts())
def test_a_connection_that_is_cut_anywhere(places, tmp_path, route, part):
    place = places(route)
    number, offset = at_byte(place.log, part)
    asked: list[Exchange] = []

    def cut(exchange: Exchange) -> Fault:
        asked.append(exchange)
        return Cut(offset) if len(asked) == number else None

    ended = place.scan(tmp_path, cut)
    assert_clear(ended, place.whole)


def at_byte(log: list[Exchange], part: float) -> tuple[int, int]:
    """Which answer, from 1, and how many bytes of it come; each answer weighs the same, so that small ones are cut too."""
    number, rest = divmod(part * len(log), 1)
    return int(number) + 1, int(rest * log[int(number)].sent)


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - {"version", "info", "list"}))
def test_a_container_or_image_that_goes_meanwhile(places, tmp_path, kind):
    """Then there is nothing of it, and it is said. Without its image a container has no files; a tag or a path may be gone."""
    place, fault = places(kind), Once(kind, lambda _: Reply(404, b'{"message":"no such thing"}'), None)
    ended = place.scan(tmp_path, fault)
    assert fault.hit
    assert "internal error" not in ended.said
    if kind in ("archive", "save"):
        return
    assert contents(ended.store) in ({}, place.whole), ended
    assert "vanished" in ended.out or ended.code == 2 or contents(ended.store) == place.whole, ended


ODD: tuple[Any, ...] = (
    None,
    True,
    -1,
    7,
    1 << 70,
    1.5,
    "",
    "x",
    "\0",
    "\ud800",
    [],
    {},
    [None],
    [[]],
    {"": None},
    [{}],
    {"x": {"x": 1}},
)
"""A value of each type that JSON has, and some that no engine sends."""


def with_another_type(body: bytes, chance: random.Random) -> bytes:
    """One value anywhere is another; of deep ones the chance is as great as of those on top."""
    document = json.loads(body)
    at: Any = [document]
    step: Any = 0
    while isinstance(at[step], dict | list) and at[step] and chance.random() < 0.75:
        at = at[step]
        step = chance.choice(sorted(at)) if isinstance(at, dict) else chance.randrange(len(at))
    if at[step] is document:
        return json.dumps(chance.choice(ODD)).encode()
    at[step] = chance.choice([odd for odd in ODD if type(odd) is not type(at[step])])
    return json.dumps(document).encode()


DOCUMENTS = ("version", "info", "list", "inspect", "changes", "image")


@pytest.mark.parametrize("number", range(150 if CAMPAIGN else 4))
@pytest.mark.parametrize("kind", DOCUMENTS)
def test_a_value_of_another_type_anywhere(places, tmp_path, kind, number):
    """It may be of no matter, or what is true of the container then; it is never a crash, and never half of it."""
    place, chance = places(kind), random.Random(f"{SEED} {kind} {number}")
    changed: list[bytes] = []

    def change(exchange: Exchange) -> Fault:
        changed[:] = changed or [with_another_type(place.answer(exchange), chance)]
        return Reply(200, changed[0])

    ended = place.scan(tmp_path, Once(kind, change, None))
    assert changed
    assert "internal error" not in ended.said, (changed, ended)
    if ended.code == 2:
        assert contents(ended.store) == {}, (changed, ended)
        assert failure_lines(ended), (changed, ended)
    else:
        assert contents(ended.store).keys() <= {"faulty", "x"}, (changed, ended)


def first_file(body: bytes) -> int:
    """Where the header of the first regular file of some size is."""
    at = 0
    while True:
        size = int(body[at + 124 : at + 135], 8)
        if body[at + 156 : at + 157] in b"0\0" and size > 512:
            return at
        at += 512 + (size + 511) // 512 * 512


def with_size(body: bytes, size: bytes) -> bytes:
    at = first_file(body)
    header = body[at : at + 124] + size + body[at + 136 : at + 512]
    return body[:at] + signed(header) + body[at + 512 :]


LIES: dict[str, Callable[[bytes], bytes]] = {
    "a size that is too large": lambda body: with_size(body, b"%011o\0" % (len(body) * 2)),
    "a size that is too small": lambda body: with_size(body, b"%011o\0" % 512),
    "a size of 8 EiB": lambda body: with_size(body, b"\x80" + (1 << 63).to_bytes(11, "big")),
    "a negative size": lambda body: with_size(body, b"\xff" * 12),
    "a size of letters": lambda body: with_size(body, b"many bytes \0"),
    "a checksum that is wrong": lambda body: body[:148] + b"0000000\0" + body[156:],
    "nothing after the first header": lambda body: body[:512],
    "half of it": lambda body: body[: len(body) // 1024 * 512],
    "no end": lambda body: body.rstrip(b"\0"),
}


@pytest.mark.parametrize("lie", LIES)
@pytest.mark.parametrize("kind", ["archive", "export", "save"])
def test_a_tar_that_lies(places, tmp_path, kind, lie):
    place = places(kind)
    fault = Once(kind, lambda exchange: Reply(200, LIES[lie](place.answer(exchange))))
    assert_clear(place.scan(tmp_path, fault), place.whole)
    assert fault.hit


def test_an_image_with_a_layer_whose_digest_is_another_is_not_kept(places, tmp_path):
    place = places("save")

    def change(exchange: Exchange) -> Fault:
        body = place.answer(exchange)
        at = body.index(b"\x7fELF")
        return Reply(200, body[:at] + b"\x7eELF" + body[at + 4 :])

    ended = place.scan(tmp_path, Once("save", change, None))
    assert (ended.code, contents(ended.store)) == (2, {})
    assert "digest" in ended.out, ended
    with Store.open(ended.store) as store:
        assert store._connection.value("SELECT count(*) FROM image") == 0
