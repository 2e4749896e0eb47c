"""Which of the paths that differ from the image are there because an engine made them."""

from collections.abc import Collection

from drift.collectors.engine_made import ACCOUNT_ADDED, GROUP, PASSWD, account_added, engine_made
from drift.joins.documents import document_of
from drift.model.entries import Entry, FileType
from drift.model.protocols import Baseline, Facts
from drift.tree.delta import Delta


def engine_files(
    delta: Delta, image: Baseline, facts: Facts, *, engine: str, mounts: Collection[str], user: str
) -> dict[str, str]:
    """Path → reason. `mounts` are `collectors.mounts.destinations`, `user` is the container's Config.User.

    `engine` is docker or podman. What is gone no engine took away.
    """
    reasons = {}
    for path, entry in delta.changed.items():
        reason = engine_made(image.entry(path), entry, engine, mounts)
        if reason is None and engine == "podman" and _is_account(entry, image, facts, user):
            reason = ACCOUNT_ADDED
        if reason is not None:
            reasons[path] = reason
    return reasons


def _is_account(entry: Entry, image: Baseline, facts: Facts, user: str) -> bool:
    if entry.path not in {PASSWD, GROUP} or entry.type is not FileType.REGULAR:
        return False
    before = image.entry(entry.path)
    if before is not None and (before.mode, before.uid, before.gid) != (entry.mode, entry.uid, entry.gid):
        return False
    was, now = (document_of(before, facts) if before else {"lines": []}), document_of(entry, facts)
    return was is not None and now is not None and account_added(entry.path, was["lines"], now["lines"], user)
