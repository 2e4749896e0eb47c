"""Is a container the one that drift itself runs in? Its image says so by a variable, and the kernel says which one it is (proc(5))."""

import os
import sys
from pathlib import Path

from drift.source.mountinfo import mounts
from drift.source.process import is_of

VARIABLE = "DRIFT_IN_OWN_CONTAINER"
"""Set by the Dockerfile. Without it drift is a guest in somebody's container, which counts like any other."""
PROCESS = Path("/proc/self")


def is_own(container: str) -> bool:
    """By the full ID."""
    if not os.environ.get(VARIABLE) or sys.platform != "linux":
        return False
    cgroup = (PROCESS / "cgroup").read_text(encoding="utf-8", errors="replace")
    return is_of(container, cgroup, mounts((PROCESS / "mountinfo").read_bytes()))
