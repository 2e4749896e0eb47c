"""The base: it runs, and dpkg itself can read its database."""

import os
import shutil
import subprocess
import sys

import pytest

from drift.demo.base import Base, machine_base, plain_base
from drift.demo.nodes import lay_out
from tests.demo.bases import of_this_machine


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    if sys.platform != "linux":
        pytest.skip("programs of Linux")
    root = tmp_path_factory.mktemp("base") / "root"
    lay_out(of_this_machine().tree, root)
    return root


def in_root(root, *command: str) -> str:
    if os.geteuid() != 0:
        pytest.skip("chroot(2) needs root")
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
    return subprocess.run(
        ("chroot", root, *command), check=True, capture_output=True, text=True, env=environment
    ).stdout


def dpkg_query(root, *arguments: str) -> str:
    if shutil.which("dpkg-query") is None:
        pytest.skip("no dpkg on this machine")
    command = ("dpkg-query", f"--admindir={root}/var/lib/dpkg", *arguments)
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_its_programs_run_in_it(root):
    assert (
        in_root(root, "/bin/sh", "-c", "printf x > /tmp/a && cp /tmp/a /tmp/b && mv /tmp/b /tmp/c && cat /tmp/c") == "x"
    )
    assert in_root(root, "/bin/sh", "-c", "chmod 600 /tmp/c && sleep 0 && ls -ln /tmp/c").startswith("-rw-------")


def test_dpkg_lists_the_packages_with_the_machines_own_versions(root):
    lines = dpkg_query(root, "--show", "--showformat=${binary:Package} ${Version}\n").splitlines()
    installed = subprocess.run(
        ("dpkg-query", "-W", "-f=${binary:Package} ${Version}\n"), check=True, capture_output=True
    )
    assert {"dash", "coreutils"} <= {line.split()[0] for line in lines}
    assert set(lines) <= set(installed.stdout.decode().splitlines())


def test_dpkg_knows_whose_a_program_is(root):
    package = of_this_machine().upgradable.package
    assert package.version
    listed = dpkg_query(root, "--listfiles", package.name).split()
    for path in package.files:
        assert {f"/{path}", f"/{path.removeprefix('usr/')}"} & set(listed)


def test_the_checksums_are_those_of_the_files(root):
    sums = f"{root}/{of_this_machine().upgradable.checksums}"
    done = subprocess.run(("md5sum", "--check", "--quiet", sums), cwd=root, check=True, capture_output=True)
    assert done.stdout == b""


def test_what_is_upgraded_is_nothing_that_the_demo_runs(root):
    of_package = {str((root / path).resolve()) for path in of_this_machine().upgradable.package.files}
    used = {str((root / f"bin/{name}").resolve()) for name in ("sh", "chmod", "cp", "mv", "sleep")}
    assert not of_package & used


def test_the_same_machine_gives_the_same_base():
    assert machine_base_again() == of_this_machine()


def machine_base_again() -> Base:
    return of_this_machine.__wrapped__()


def test_a_machine_without_dpkg_still_has_a_database(tmp_path):
    """Here: this machine's programs with their libraries, and nothing else of it."""
    for path, node in of_this_machine().tree.items():
        if path.startswith(("usr/lib", "usr/bin", "lib", "bin")) and "dpkg" not in path:
            place = tmp_path / path
            place.parent.mkdir(parents=True, exist_ok=True)
            if node.linkname:
                place.symlink_to(node.linkname)
            elif node.content:
                place.write_bytes(node.content)
                place.chmod(node.mode)
    libraries = tmp_path / "etc/ld.so.conf.d/x.conf"
    libraries.parent.mkdir(parents=True)
    multiarch = next(path for path in of_this_machine().tree if path.endswith("libc.so.6")).rpartition("/")[0]
    libraries.write_text(f"# comment\n/{multiarch}\n")
    base = machine_base(tmp_path)
    assert base.architecture == of_this_machine().architecture
    assert base.upgradable.package.name == "stock-report"
    assert dpkg_names(base) == ["demo-base", "stock-report"]


def dpkg_names(base: Base) -> list[str]:
    status = base.tree["var/lib/dpkg/status"].content.decode()
    return [line.removeprefix("Package: ") for line in status.splitlines() if line.startswith("Package: ")]


def test_a_machine_without_a_shell_says_what_is_missing(tmp_path):
    with pytest.raises(LookupError, match="bin"):
        machine_base(tmp_path)


def test_files_alone_have_a_package_and_no_programs():
    base = plain_base("because")
    assert (base.architecture, base.lacks) == ("", "because")
    assert dpkg_names(base) == ["stock-report"]
    assert base.tree[base.binary].mode == 0o755


def test_a_link_to_itself_ends(tmp_path):
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/sh").symlink_to("sh")
    with pytest.raises(LookupError, match="too many links"):
        machine_base(tmp_path)
