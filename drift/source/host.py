"""The machine that the tool runs on."""

import platform

from drift.model.oci import Platform


def host_platform() -> Platform:
    """What an image of several platforms is read for where nobody asks for another: containers on any host run Linux."""
    return Platform.of("linux", platform.machine())
