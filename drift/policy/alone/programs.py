"""Programs, libraries and scripts of an image that cannot be loaded as they were built."""

from collections.abc import Iterator

from drift.collectors.env import DEFAULT_PATH
from drift.model.changes import Change, alone
from drift.model.records import Kind, Record, record
from drift.policy.alone.platforms import machines_of
from drift.policy.alone.side import OneSide, content_of
from drift.policy.loading import OTHER_MACHINE, is_program, missing, unresolved

ROLE = "role"
"""Field that a change has beside those of its record: what the container's start has it for (`model.evidence.Role`)."""
_MARKS = (":null", '"interpreter_missing"', '"missing"', '"unresolved_versions"')
"""What the content of a record has of which something is missing."""


def broken_programs(side: OneSide) -> Iterator[Change]:
    """Of scripts only those that the container starts: an image has many that nobody runs. Of programs for another machine also those on PATH."""
    found = {one.key: one for one in (*side.inherited(Kind.SCRIPTS), *_unloadable(side), *_foreign(side))}
    for key, one in found.items():
        role = side.evidence.role(key)
        content = content_of(one)
        if role:
            yield alone(one.kind, key, {**content, ROLE: role.value})
        elif one.kind is Kind.LIBRARIES and (OTHER_MACHINE not in content or key.startswith(_on_path(side))):
            yield alone(one.kind, key, content)


def _on_path(side: OneSide) -> tuple[str, ...]:
    path = side.value(Kind.ENV, "PATH")
    directories = (path if isinstance(path, str) else DEFAULT_PATH).split(":")
    return tuple(f"{one.rstrip('/')}/" for one in directories if one.startswith("/"))


def _unloadable(side: OneSide) -> Iterator[Record]:
    for one in side.inherited(Kind.LIBRARIES, *_MARKS):
        content = content_of(one)
        lacks = missing(content) or unresolved(content) or content.get("interpreter_missing")
        if content.get("type") and lacks:
            yield one


def _foreign(side: OneSide) -> Iterator[Record]:
    """Programs for another machine than the platform's, which the kernel does not start."""
    machines = machines_of(side)
    if not machines:
        return
    own = tuple(f'"machine":"{name}"' for name in machines)
    for one in side.inherited(Kind.LIBRARIES, '"machine":'):
        if not any(mark in one.content for mark in own):
            content = content_of(one)
            if is_program(content):
                yield record(one.kind, one.key, {**content, OTHER_MACHINE: str(content.get("machine"))})
