"""A root that rpm itself made, against what rpm says of it: packages, files, owners, and what was changed since."""

import io
import os
import shutil
import stat
import subprocess
from collections import Counter

import pytest

from drift.collectors.packages.filelist import listed_files
from drift.collectors.packages.rpm.database import READERS, parse_files
from drift.collectors.reading import FactIndex, Reading
from drift.joins.ownership import owners
from drift.joins.packages import packages
from drift.joins.verification import verification
from drift.source.directory import read_directory
from drift.tree.fold import fold
from tests.collectors.test_corpus import case
from tests.joins.trees import REDACTOR

SPEC = """
Name: {name}
Version: 1.{number}
Release: {number}%{{?dist}}
Epoch: {number}
Summary: For a test
License: MIT
BuildArch: noarch
%description
For a test.
%install
mkdir -p %{{buildroot}}/usr/bin %{{buildroot}}/etc %{{buildroot}}/usr/share/doc/{name} %{{buildroot}}/var/log
echo program > %{{buildroot}}/usr/bin/{name}
echo more > "%{{buildroot}}/usr/bin/{name} caf\u00e9"
ln -s {name} %{{buildroot}}/usr/bin/{name}-link
echo setting > %{{buildroot}}/etc/{name}.conf
echo text > %{{buildroot}}/usr/share/doc/{name}/README
touch %{{buildroot}}/var/log/{name}.log
%files
%attr(4755, root, root) /usr/bin/{name}
"/usr/bin/{name} caf\u00e9"
/usr/bin/{name}-link
%config(noreplace) /etc/{name}.conf
%doc /usr/share/doc/{name}
%ghost /var/log/{name}.log
"""
EACH_FILE = "[%{=NAME}\\t%{FILENAMES}\\t%{FILEDIGESTS}\\t%{FILEMODES:octal}\\t%{FILESIZES}\\n]"
NAMES = ("alpha", "libbeta++", "gamma-data")


def run(*command):
    return subprocess.run(
        command, capture_output=True, text=True, check=True, env=os.environ | {"LC_ALL": "C.UTF-8"}
    ).stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A root with three packages."""
    if not shutil.which("rpmbuild") or os.geteuid():
        pytest.skip("no rpm and rpmbuild here, or not root: apt-get install rpm")
    work, root = tmp_path_factory.mktemp("rpmbuild"), tmp_path_factory.mktemp("root")
    for number, name in enumerate(NAMES):
        (work / f"{name}.spec").write_text(SPEC.format(name=name, number=number))
        run("rpmbuild", "-bb", "--quiet", "--define", f"_topdir {work}", str(work / f"{name}.spec"))
    archives = map(str, (work / "RPMS").rglob("*.rpm"))
    run("rpm", "--root", str(root), "--dbpath", "/usr/lib/sysimage/rpm", "-i", "--nodeps", *archives)
    return root


def asked(root, *arguments):
    return run("rpm", "--root", str(root), "--dbpath", "/usr/lib/sysimage/rpm", *arguments).splitlines()


def read(root):
    reading = Reading(REDACTOR)
    directory = read_directory(str(root), reading)
    return fold([directory.entries]), FactIndex(reading.facts())


def test_the_packages_are_those_that_rpm_lists(installed):
    section = packages(*read(installed))
    assert section.set is not None, section.reason
    listed = asked(
        installed, "-qa", "--qf", "%{NAME} %|EPOCH?{%{EPOCH}:}:{}|%{VERSION}-%{RELEASE} %{ARCH} %{LICENSE}\\n"
    )
    assert {
        (
            one.key.removeprefix("pkg:rpm/redhat/").replace("%2B", "+"),
            *(value for field in ("versions", "architectures", "licences") for value in one.value[field]),
        )
        for one in section.set.records
    } == {tuple(line.replace(" 0:", " ").split()) for line in listed}
    assert len(listed) == len(NAMES)


def test_the_owner_of_each_file_is_the_one_that_rpm_names(installed):
    tree, facts = read(installed)
    files = [path for path in tree.paths() if not path.startswith("usr/lib/sysimage") and not tree.children(path)]
    owned = owners(tree, facts, files)
    for name in NAMES:
        listed = {path.lstrip("/") for path in asked(installed, "-ql", name)}
        key = f"pkg:rpm/redhat/{name.replace('+', '%2B')}"
        assert {path for path, owner in owned.items() if owner == key} == listed & set(files)
    assert len(owned) == 5 * len(NAMES)  # a ghost is not there


def test_what_was_changed_is_what_rpm_says_was_changed(installed, tmp_path):
    root = tmp_path / "root"
    shutil.copytree(installed, root, symlinks=True)
    before = verification(*read(root)).set
    assert before is not None
    assert len(before) == 0
    (root / "usr/bin/alpha").write_text("PROGRAM\n")
    (root / "usr/bin/alpha").chmod(0o4755)
    (root / "usr/bin/libbeta++").chmod(0o755)
    (root / "usr/bin/gamma-data caf\u00e9").unlink()
    (root / "etc/alpha.conf").write_text("edited\n")
    (root / "usr/share/doc/alpha/README").unlink()
    section = verification(*read(root))
    assert section.set is not None, section.reason
    found = {one.key: set(one.value) - {"package"} for one in section.set.records}
    assert found == {
        "/usr/bin/alpha": {"digest"},
        "/usr/bin/libbeta++": {"mode"},
        "/usr/bin/gamma-data caf\u00e9": {"type"},
    }
    verify = subprocess.run(
        ["rpm", "--root", str(root), "--dbpath", "/usr/lib/sysimage/rpm", "-Va", "--nodeps", "--nomtime"],
        capture_output=True,
        check=False,
    ).stdout.decode()
    said = Counter(line.split("/", 1)[1] for line in verify.splitlines() if " c /" not in line and " d /" not in line)
    assert set(said) == {path.lstrip("/") for path in found}


@pytest.mark.parametrize(
    "name",
    ["rpm-bdb-hash-be", "rpm-bdb-hash-le", "rpm-bdb-hash-el8", "rpm-sqlite-fedora-sysimage", "rpm-sqlite-mariner"],
)
def test_the_files_of_a_real_database_are_those_that_rpm_lists(name, tmp_path):
    if not shutil.which("rpm"):
        pytest.skip("no rpm here: apt-get install rpm")
    _, folder = case(name)
    (database,) = (path for path in folder.rglob("*") if path.name in READERS and path.is_file())
    shutil.copy(database, tmp_path)
    rows = [line.split("\t") for line in run("rpm", "--dbpath", str(tmp_path), "-qa", "--qf", EACH_FILE).splitlines()]
    expected = {
        (package, path.lstrip("/")): (digest, int(mode, 8) & 0o7777, int(size))
        for package, path, digest, mode, size in rows
        if not stat.S_ISDIR(int(mode, 8))
    }
    found = {
        (one.package, one.path): one
        for one in listed_files(parse_files(io.BytesIO(database.read_bytes()), database.name))
    }
    assert found.keys() == expected.keys()
    recorded = [(one, expected[key]) for key, one in found.items() if one.digest]
    assert all((one.digest.partition(":")[2], one.mode, one.size) == told for one, told in recorded)
    assert len(recorded) > 1
