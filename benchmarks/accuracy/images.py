"""The images that things happen to: real programs from Debian's packages, each built here by a Dockerfile of `services/`, without a registry.

What people install later lies in the image already, as a company's mirror would have it: Debian packages in /opt/mirror, wheels in /opt/wheels,
npm's archives in /opt/npm. So `apt-get install`, `pip install` and `npm install` are what they are elsewhere, without a network.
"""

import platform
from dataclasses import dataclass
from pathlib import Path

from tests.engines.cache import Debian
from tests.engines.engine import Engine
from tests.engines.images import MERGED, SLIM

FOLDER = Path(__file__).with_name("services")
MINIMAL = ("--variant=minbase", MERGED, *SLIM)
ENVIRONMENT = ("ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "ENV LANG=C.UTF-8")

WITHOUT_BITCODE = "--dpkgopt=path-exclude=/usr/lib/postgresql/*/lib/bitcode/*"
"""Half of it, for a compiler at run time."""

INSTALLED = (
    "flask==3.0.3",
    "werkzeug==3.0.6",
    "jinja2==3.1.4",
    "markupsafe==2.1.5",
    "itsdangerous==2.2.0",
    "click==8.1.7",
    "blinker==1.8.2",
    "gunicorn==23.0.0",
    "packaging==24.1",
    "requests==2.32.3",
    "idna==3.7",
    "urllib3==2.2.3",
    "certifi==2024.8.30",
    "charset-normalizer==3.4.0",
)
LATER = ("requests==2.31.0", "idna==3.10", "humanize==4.11.0", "six==1.16.0")


def wheels(*requirements: str) -> tuple[str, ...]:
    """A download each: pip takes one version of a project at a time."""
    wanted = f"--python-version 3.11 --platform manylinux2014_{platform.machine()} --only-binary=:all:"
    download = f'python3 -m pip download --quiet --no-deps --dest "$1/opt/wheels" {wanted}'
    return tuple(f"--customize-hook={download} {requirement}" for requirement in requirements)


def mirror(*packages: str) -> str:
    """Debian's own packages, not installed."""
    download = f'APT_CONFIG="$MMDEBSTRAP_APT_CONFIG" apt-get download {" ".join(packages)}'
    return f'--customize-hook=mkdir -p "$1/opt/mirror" && cd "$1/opt/mirror" && {download}'


def npm(*packages: str) -> str:
    return f'--customize-hook=mkdir -p "$1/opt/npm" && cd "$1/opt/npm" && npm pack --silent {" ".join(packages)}'


@dataclass(frozen=True, slots=True)
class Service:
    """A program in an image; `root` is what the Dockerfile begins with."""

    name: str
    root: Debian

    @property
    def tag(self) -> str:
        return f"{self.name}:1"

    @property
    def folder(self) -> Path:
        return FOLDER / self.name

    def image(self, engine: Engine) -> str:
        """Its name on an engine that has it now."""
        if self.tag not in engine.loaded:
            base = f"debian-for-{self.name}:1"
            engine.import_image(base, self.root.tar().read_bytes(), ENVIRONMENT)
            files = {str(path.relative_to(self.folder)): path.read_bytes() for path in self.files()}
            dockerfile = files.pop("Dockerfile").decode()
            engine.build(self.tag, f"FROM {base}\n{dockerfile}", files)
            engine.loaded.add(self.tag)
        return self.tag

    def files(self) -> list[Path]:
        return sorted(path for path in self.folder.rglob("*") if path.is_file())


PYTHON = Service(
    "python",
    Debian(
        "bookworm",
        (
            "ca-certificates",
            "cron",
            "curl",
            "git",
            "libcap2-bin",
            "logrotate",
            "openssl",
            "python3",
            "python3-pip",
            "tzdata",
            "usr-is-merged",
            "vim-tiny",
        ),
        (*MINIMAL, *wheels(*INSTALLED, *LATER), mirror("tree", "jq", "libjq1", "libonig5")),
    ),
)
NGINX = Service(
    "nginx",
    Debian("bookworm", ("ca-certificates", "curl", "logrotate", "nginx-light", "openssl", "usr-is-merged"), MINIMAL),
)
POSTGRES = Service("postgres", Debian("bookworm", ("postgresql", "usr-is-merged"), (*MINIMAL, WITHOUT_BITCODE)))
NODE = Service(
    "node", Debian("bookworm", ("npm", "usr-is-merged"), (*MINIMAL, npm("ms@2.1.3", "ms@2.0.0", "left-pad@1.3.0")))
)
SERVICES = (PYTHON, NGINX, POSTGRES, NODE)
