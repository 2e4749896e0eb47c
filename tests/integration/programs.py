"""An image of the programs that presets are about, from Debian's packages."""

from tests.engines.cache import Debian
from tests.engines.engine import Engine
from tests.engines.images import DEBIAN_CONFIG, MERGED, SLIM

TAG = "programs:1"
UNUSED = (
    "/usr/include/*",
    "/usr/lib/*/libLLVM*",  # compiles large queries
    "/usr/lib/*/libz3*",
    "/usr/share/nodejs/@types/*",
    "/usr/share/nodejs/caniuse-lite/*",
    "/usr/share/nodejs/core-js*",
    "/usr/share/nodejs/es-abstract/*",
    "/usr/share/nodejs/regenerate-unicode-properties/*",
)
"""A third of the files that these packages bring."""
PROGRAMS = Debian(
    "bookworm",
    ("nginx-light", "npm", "postgresql", "python3-pip", "usr-is-merged"),
    ("--variant=essential", MERGED, *SLIM, *(f"--dpkgopt=path-exclude={path}" for path in UNUSED)),
)


def programs_image(engine: Engine) -> str:
    """nginx, PostgreSQL, Python with pip, Node.js with npm: 450 MB, imported at its first use."""
    if TAG not in engine.loaded:
        engine.import_image(TAG, PROGRAMS.tar().read_bytes(), DEBIAN_CONFIG)
    return TAG
