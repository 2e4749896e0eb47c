"""The project's own container image, built by the Dockerfile on a base that is made here."""

import os
import shutil
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from tests.engines import images
from tests.engines.cache import Debian, Unavailable, kept
from tests.engines.engine import Engine, client

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "requirements/run.txt"
PYTHON = Debian("bookworm", ("python3-venv", "usr-is-merged"), ("--variant=essential", images.MERGED, *images.SLIM))
PYTHON_VERSION = "3.11"
BASE, IMAGE = "base:1", "container-drift:1"
USER = 65532
READ_ONLY = ("--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges", "--network=none")
ON_HOST = (
    "--user=0",
    "--pid=host",
    *(f"--cap-add={name}" for name in ("SYS_ADMIN", "SYS_PTRACE", "DAC_OVERRIDE")),
    "--volume=/:/host:ro",
    "--env=DRIFT_HOST_ROOT=/host",
)
"""What docs/how-to/container.md says that each way of running needs."""


@dataclass(frozen=True)
class Said:
    code: int
    out: str


def wheels() -> Path:
    """A folder of all that the lock names, for the base's Python."""

    def fetch(target: Path) -> None:
        pip = (sys.executable, "-m", "pip", "download", "--quiet", "--only-binary=:all:")
        fetched = subprocess.run(
            [
                *pip,
                f"--python-version={PYTHON_VERSION}",
                "--require-hashes",
                f"--requirement={LOCK}",
                f"--dest={target}",
            ],
            env=os.environ | {"PIP_CONSTRAINT": os.devnull},
            capture_output=True,
            text=True,
            check=False,
        )
        if fetched.returncode:
            raise Unavailable(f"pip could not fetch what the lock names: {fetched.stderr.strip()[-200:]}")

    return kept(f"wheels-{sha256(LOCK.read_bytes()).hexdigest()[:12]}-{PYTHON_VERSION}", fetch)


def base() -> Path:
    """A Debian with Python, and the wheels in it, as a tar."""

    def join(target: Path) -> None:
        shutil.copy(PYTHON.tar(), target)
        with tarfile.open(target, "a") as archive:
            archive.add(wheels(), "wheels")

    return kept(f"base-{PYTHON.name}-{wheels().name}.tar", join)


def build(engine: Engine, revision: str) -> None:
    """As a user does, but for the base and for where packages come from."""
    engine.import_image(BASE, base().read_bytes(), images.DEBIAN_CONFIG)
    given = {"BASE": BASE, "REVISION": revision, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "/wheels"}
    arguments = [f"--build-arg={name}={value}" for name, value in given.items()]
    engine.docker("build", "--quiet", "--network=none", f"--tag={IMAGE}", *arguments, str(ROOT))


def run(engine: Engine, options: tuple[str, ...], *arguments: str) -> Said:
    """docker run of the image, on the engine whose socket it is given; with what it says on both outputs."""
    socket = engine.address.removeprefix("unix://")
    words = ("run", "--rm", f"--volume={socket}:/var/run/docker.sock", *options, IMAGE, *arguments)
    done = subprocess.run(
        [client(), "-H", engine.address, *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        env={"PATH": os.environ["PATH"], "HOME": str(engine.folder)},
    )
    return Said(done.returncode, done.stdout)
