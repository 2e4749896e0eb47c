import pytest

from drift.model.canonical import Document
from drift.model.changes import ChangeType
from drift.model.findings import Severity
from drift.model.records import Kind
from drift.report.parts import Value
from drift.report.values import differing, texts
from tests.render.shop import file, finding, secret


def values_of(
    kind: Kind, key: str, before: Document | None, after: Document | None, change: ChangeType = ChangeType.CHANGED
) -> tuple[Value, ...]:
    one = finding("rule", Severity.HIGH, kind, key, before=before, after=after, change=change)
    return differing(one)


def test_of_a_changed_file_only_the_fields_that_differ_are_told():
    before, after = file("0644", content="same"), file("0755", content="same")
    assert values_of(Kind.FILES, "/a", before, after) == (Value("mode", "0644", "0755"),)


def test_of_an_added_file_every_field_is_told_and_nothing_stands_before():
    values = values_of(Kind.FILES, "/a", None, file("4755", size=1), ChangeType.ADDED)
    assert [one.label for one in values] == ["type", "mode", "owner", "size", "content"]
    assert {one.before for one in values} == {None}
    assert values[3].after == "1 byte"


def test_a_removed_path_of_a_delta_has_nothing():
    assert all(one.after is None for one in values_of(Kind.FILES, "/a", file(), {"type": "absent"}))


def test_a_moved_file_tells_both_paths():
    before = file(content="x") | {"path": "/old"}
    assert values_of(Kind.FILES, "/new", before, file(content="x"), ChangeType.MOVED) == (
        Value("path", "/old", "/new"),
    )


def test_a_file_that_changed_while_it_was_read_says_so():
    assert texts(Kind.FILES, "/a", file() | {"sha256": None})["content"] == "changed while it was read"


def test_a_link_a_device_and_a_capability_are_told_in_their_own_words():
    link = {"type": "symlink", "uid": 0, "gid": 0, "linkname": "../b"}
    device = {"type": "char-device", "mode": "0600", "uid": 0, "gid": 0, "rdev": "1:3", "capability": "01"}
    assert texts(Kind.FILES, "/a", link)["link to"] == "../b"
    assert (texts(Kind.FILES, "/a", device)["device"], texts(Kind.FILES, "/a", device)["capability"]) == ("1:3", "01")


def test_a_secret_is_a_fingerprint_with_its_key():
    found = texts(Kind.ENV, "TOKEN", secret("hunter2"))["value"]
    assert found.startswith("secret, fingerprint ")
    assert found.endswith("(key 8c1f02aa)")


@pytest.mark.parametrize(
    ("key", "value", "text"),
    [
        ("memory", 536870912, "512 MiB"),
        ("memory", 0, "0"),
        ("nano_cpus", 1500000000, "1.5 CPUs"),
        ("pids_limit", 1024, "1024"),
        ("privileged", True, "yes"),
        ("cap_add", ["SYS_ADMIN"], '["SYS_ADMIN"]'),
        ("network_mode", "", '""'),
        ("memory_swap", None, "none"),
    ],
)
def test_a_run_time_value_is_told_in_the_units_of_its_key(key, value, text):
    assert texts(Kind.RUNTIME, key, {"value": value}) == {"value": text}


def test_a_value_with_fields_is_told_field_by_field():
    before = {"value": {"test": ["CMD", "true"], "interval": 30}}
    after = {"value": {"test": ["CMD", "true"], "interval": 60}}
    assert values_of(Kind.CONFIG, "healthcheck", before, after) == (Value("interval", "30", "60"),)


@pytest.mark.parametrize(
    ("stale", "said"),
    [
        ({"differ": 0, "absent": 0, "examples": []}, "all, unchanged"),
        ({"differ": 2, "absent": 1, "examples": ["/a", "/b", "/c"]}, "2 otherwise, 1 not: /a, /b, /c"),
        ({"differ": 0, "absent": 1, "examples": ["/a"]}, "1 not: /a"),
    ],
)
def test_a_volume_tells_which_of_the_image_s_files_it_has(stale, said):
    assert (
        texts(Kind.MOUNTS, "/d", {"type": "volume", "source": "v", "rw": True, "stale": stale})["holds of them"] == said
    )


def test_a_mount_tells_its_access_and_what_it_hides():
    mount = {"type": "bind", "source": "/srv", "rw": False, "hides": {"count": 5, "examples": ["/a", "/b"]}}
    assert texts(Kind.MOUNTS, "/data", mount) == {
        "type": "bind",
        "source": "/srv",
        "access": "read only",
        "hides": "5 files of the image: /a, /b",
    }


def test_a_package_tells_all_its_versions():
    package = {"versions": ["1.0", "2.0"], "architectures": [], "source": None, "evidence": ["/var/lib/dpkg/status"]}
    assert texts(Kind.PACKAGES, "pkg:deb/debian/a", package) == {
        "version": "1.0, 2.0",
        "read from": "/var/lib/dpkg/status",
    }


def test_a_side_that_could_not_be_compared_tells_why():
    values = values_of(Kind.PACKAGES, "", {"reason": "status ends within a stanza"}, None, ChangeType.INCOMPARABLE)
    assert values == (Value("reason", "status ends within a stanza", None),)


def test_a_gap_tells_what_its_title_does_not():
    content = {"age_seconds": 93600, "max_age_seconds": 86400, "at": "2026-11-23T00:00:00Z"}
    assert texts(Kind.COVERAGE, "age", content) == {}
    assert texts(Kind.COVERAGE, "ambiguous:web", {"candidates": ["a/web", "b/web"]}) == {"could be": "a/web, b/web"}


def test_a_kind_without_words_of_its_own_is_told_by_its_fields():
    assert texts(Kind.SCRIPTS, "root", {"command": "/bin/true", "at": ["1", "2"]}) == {
        "at": '["1", "2"]',
        "command": "/bin/true",
    }


def test_a_program_is_told_by_each_library_that_it_needs():
    needed = {"libc.so.6": "/usr/lib/libc.so.6", "libx.so.1": None}
    content = {"machine": "x86_64", "needed": needed, "missing": {"liby.so.1": "/usr/lib/libz.so.1"}}
    assert texts(Kind.LIBRARIES, "/bin/a", content) == {
        "machine": "x86_64",
        "further down is missing liby.so.1": "/usr/lib/libz.so.1",
        "needs libc.so.6": "/usr/lib/libc.so.6",
        "needs libx.so.1": "not found",
    }


def test_a_record_with_fields_that_are_not_ours_is_still_told():
    assert texts(Kind.FILES, "/a", {"type": 7, "uid": None, "size": "big"}) == {"type": "7", "owner": "None:?"}
    assert texts(Kind.MOUNTS, "/a", {"hides": "everything"})["access"] == "read only"


def test_what_a_package_recorded_stands_in_brackets():
    content: Document = {
        "package": "pkg:deb/debian/curl",
        "mode": {"expected": "0755", "found": "4755"},
        "digest": {"expected": "sha256:" + "0a" * 32, "found": "another"},
    }
    assert texts(Kind.VERIFICATION, "/usr/bin/curl", content) == {
        "package": "pkg:deb/debian/curl",
        "mode": "4755 (recorded: 0755)",
        "digest": "another (recorded: sha256 0a0a0a0a0a0a0a0a)",
    }
