"""Services as several environments have them: what differs, what is equal, and what nobody knows."""

import pytest

from drift.model.findings import Severity
from drift.model.records import Kind, RecordSet, record
from drift.model.snapshot import Section, Snapshot
from drift.report import joined
from drift.report.excerpts import LONGEST, excerpts
from drift.report.joined import KindRows, weights_of
from drift.report.room import Room
from drift.report.side_by_side import OF_NAMES, OF_RECORDS, Deployed, Held, ServiceSides, SideBySide, side_by_side
from tests.render.shop import finding, secret
from tests.render.sides import held, packages, sides, values

THREE = ("dev", "staging", "production")


def beside(*environments: Held, weights=None) -> SideBySide:
    names = THREE[: len(environments)]
    made = side_by_side(names, [Deployed("web", dict(zip(names, environments, strict=True)))], weights or {})
    assert made
    return made


def service(*environments: Held, weights=None) -> ServiceSides:
    made = beside(*environments, weights=weights)
    return (*made.services, *made.equal)[0]


def kind(*environments: Held, weights=None) -> KindRows:
    return service(*environments, weights=weights).kinds[0]


def said(rows: KindRows) -> dict[str, list[str]]:
    return {row.name: ["".join(mark.text for mark in one.marks) or one.state for one in row.cells] for row in rows.rows}


def test_a_row_has_what_each_environment_says_and_the_equal_ones_are_counted():
    found = kind(
        held(env=values(LEVEL="debug", TZ="UTC")), held(env=values(LEVEL="debug", TZ="UTC")), held(env=values(TZ="UTC"))
    )
    assert said(found) == {"LEVEL": ["debug", "debug", "-"]}
    assert [row.classes.of for row in found.rows] == [("0", "0", "-")]
    assert (found.differing, found.equal, found.equal_names) == (1, 1, ("TZ",))


def test_each_two_environments_have_their_numbers():
    found = kind(held(env=values(A=1, B=1, C=1)), held(env=values(A=2, B=1, C=1)), held(env=values(A=1, C=1)))
    assert found.pairs == ((1, 2), (1, 2), (2, 1))
    assert found.pairs_text == "1/2 1/2 2/1"


def test_the_words_that_differ_from_any_other_are_marked():
    found = kind(held(env=values(A="one two")), held(env=values(A="one three")), held(env=values(A="one two")))
    marks = [[mark.text for mark in cell.marks if mark.differs] for cell in found.rows[0].cells]
    assert marks == [["two"], ["three"], ["two"]]
    assert [cell.state for cell in found.rows[0].cells] == ["", "", ""]


def test_what_is_as_in_the_environment_before_says_so():
    found = kind(held(env=values(A=1)), held(env=values(A=1)), held(env=values(A=2)))
    assert [cell.state for cell in found.rows[0].cells] == ["", "as-before", ""]


def test_sets_with_one_digest_are_counted_and_not_read():
    class Unread(RecordSet):
        def __len__(self) -> int:
            return 1204

        @property
        def records(self):
            raise AssertionError("read")

    equal = Unread.__new__(Unread)
    vars(equal).update(kind=Kind.PACKAGES, digest=b"same")
    one = Held(Snapshot(None, {Kind.PACKAGES: Section.ok(equal)}), ("web-1",), 1)
    made = service(one, one)
    assert made.is_equal
    assert made.equal_kinds == ((Kind.PACKAGES, 1204),)


def test_what_could_not_be_read_is_neither_equal_nor_gone():
    found = kind(held(packages=packages(3)), held(packages="damaged"), held(packages=packages(3, curl="1")))
    assert found.unread == (("staging", "damaged"),)
    assert said(found) == {"curl": ["-", "?", "1"]}
    assert found.pairs == (None, (1, 3), None)


def test_one_side_alone_is_compared_with_nothing():
    made = service(held(packages=packages(3)), held(packages="damaged"))
    assert [(rows.differing, rows.equal) for rows in made.kinds] == [(0, 0)]
    assert made.unread == ("packages of staging",)
    assert not made.is_equal
    assert service(held(packages=packages(3)), held()).equal == 0


def test_an_environment_without_the_service_is_no_difference():
    one = held(env=values(A=1))
    made = side_by_side(THREE, [Deployed("web", {"dev": one, "production": one})], {})
    assert made
    assert made.services == ()
    assert [column.note for column in made.equal[0].columns] == ["shop-1", "", "shop-1"]


def test_a_service_that_only_one_environment_has_is_named():
    made = sides()
    assert not made.is_cut
    assert made.alone == (("batch", "dev"),)
    assert [one.service for one in made.equal] == ["worker"]
    assert side_by_side(THREE, [Deployed("web", {"dev": held()})], {}) is None


def test_of_a_secret_only_same_or_another_is_said():
    found = kind(held(env={"KEY": secret("a")}), held(env={"KEY": secret("b")}), held(env={"KEY": secret("a")}))
    assert said(found) == {"KEY": ["secret A", "secret B", "secret A"]}


def test_the_same_secret_under_another_key_cannot_be_compared_and_is_shown():
    other = secret("a") | {"key_id": "00000000"}
    found = kind(held(env={"KEY": secret("a")}), held(env={"KEY": other}))
    assert said(found) == {"KEY": ["secret A", "?"]}
    assert found.pairs == ((0, 0),)


