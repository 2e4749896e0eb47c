import hashlib
import io
from collections.abc import Sequence
from typing import Any, BinaryIO

import pytest

from drift.collectors import COLLECTORS
from drift.collectors.interface import Collector, Unreadable
from drift.collectors.reading import FactIndex, Reading
from drift.model.canonical import to_text
from drift.model.facts import Fact, Status, fact_key
from drift.model.protocols import Facts
from drift.model.records import Kind
from tests.collectors.recorded import REDACTOR


def parse(content: BinaryIO, name: str) -> Any:
    text = content.read()
    if text == b"bad":
        raise Unreadable("it is bad")
    return None if text == b"none" else {"name": name, "text": to_text(text)}


def toy(**changes: Any) -> Collector:
    return Collector("toy", 3, Kind.PACKAGES, ("**/*.toy",), parse, **{"limit": 10, **changes})


def facts(
    content: bytes, path: str = "a/b.toy", collectors: Sequence[Collector] = (), known: Facts | None = None
) -> list[Fact]:
    reading = Reading(REDACTOR, known, collectors or [toy()])
    limit = reading.limit(path, len(content), content[:64])
    if limit:
        reading.take(path, hashlib.sha256(content).digest(), io.BytesIO(content[:limit]))
    return reading.facts()


def test_a_wanted_file_becomes_a_fact_without_its_path():
    (fact,) = facts(b"abc")
    assert fact.value == {"name": "b.toy", "text": "abc"}
    assert fact[:5] == (hashlib.sha256(b"abc").digest(), "b.toy", "toy", 3, Status.OK)


def test_a_file_that_nobody_wants_is_not_kept():
    assert Reading(REDACTOR, collectors=[toy()]).limit("a/b.txt", 3, b"abc") == 0


def test_content_that_cannot_be_read_is_a_failed_fact():
    (fact,) = facts(b"bad")
    assert (fact.status, fact.reason, fact.content) == (Status.FAILED, "it is bad", "")


def test_content_without_such_a_thing_is_an_absent_fact():
    (fact,) = facts(b"none")
    assert (fact.status, fact.value) == (Status.ABSENT, None)


def test_an_empty_file_is_wanted_too():
    assert Reading(REDACTOR, collectors=[toy()]).limit("b.toy", 0, b"") == 1
    assert facts(b"")[0].value["text"] == ""


def test_a_file_over_the_limit_is_failed():
    (fact,) = facts(b"x" * 11)
    assert (fact.status, fact.reason) == (Status.FAILED, "11 bytes are more than the 10 that are read")


def test_a_file_over_the_limit_may_be_read_as_far_as_it_goes():
    (fact,) = facts(b"x" * 11, collectors=[toy(oversize=Status.OK)])
    assert fact.value["text"] == "x" * 10


def test_a_file_over_the_limit_may_be_left_alone():
    assert facts(b"x" * 11, collectors=[toy(oversize=Status.ABSENT)]) == []


def test_the_larger_limit_of_two_collectors_is_kept_and_each_has_its_own():
    other = Collector("other", 1, None, ("**/*.toy",), parse, limit=4, oversize=Status.OK)
    found = {fact.collector: fact.value["text"] for fact in facts(b"x" * 8, collectors=[toy(), other])}
    assert found == {"toy": "x" * 8, "other": "x" * 4}


def test_the_same_bytes_under_the_same_name_are_parsed_once():
    reading = Reading(REDACTOR, collectors=[toy()])
    for path in ("a/b.toy", "c/b.toy", "c/d.toy"):
        reading.limit(path, 3, b"abc")
        reading.take(path, hashlib.sha256(b"abc").digest(), io.BytesIO(b"abc"))
    assert [fact.name for fact in reading.facts()] == ["b.toy", "d.toy"]
    assert reading.facts() == []


def test_what_is_known_is_not_parsed_again():
    known = FactIndex(facts(b"abc"))
    assert facts(b"abc", known=known) == []
    assert len(facts(b"abd", known=known)) == 1


def test_a_document_is_redacted_before_it_is_a_fact():
    content = b'{"password": "hunter2", "port": 80}'
    (fact,) = facts(content, "app/config.json", COLLECTORS)
    assert "hunter2" not in fact.content
    assert fact.value["document"]["port"] == 80


def test_lines_are_redacted_before_they_are_a_fact():
    (fact,) = facts(b"password = hunter2\nport = 80\n", "etc/app.rules", COLLECTORS)
    assert "hunter2" not in fact.content
    assert fact.value["lines"][1] == "port = 80"


@pytest.mark.parametrize("path", ["etc/shadow", "etc/ssl/private/app.conf", "root/.aws/config.json", "etc/app.key"])
def test_a_file_at_a_secret_path_has_no_document(path):
    assert [one for one in facts(b"hunter2", path, COLLECTORS) if one.status is not Status.ABSENT] == []


def test_versions_name_every_collector():
    assert Reading(REDACTOR).versions() == {one.name: one.version for one in COLLECTORS}


def test_facts_in_memory_stand_in_front_of_others():
    (old,), (new,) = facts(b"abc"), facts(b"abd")
    behind = FactIndex([old])
    index = FactIndex([new], behind)
    assert index.get([fact_key(old), fact_key(new)]) == {fact_key(old): old, fact_key(new): new}
