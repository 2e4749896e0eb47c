from drift.model.findings import Effect
from drift.model.records import Kind
from tests.policy.made import change, file, file_change, found, package

PCRE, SONAME = "pkg:deb/debian/libpcre2-8-0", "libpcre2-8.so.0"
PLACE = f"/usr/lib/x86_64-linux-gnu/{SONAME}"
PURGED = (package(PCRE, "10.42", None), file_change(PLACE, file(), None, explained=PCRE))


def lacking(path, name=SONAME):
    found_at = {"type": "pie", "needed": {name: f"/usr/lib/x86_64-linux-gnu/{name}"}}
    return change(Kind.LIBRARIES, path, found_at, {"type": "pie", "needed": {name: None}})


def consequences(*changes):
    return {one.rule: (one.consequence, one.effect) for one in found(*changes)}


def test_a_package_that_is_gone_leads_to_what_does_not_start_without_its_library():
    told = consequences(*PURGED, lacking("/usr/bin/git"))
    assert told["package-removed"] == told["library-missing"] == ("/usr/bin/git does not start", Effect.NO_START)


def test_of_several_programs_the_first_is_named_and_the_others_are_counted():
    told = consequences(*PURGED, lacking("/usr/bin/less"), lacking("/usr/bin/git"))
    assert told["package-removed"] == ("/usr/bin/git does not start, and 1 more lack it", Effect.NO_START)


def test_a_library_that_another_package_had_is_nothing_to_it():
    told = consequences(*PURGED, lacking("/usr/bin/app", "libother.so.1"))
    assert told["package-removed"] == ("", None)