def test_the_time_zone_of_a_side_that_could_not_be_looked_at_is_no_difference():
    made = service(held(config=values(time_zone="UTC", user="app")), held(config=values(user="app")))
    assert made.is_equal
    assert made.equal_kinds == ((Kind.CONFIG, 1),)


def test_the_worst_come_first_and_what_is_cut_is_counted(monkeypatch):
    monkeypatch.setattr(joined, "ROWS", 2)
    weights = {("web", Kind.ENV, "Z"): Severity.HIGH}
    found = kind(held(env=values(A=1, B=1, Z=1)), held(env=values(A=2, Z=2)), weights=weights)
    assert [(row.name, row.severity) for row in found.rows] == [("Z", Severity.HIGH), ("B", None)]
    assert (found.differing, found.more) == (3, 1)


def test_what_findings_of_two_environments_say_weighs():
    one = finding("env-missing", Severity.HIGH, Kind.ENV, "A", environments=("dev", "staging"), service="web")
    alone = finding("env-missing", Severity.CRITICAL, Kind.ENV, "A", environments=("staging",), service="web")
    assert weights_of([one, alone]) == {("web", Kind.ENV, "A"): Severity.HIGH}


def test_there_is_room_for_so_many_rows_on_a_page_and_no_more():
    equal = {f"E{n}": 0 for n in range(joined.NAMES)}
    differing = [values(**equal, **{f"V{n}": f"{n} of {name}" for n in range(joined.ROWS)}) for name in THREE]
    environments = {name: held(env=env) for name, env in zip(THREE, differing, strict=True)}
    made = side_by_side(THREE, [Deployed(f"s{n}", environments) for n in range(99)], {})
    assert made
    rows = [one for service in made.services for one in service.kinds]
    assert sum(len(text) for one in rows for row in one.rows for text in row.texts) < OF_RECORDS
    assert sum(len(name) for one in rows for name in one.equal_names) < OF_NAMES
    assert made.is_cut
    assert len(rows[0].rows) == joined.ROWS
    assert (len(rows[-1].rows), rows[-1].more) == (0, joined.ROWS)


def test_what_grows_on_its_way_into_a_page_takes_more_room():
    room = Room(100)
    assert room.take(["a" * 40], 10)
    assert not room.take(["<" * 10], 0)
    assert not room.take(["a"], 0), "nothing lesser comes in behind what had no room"


def test_a_package_is_read_by_its_name_and_a_library_by_its_base_name():
    found = sides().services[0]
    places = {row.place + row.name: row.name for rows in found.kinds for row in rows.rows}
    assert places["pkg:deb/debian/openssl"] == "openssl"
    assert places["/usr/lib/x86_64-linux-gnu/libssl.so.3"] == "libssl.so.3"
    python = record(Kind.PACKAGES, "pkg:pypi/flask#/opt/app/venv", {"versions": ["3.0"]})
    other = record(Kind.PACKAGES, "pkg:pypi/flask#/opt/app/venv", {"versions": ["3.1"]})
    both = [
        Held(Snapshot(None, {Kind.PACKAGES: Section.ok(RecordSet.of(Kind.PACKAGES, [one]))}), ("a",), 1)
        for one in (python, other)
    ]
    assert said(kind(*both)) == {"flask#/opt/app/venv": ["3.0", "3.1"]}


def test_long_values_are_cut_where_they_differ():
    one, other = excerpts(["x" * 500 + "left", "x" * 500 + "right"])
    assert "left" in one
    assert "right" in other
    assert len(one) < LONGEST
    assert excerpts(["short", "texts"]) == ["short", "texts"]


@pytest.mark.parametrize("tail", ["", "y" * 4000])
def test_texts_that_differ_are_never_cut_to_the_same(tail):
    found = excerpts(
        [f"{'a' * 400}1{'b' * 400}1{tail}", f"{'a' * 400}2{'b' * 400}1{tail}", f"{'a' * 400}2{'b' * 400}2{tail}"]
    )
    assert len(set(found)) == 3


def test_a_file_has_the_differences_of_each_two_contents_neighbours_first():
    document = sides().services[0].documents[0]
    assert document.path == "/etc/app/app.yaml"
    assert [(pair.before_in, pair.after_in, pair.are_near) for pair in document.pairs] == [
        (("dev", "integration"), ("staging",), True),
        (("staging",), ("production",), True),
        (("dev", "integration"), ("production",), False),
    ]
    assert [part.place for part in document.pairs[0].parts] == ["log.level", "server.workers"]


def test_lines_of_a_text_stand_beside_each_other():
    document = sides().services[0].documents[1]
    lines = [line for part in document.pairs[0].parts for line in part.lines]
    texts = [["".join(mark.text for mark in marks) if marks else None for marks in line[:2]] for line in lines]
    assert texts == [
        ["worker_processes 4;", "worker_processes 16;"],
        ["  server_tokens off;", "  server_tokens on;"],
        [None, "  gzip on;"],
    ]
    assert [mark.text for mark in lines[0].after or () if mark.differs] == ["16"]


def test_a_file_that_one_environment_does_not_have_or_nobody_understood_has_no_diff():
    made = service(
        held(env=values(A=1), documents={"/a": {"format": "text", "lines": ["x"]}, "/b": None}),
        held(env=values(A=2), documents={"/a": None}),
    )
    assert made.documents == ()
