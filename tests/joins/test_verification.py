import base64
import hashlib
import io
from functools import partial

from drift.collectors.packages.checksums import CHECKSUMS
from drift.collectors.reading import KEPT_UNSURE, FactIndex, Reading
from drift.joins.verification import verification, verified_again
from drift.model.entries import FileType
from drift.model.facts import Status
from drift.tree.delta import Delta, lay
from drift.tree.fold import Tree
from tests.collectors.packages.rpm_samples import header, sqlite
from tests.collectors.packages.samples import wall
from tests.joins.trees import REDACTOR, directory, facts_of, link, regular, root, tree_of

CURL, CONFIG, MANUAL = b"\x7fELF curl", b"verbose\n", b"curl(1)"
FILES = {"/usr/bin/curl": CURL, "/etc/curlrc": CONFIG, "/usr/share/man/man1/curl.1": MANUAL, "/usr/lib/x.pyc": b"1"}
RPMDB = "usr/lib/sysimage/rpm/rpmdb.sqlite"
RPM = {RPMDB: sqlite([header("curl", files=FILES, flags={"/etc/curlrc": 17}, modes={"/usr/bin/curl": 0o100755})])}
KEY = "pkg:rpm/redhat/curl"
AS_RECORDED = (
    regular("usr/bin/curl", CURL, 0o755),
    regular("etc/curlrc", CONFIG),
    regular("usr/share/man/man1/curl.1", MANUAL),
)


def records(section):
    assert section.set is not None, section.reason
    return {one.key: one.value for one in section.set.records}


def verified(databases, *entries):
    return records(verification(*root(databases, *entries)))


def sha256(content):
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def test_a_root_as_its_packages_recorded_it_has_nothing_to_say():
    assert verified(RPM, *AS_RECORDED, regular("usr/lib/x.pyc", b"1")) == {}


def test_a_root_without_packages_was_looked_at():
    assert verified({"bin/app": b"x"}) == {}


def test_another_content_is_said_with_its_package_and_both_digests():
    assert verified(RPM, regular("usr/bin/curl", b"\x7fELF evil", 0o755), *AS_RECORDED[1:]) == {
        "/usr/bin/curl": {"package": KEY, "digest": {"expected": sha256(CURL), "found": sha256(b"\x7fELF evil")}}
    }


def test_files_are_looked_up_together():
    tree, facts = root(RPM, *AS_RECORDED)
    together: list[set[str]] = []

    class Watched(Tree):
        def expect(self, paths):
            together.append(set(paths))

    tree.__class__ = Watched
    verification(tree, facts)
    assert {path.removeprefix("/") for path in FILES} in together


SITE = "opt/app/lib/python3.11/site-packages"
MODULE = b"print('hello')\n"


def python(*contents: tuple[str, bytes]) -> dict[str, bytes]:
    """A package that pip installed with one module, and what lies there now."""
    digest = base64.urlsafe_b64encode(hashlib.sha256(MODULE).digest()).rstrip(b"=").decode()
    record = f"shop/__init__.py,sha256={digest},{len(MODULE)}\nshop-1.dist-info/RECORD,,\n"
    metadata = {f"{SITE}/shop-1.dist-info/METADATA": b"Name: shop\nVersion: 1\n\n"}
    return {**metadata, f"{SITE}/shop-1.dist-info/RECORD": record.encode(), **dict(contents)}


def test_a_python_module_that_was_edited_is_said_and_one_that_was_left_out_is_not():
    module = f"{SITE}/shop/__init__.py"
    assert verified(python((module, MODULE))) == {}
    assert verified(python()) == {}
    assert verified(python((module, b"import os\n"))) == {
        f"/{module}": {
            "package": f"pkg:pypi/shop#/{SITE}",
            "digest": {"expected": sha256(MODULE), "found": sha256(b"import os\n")},
        }
    }


def test_another_size_and_mode_are_said():
    content = verified(RPM, regular("usr/bin/curl", b"", 0o4755), *AS_RECORDED[1:])["/usr/bin/curl"]
    assert content["size"] == {"expected": len(CURL), "found": 0}
    assert content["mode"] == {"expected": "0755", "found": "4755"}


def test_a_file_that_is_gone_is_said():
    assert verified(RPM, *AS_RECORDED[1:]) == {
        "/usr/bin/curl": {"package": KEY, "type": {"expected": "file", "found": "absent"}}
    }


def test_a_file_that_became_a_directory_or_a_link_is_said():
    assert verified(RPM, directory("usr/bin/curl"), *AS_RECORDED[1:])["/usr/bin/curl"]["type"]["found"] == "directory"
    assert verified(RPM, link("usr/bin/curl", "evil"), *AS_RECORDED[1:])["/usr/bin/curl"]["type"]["found"] == "symlink"


def test_what_may_be_edited_may_be_edited_and_may_be_gone():
    edited = (AS_RECORDED[0], regular("etc/curlrc", b"silent\n"), AS_RECORDED[2])
    assert verified(RPM, *edited) == {}
    assert verified(RPM, AS_RECORDED[0], AS_RECORDED[2]) == {}


