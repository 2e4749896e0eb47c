"""A root that rpm itself made, of small packages that rpmbuild makes: no foreign distribution is needed for it."""

import subprocess
import tarfile
import tempfile
from pathlib import Path

from tests.engines.cache import kept

SPEC = """
Name: {name}
Version: {version}
Release: {release}
Epoch: {epoch}
Summary: For a comparison
License: MIT
BuildArch: noarch
%description
For a comparison.
%install
mkdir -p %{{buildroot}}/usr/bin %{{buildroot}}/usr/lib/python3.9/site-packages/{name}-{version}.dist-info
echo program > %{{buildroot}}/usr/bin/{name}
printf 'Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n' \\
    > %{{buildroot}}/usr/lib/python3.9/site-packages/{name}-{version}.dist-info/METADATA
%files
/usr/bin/{name}
/usr/lib/python3.9/site-packages/{name}-{version}.dist-info
"""
PACKAGES = tuple((f"service-{number}", f"1.{number}", f"{number + 1}.el9", number % 3) for number in range(12))
OS_RELEASE = 'NAME="Rocky Linux"\nID="rocky"\nID_LIKE="rhel centos fedora"\nVERSION_ID="9.3"\n'


def layer() -> Path:
    return kept("rpm-root-1.tar", _make)


def _make(target: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        work, root = Path(folder, "work"), Path(folder, "root")
        for path in (work, root / "etc"):
            path.mkdir(parents=True)
        for name, version, release, epoch in PACKAGES:
            spec = work / f"{name}.spec"
            spec.write_text(SPEC.format(name=name, version=version, release=release, epoch=epoch))
            _run("rpmbuild", "-bb", "--quiet", "--define", f"_topdir {work}", str(spec))
        archives = map(str, (work / "RPMS").rglob("*.rpm"))
        _run("rpm", "--root", str(root), "--dbpath", "/var/lib/rpm", "-i", "--nodeps", *archives)
        (root / "etc/os-release").write_text(OS_RELEASE)
        with tarfile.open(target, "w") as tar:
            tar.add(root, ".")


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)
