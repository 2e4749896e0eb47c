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


def test_a_path_of_several_packages_is_said_of_one_only_where_it_is_no_directory():
    lists = {
        "var/lib/dpkg/info/a.list": b"/usr\n/usr/share\n/usr/share/both\n",
        "var/lib/dpkg/info/b.list": b"/usr\n/usr/share/both\n",
    }
    tree, facts = root(lists | {"usr/share/both": b""})
    assert owners(tree, facts, ["usr", "usr/share", "usr/share/both"]) == {
        "usr/share": "pkg:deb/debian/a",
        "usr/share/both": "pkg:deb/debian/a",
    }


def test_a_diverted_file_lies_elsewhere_and_its_path_is_the_diverters():
    lists = {
        "var/lib/dpkg/info/bash.list": b"/bin/sh\n",
        "var/lib/dpkg/info/dash.list": b"/bin/sh\n",
        "var/lib/dpkg/diversions": b"/bin/sh\n/bin/sh.distrib\ndash\n",
    }
    assert owners(*root(lists), ["bin/sh", "bin/sh.distrib"]) == {
        "bin/sh": "pkg:deb/debian/dash",
        "bin/sh.distrib": "pkg:deb/debian/bash",
    }


def test_in_a_distroless_image_the_stanza_names_the_package():
    lists = {
        "var/lib/dpkg/status.d/base": b"Package: base-files\nVersion: 12.4\nArchitecture: amd64\n",
        "var/lib/dpkg/status.d/base.md5sums": b"d41d8cd98f00b204e9800998ecf8427e  usr/share/base-files/motd\n",
    }
    assert owners(*root(lists), ["usr/share/base-files/motd"]) == {
        "usr/share/base-files/motd": "pkg:deb/debian/base-files"
    }


def test_apk_names_the_directory_once_for_all_files_in_it():
    installed = b"P:busybox\nV:1.36\nF:bin\nR:busybox\nR:sh\nF:etc\nR:securetty\n\nP:musl\nV:1.2\nF:lib\nR:libc.so\n"
    assert owners(*root({"lib/apk/db/installed": installed}), ["bin/sh", "etc/securetty", "lib/libc.so"]) == {
        "bin/sh": "pkg:apk/alpine/busybox",
        "etc/securetty": "pkg:apk/alpine/busybox",
        "lib/libc.so": "pkg:apk/alpine/musl",
    }


def test_pacmans_directory_names_the_package():
    files = {"var/lib/pacman/local/tree-sitter-0.22.6-1/files": b"%FILES%\nusr/\nusr/lib/\nusr/lib/libts.so\n"}
    assert owners(*root(files), ["usr/lib/libts.so"]) == {"usr/lib/libts.so": "pkg:alpm/arch/tree-sitter"}


def test_a_directory_that_became_a_link_later_still_tells_the_owner():
    files = {"var/lib/pacman/local/a-1-1/files": b"%FILES%\nusr/sbin/a\nvar/run/a\n"}
    tree, facts = root(files, link("usr/sbin", "bin"), link("var/run", "/run"), regular("run/a"))
    assert set(owners(tree, facts, ["usr/bin/a", "run/a"])) == {"usr/bin/a", "run/a"}


def test_a_list_of_no_possible_package_owns_nothing():
    files = {"var/lib/pacman/local/-1-1/files": b"%FILES%\nusr/bin/a\n", "var/lib/dpkg/info/.list": b"/usr/bin/a\n"}
    assert owners(*root(files | LISTS), ["usr/bin/a", "usr/bin/curl"]) == {"usr/bin/curl": "pkg:deb/ubuntu/curl"}