def test_the_mode_of_what_may_be_edited_counts():
    opened = (AS_RECORDED[0], regular("etc/curlrc", CONFIG, 0o666), AS_RECORDED[2])
    assert verified(RPM, *opened) == {"/etc/curlrc": {"package": KEY, "mode": {"expected": "0644", "found": "0666"}}}


def test_manuals_that_were_removed_and_bytecode_that_was_made_again_are_no_matter():
    assert verified(RPM, *AS_RECORDED[:2], regular("usr/lib/x.pyc", b"2")) == {}


def test_a_manual_that_was_changed_is_said():
    assert set(verified(RPM, *AS_RECORDED[:2], regular("usr/share/man/man1/curl.1", b"x"))) == {
        "/usr/share/man/man1/curl.1"
    }


def test_files_are_found_behind_links_to_directories():
    databases = {RPMDB: sqlite([header("libc", files={"/lib64/libc.so": CURL})])}
    moved = (link("lib64", "usr/lib64"), regular("usr/lib64/libc.so", CURL))
    assert verified(databases, *moved) == {}
    assert set(verified(databases, moved[0], regular("usr/lib64/libc.so", b"x" * len(CURL)))) == {"/usr/lib64/libc.so"}


def test_a_file_of_two_packages_is_in_order_where_it_is_as_one_recorded_it():
    both = [header("a", files={"/usr/x": b"1"}), header("b", files={"/usr/x": b"2"})]
    for headers in (both, both[::-1]):
        assert verified({RPMDB: sqlite(headers)}, regular("usr/x", b"2")) == {}


def test_what_chisel_recorded_is_compared():
    line = {"kind": "path", "path": "/usr/bin/a", "mode": "0755", "slices": ["a_bins"], "sha256": "ab" * 32, "size": 1}
    assert set(verified({"var/lib/chisel/manifest.wall": wall(line)}, regular("usr/bin/a", b"1", 0o755))) == {
        "/usr/bin/a"
    }


def test_apk_records_the_target_of_a_link():
    checksum = b"Q1" + base64.b64encode(hashlib.sha1(b"libz.so.1.3").digest())
    installed = {"lib/apk/db/installed": b"P:zlib\nV:1.3\nF:lib\nR:libz.so.1\na:0:0:777\nZ:" + checksum + b"\n"}
    assert verified(installed, link("lib/libz.so.1", "libz.so.1.3")) == {}
    assert set(verified(installed, link("lib/libz.so.1", "evil.so"))) == {"/lib/libz.so.1"}


def test_an_md5_is_not_compared_where_nothing_has_it():
    sums = {"var/lib/dpkg/info/curl.md5sums": b"0" * 32 + b"  usr/bin/curl\n"}
    assert verified(sums, regular("usr/bin/curl", CURL)) == {}
    assert set(verified(sums)) == {"/usr/bin/curl"}


def test_a_diverted_file_is_looked_for_where_it_is_now():
    databases = {
        "var/lib/dpkg/info/bash.md5sums": b"0" * 32 + b"  bin/sh\n",
        "var/lib/dpkg/diversions": b"/bin/sh\n/bin/sh.distrib\ndash\n",
    }
    assert set(verified(databases, regular("bin/sh", b"dash"))) == {"/bin/sh.distrib"}
    assert verified(databases, regular("bin/sh.distrib", b"bash")) == {}


def test_lists_that_were_not_read_are_a_failure():
    section = verification(tree_of(regular(RPMDB, RPM[RPMDB])), FactIndex())
    assert section.status is Status.FAILED
    assert RPMDB in section.reason


def test_a_digest_that_would_tell_a_secret_is_not_kept():
    databases = {RPMDB: sqlite([header("a", files={"/srv/id_rsa": b"sample"})])}
    content = verified(databases, regular("srv/id_rsa", b"secret"))["/srv/id_rsa"]
    assert content["digest"] == {"expected": sha256(b"sample"), "found": "another"}


MD5SUMS = b"".join(
    hashlib.md5(content).hexdigest().encode() + b"  " + path.encode() + b"\n"
    for path, content in {"usr/bin/curl": CURL, "usr/lib/libcurl.so": b"lib"}.items()
)
DPKG = {"var/lib/dpkg/info/curl.md5sums": MD5SUMS}


def container(changed, removed=(), explained=(), contents=None):
    """A container over an image with two files of a package, one of them altered in the image already."""
    tree, facts = root(
        DPKG, regular("usr/bin/curl", CURL), regular("usr/lib/libcurl.so", b"lib"), link("lib", "usr/lib")
    )
    of_image = verification(tree, facts)
    reading = Reading(REDACTOR, before=tree.entry)
    for path, content in (contents or {}).items():
        if reading.limit(path, len(content), content[:64]):
            reading.take(path, hashlib.sha256(content).digest(), io.BytesIO(content))
    delta = Delta({entry.path: entry for entry in changed}, frozenset(removed))
    return records(
        verified_again(of_image, tree, delta, lay(tree, delta), FactIndex(reading.facts(), facts), explained)
    )


