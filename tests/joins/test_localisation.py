import pytest

from drift.joins.localisation import localised
from drift.joins.started import Started
from drift.model.records import LOCALE, TIME_ZONE, Kind, RecordSet
from drift.model.snapshot import Section
from tests.collectors.test_locale_archive import archive
from tests.joins.trees import directory, link, regular, root

NOTHING = Section.ok(RecordSet.of(Kind.CONFIG, ()))
BERLIN = regular("usr/share/zoneinfo/Europe/Berlin", b"TZif2 CET")
GLIBC = (directory("usr/lib/locale"), directory("usr/lib/locale/C.utf8"))


def of(env, contents=None, *others, mounts=()):
    started = Started("", env, frozenset(mounts))
    section = localised(NOTHING, *root(contents or {}, *others), started)
    assert section.set is not None
    return {one.key: one.value for one in section.set.records}


@pytest.mark.parametrize(
    ("zone", "others", "content"),
    [
        ("Europe/Berlin", [BERLIN], {"value": "Europe/Berlin"}),
        (":Europe/Berlin", [BERLIN], {"value": "Europe/Berlin"}),
        ("Europe/Berlin", [], {"value": "Europe/Berlin", "installed": False}),
        ("UTC", [], {"value": "UTC"}),
        ("CET-1CEST", [], {"value": "CET-1CEST"}),
        ("", [], {"value": "UTC"}),
        ("", [BERLIN, link("etc/localtime", "/usr/share/zoneinfo/Europe/Berlin")], {"value": "Europe/Berlin"}),
        (
            "",
            [link("etc/localtime", "/usr/share/zoneinfo/Europe/Berlin")],
            {"value": "Europe/Berlin", "installed": False},
        ),
    ],
)
def test_the_time_zone_is_what_a_program_gets(zone, others, content):
    assert of({"TZ": zone}, None, *others)[TIME_ZONE] == content


def test_a_copy_of_a_zone_is_that_zone_where_the_file_beside_it_names_it():
    contents = {"etc/timezone": b"Europe/Berlin\n", "etc/localtime": b"TZif2 CET"}
    assert of({}, contents, BERLIN)[TIME_ZONE] == {"value": "Europe/Berlin"}
    other = of({}, contents | {"etc/localtime": b"TZif2 other"}, BERLIN)[TIME_ZONE]
    assert other["value"].startswith("/etc/localtime, sha256 ")


@pytest.mark.parametrize("mount", ["etc/localtime", "etc", "usr/share/zoneinfo"])
def test_a_time_zone_that_something_is_mounted_over_is_not_known(mount):
    assert of({}, mounts=[mount]).keys() == {LOCALE}


@pytest.mark.parametrize(
    ("env", "content"),
    [
        ({}, {"value": "POSIX"}),
        ({"LANG": "C.UTF-8"}, {"value": "C.UTF-8"}),
        ({"LANG": "en_US.UTF-8"}, {"value": "en_US.UTF-8", "installed": False}),
        ({"LANG": "C", "LC_ALL": "de_DE.UTF-8"}, {"value": "de_DE.UTF-8", "installed": False}),
    ],
)
def test_a_locale_that_is_not_there_is_told(env, content):
    assert of(env, None, *GLIBC)[LOCALE] == content


def test_a_locale_lies_in_a_folder_or_in_the_archive():
    assert of({"LANG": "de_DE.UTF-8"}, {"usr/lib/locale/locale-archive": archive()})[LOCALE] == {"value": "de_DE.UTF-8"}
    folder = directory("usr/lib/locale/fr_FR.utf8")
    assert of({"LANG": "fr_FR.UTF-8"}, None, *GLIBC, folder)[LOCALE] == {"value": "fr_FR.UTF-8"}


def test_an_archive_that_cannot_be_read_says_nothing_of_what_is_missing():
    broken = {"usr/lib/locale/locale-archive": b"something else"}
    assert of({"LANG": "de_DE.UTF-8"}, broken)[LOCALE] == {"value": "de_DE.UTF-8"}


def test_musl_has_no_locales_to_miss():
    assert of({"LANG": "de_DE.UTF-8"})[LOCALE] == {"value": "de_DE.UTF-8"}


def test_what_is_not_known_stays_so():
    assert localised(NOTHING, *root({}), Started()) is NOTHING
    failed = Section.failed("no")
    assert localised(failed, *root({}), Started("", {})) is failed
