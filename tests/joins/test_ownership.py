from drift.collectors.reading import FactIndex
from drift.joins.ownership import owners
from tests.joins.trees import link, regular, root, tree_of

LISTS = {
    "var/lib/dpkg/info/curl.list": b"/.\n/usr\n/usr/bin\n/usr/bin/curl\n",
    "var/lib/dpkg/info/dash.list": b"/.\n/bin\n/bin/sh\n",
    "var/lib/dpkg/info/libc6:amd64.list": b"/lib/x86_64-linux-gnu/libc.so.6\n",
    "usr/lib/os-release": b"ID=ubuntu\n",
}


def test_a_path_has_the_package_that_lists_it():
    tree, facts = root(LISTS)
    assert owners(tree, facts, ["usr/bin/curl", "srv/mine"]) == {"usr/bin/curl": "pkg:deb/ubuntu/curl"}


def test_a_file_behind_a_merged_directory_has_its_package():
    tree, facts = root(LISTS, link("bin", "usr/bin"), link("lib", "/usr/lib"))
    asked = ["usr/bin/sh", "usr/lib/x86_64-linux-gnu/libc.so.6"]
    assert owners(tree, facts, asked) == {asked[0]: "pkg:deb/ubuntu/dash", asked[1]: "pkg:deb/ubuntu/libc6"}


def test_without_the_link_it_is_another_file():
    tree, facts = root(LISTS)
    assert owners(tree, facts, ["usr/bin/sh"]) == {}


def test_lists_that_were_not_read_name_no_owner():
    tree = tree_of(regular("var/lib/dpkg/info/curl.list", b"/usr/bin/curl\n"))
    assert owners(tree, FactIndex(), ["usr/bin/curl"]) == {}


def test_a_root_without_packages_has_no_owners():
    assert owners(*root({"bin/app": b"x"}), ["bin/app"]) == {}
