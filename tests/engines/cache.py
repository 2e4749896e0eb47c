"""What takes long to make and stays between test runs: Debian roots and images, in one folder, each made once."""

import fcntl
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

APT_SOURCES = Path("/etc/apt")
EPOCH = "1700000000"  # reproducible-builds.org's SOURCE_DATE_EPOCH: no file is younger


class Unavailable(Exception):
    """This machine cannot have it; the reason is a test's reason to be skipped."""


def chosen_folder() -> Path:
    chosen = os.environ.get("DRIFT_TEST_CACHE")
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(chosen) if chosen else Path(base, "container-drift-tests")


FOLDER = chosen_folder()  # at import: tests give themselves another home


def release() -> dict[str, str]:
    """os-release(5), as far as the distributions' own files go: no escapes."""
    path = Path("/etc/os-release")
    lines = path.read_text().splitlines() if path.exists() else []
    return {key: value.strip('"') for key, _, value in (line.partition("=") for line in lines)}


def sources() -> Iterator[tuple[str, list[str]]]:
    """(URI, suites) of the machine's own package sources, in both forms of sources.list(5)."""
    for path in sorted((APT_SOURCES / "sources.list.d").glob("*.sources")):
        for stanza in path.read_text().split("\n\n"):
            fields = dict(line.split(": ", 1) for line in stanza.splitlines() if ": " in line and line[0] not in "# ")
            for uri in fields.get("URIs", "").split():
                yield uri, fields.get("Suites", "").split()
    for path in (APT_SOURCES / "sources.list", *sorted((APT_SOURCES / "sources.list.d").glob("*.list"))):
        for line in path.read_text().splitlines() if path.exists() else ():
            words = [word for word in line.split() if not word.startswith("[") and not word.endswith("]")]
            if len(words) > 2 and words[0] == "deb":
                yield words[1], [words[2]]


def mirror() -> str:
    """Where this machine has Debian from."""
    if chosen := os.environ.get("DRIFT_TEST_MIRROR"):
        return chosen
    system = release()
    for uri, suites in sources():
        if system.get("ID") == "debian" and system.get("VERSION_CODENAME") in suites:
            return uri
    raise Unavailable("no Debian mirror among the package sources: name one in DRIFT_TEST_MIRROR")


@dataclass(frozen=True)
class Debian:
    """A Debian of some packages; the options are mmdebstrap(1)'s."""

    suite: str
    packages: tuple[str, ...]
    options: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        recipe = repr((self.suite, self.packages, self.options, EPOCH))
        return f"{self.suite}-{sha256(recipe.encode()).hexdigest()[:12]}"

    def version(self, package: str) -> str:
        """What the root has or will have, without making it."""
        status = FOLDER / self.name / "var/lib/dpkg/status"
        if not status.exists():
            self.check()
            return "to be made once"
        stanza = status.read_text().partition(f"Package: {package}\n")[2].partition("\n\n")[0]
        return stanza.partition("\nVersion: ")[2].partition("\n")[0]

    def check(self) -> str:
        """The mirror to make it from; Unavailable where it cannot be made."""
        if os.geteuid() != 0:
            raise Unavailable("making a Debian root needs root")
        if shutil.which("mmdebstrap") is None:
            raise Unavailable("mmdebstrap is not installed")
        return mirror()

    def make(self, target: Path) -> None:
        source = f"deb {self.check()} {self.suite} main"
        include = ",".join(self.packages)
        command = (
            "mmdebstrap",
            "--quiet",
            "--mode=root",
            f"--include={include}",
            *self.options,
            self.suite,
            str(target),
            source,
        )
        environment = os.environ | {"SOURCE_DATE_EPOCH": EPOCH}
        made = subprocess.run(
            command, check=False, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
        if made.returncode:
            raise Unavailable(f"mmdebstrap could not make {self.suite}: {made.stderr.strip().splitlines()[-1:]}")

    def root(self) -> Path:
        """A folder that one can chroot into."""
        return kept(self.name, self.make)

    def tar(self) -> Path:
        return kept(self.name + ".tar", self.make)


def kept(name: str, make: Callable[[Path], None]) -> Path:
    """The cached thing, made first where it is not there; runs at the same time make it once."""
    path = FOLDER / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name(name + ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            partial = path.with_name("partial-" + name)
            discard(partial)
            make(partial)
            partial.rename(path)
    return path


def discard(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
