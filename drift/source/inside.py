"""A path inside a root directory that is held open: name by name, so that no link leads out of it."""

import os
from contextlib import ExitStack

DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


def found_inside(root: int, path: bytes, stack: ExitStack) -> tuple[int, os.stat_result]:
    """The directory that a path lies in, open as long as `stack`, and the path's own status. OSError where it is not there."""
    *folders, name = path.strip(b"/").split(b"/")
    at = root
    for folder in folders:
        at = os.open(folder, os.O_PATH | DIRECTORY, dir_fd=at)
        stack.callback(os.close, at)
    return at, os.stat(name, dir_fd=at, follow_symlinks=False)