def test_what_a_container_changed_is_compared_by_md5():
    evil = b"evil"
    assert container([regular("usr/bin/curl", evil)], contents={"usr/bin/curl": evil}) == {
        "/usr/bin/curl": {
            "package": "pkg:deb/debian/curl",
            "digest": {
                "expected": f"md5:{hashlib.md5(CURL).hexdigest()}",
                "found": f"md5:{hashlib.md5(evil).hexdigest()}",
            },
        }
    }


def test_what_a_container_only_touched_is_as_it_was():
    assert container([regular("usr/bin/curl", CURL, 0o700)], contents={"usr/bin/curl": CURL}) == {}


def test_what_a_container_removed_is_gone():
    assert set(container([], ["usr/bin/curl"])) == {"/usr/bin/curl"}


def test_what_something_explains_is_no_difference():
    assert container([], ["usr/bin/curl"], explained=["usr/bin/curl"]) == {}


def test_new_files_need_no_look_at_any_list():
    assert container([regular("srv/data", b"x")]) == {}


def test_a_list_that_a_container_changed_is_read_again():
    sums = b"0" * 32 + b"  usr/bin/other\n"
    tree, facts = root(DPKG, regular("usr/bin/curl", CURL), regular("usr/lib/libcurl.so", b"lib"))
    delta = Delta({"var/lib/dpkg/info/curl.md5sums": regular("var/lib/dpkg/info/curl.md5sums", sums)}, frozenset())
    known = facts_of({"var/lib/dpkg/info/curl.md5sums": sums}, behind=facts)
    found = verified_again(verification(tree, facts), tree, delta, lay(tree, delta), known)
    assert set(records(found)) == {"/usr/bin/other"}


def test_a_link_to_a_directory_that_leads_elsewhere_moves_what_is_behind_it():
    databases = {"var/lib/dpkg/info/curl.md5sums": b"0" * 32 + b"  lib/libcurl.so\n"}
    tree, facts = root(databases, regular("usr/lib/libcurl.so", b"lib"), link("lib", "usr/lib"))
    delta = Delta({"lib": link("lib", "srv")}, frozenset())
    found = verified_again(verification(tree, facts), tree, delta, lay(tree, delta), facts)
    assert set(records(found)) == {"/lib/libcurl.so"}


def test_what_was_wrong_in_the_image_stays_wrong_and_what_was_mended_is_not():
    tree, facts = root(RPM, *AS_RECORDED[1:], regular("usr/bin/curl", b"evil", 0o755))
    of_image = verification(tree, facts)
    untouched, mended = (
        Delta({}, frozenset()),
        Delta({"usr/bin/curl": regular("usr/bin/curl", CURL, 0o755)}, frozenset()),
    )
    assert verified_again(of_image, tree, untouched, lay(tree, untouched), facts) is of_image
    assert records(verified_again(of_image, tree, mended, lay(tree, mended), facts)) == {}


def of_image(path, size=9):
    return regular(path, b"x" * size) if path != "usr/bin/new" else None


def checksums_made_of(path, content, before=of_image):
    reading = Reading(REDACTOR, before=before)
    if reading.limit(path, len(content), content[:64]):
        reading.take(path, hashlib.sha256(content).digest(), io.BytesIO(content))
    return [one.collector for one in reading.facts() if one.collector == CHECKSUMS.name]


def test_checksums_are_made_of_what_is_another_than_in_the_image_and_of_nothing_else():
    assert checksums_made_of("usr/bin/curl", b"other") == ["checksums"]
    assert checksums_made_of("usr/bin/curl", b"y" * 9) == ["checksums"]
    assert checksums_made_of("usr/bin/curl", b"x" * 9) == []
    assert checksums_made_of("usr/bin/new", b"other") == []
    assert checksums_made_of("usr/bin/curl", b"other", before=None) == []
    assert checksums_made_of("root/.ssh/id_rsa", b"secret") == []


def test_a_large_file_is_kept_only_where_its_size_says_that_it_is_another():
    of_size = partial(of_image, size=KEPT_UNSURE + 1)
    reading = Reading(REDACTOR, before=of_size)
    assert reading.limit("usr/bin/a", KEPT_UNSURE + 1, b"") == 0
    assert reading.limit("usr/bin/a", KEPT_UNSURE + 2, b"") == KEPT_UNSURE + 2
    assert reading.limit("usr/bin/a", CHECKSUMS.limit + 1, b"") == 0


def test_a_device_in_a_packages_place_is_said():
    device = regular("usr/bin/curl")._replace(type=FileType.CHARACTER, sha256=None, rdev="1:3")
    assert verified(RPM, device, *AS_RECORDED[1:])["/usr/bin/curl"]["type"]["found"] == "char-device"
