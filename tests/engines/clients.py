"""The docker command in two ages: the distribution's, and one that tells its plug-ins when they are to end (version 25 and later)."""

import os
import shutil
from functools import cache
from pathlib import Path

from tests.engines.cache import Debian
from tests.engines.engine import client
from tests.engines.recipes import MINIMAL, version_of

FIRST_WITH_SOCKETS = 25
OF_TRIXIE = Debian("trixie", ("docker-cli",), MINIMAL)


def older_client() -> tuple[str, ...]:
    return (client(),)


@cache
def newer_client() -> tuple[str, ...]:
    """One of this machine, else Debian 13's with its own loader. Unavailable where neither can be had."""
    for folder in os.environ["PATH"].split(":"):
        program = shutil.which("docker", path=folder)
        if program and int(version_of(program).partition(".")[0] or 0) >= FIRST_WITH_SOCKETS:
            return (program,)
    root = OF_TRIXIE.root()
    loader = next(root.glob("usr/lib*/ld-linux*.so.*"))
    libraries = next(root.glob("usr/lib/*/libc.so.6")).parent
    return (str(loader), "--library-path", str(libraries), str(Path(root, "usr/bin/docker")))
