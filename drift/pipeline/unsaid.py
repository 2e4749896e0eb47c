"""Why there is no finding about a path, a variable or a package: what the snapshot of a container has of it."""

from collections.abc import Iterator, Mapping

from drift.collectors.engine_made import engine_rule
from drift.collectors.passwords import COPIES, GSHADOW, SHADOW
from drift.diff.sides import Viewed
from drift.joins.made_again import NOTED, NOTES
from drift.joins.passwords import COPY, DATES
from drift.model.canonical import Document
from drift.model.entries import FileType
from drift.model.facts import Status
from drift.model.records import Kind, Record
from drift.model.snapshot import Observation, Section
from drift.policy.packages import names_of
from drift.policy.paths import BYTECODE, below, state_root
from drift.report.explanation import Said

ABSENT = "absent"
_GIVEN = frozenset({Kind.CONFIG, Kind.ENV, Kind.HOST, Kind.MOUNTED, Kind.MOUNTS, Kind.RUNTIME})
"""Kinds that are given to a container at run time: no drift from its image."""

_EQUAL = {SHADOW: DATES, GSHADOW: DATES, **dict.fromkeys(COPIES, COPY)}
"""Paths that are compared by what they hold."""


def unsaid(what: str, one: Observation, viewed: Viewed) -> Said:
    """Of one container, as it was seen last. A path begins with a slash."""
    if what.startswith("/"):
        return _of_path(what, one, viewed)
    found = next(_named(what, viewed), None)
    if found is None:
        return Said(ABSENT, "no record has this name")
    if found.kind in _GIVEN:
        return Said(
            "equal", f"{found.kind} {found.key}: compared between environments and replicas, where nothing differs"
        )
    return Said("equal", f"{found.kind} {found.key}: as the image has it, and nothing differs elsewhere")


def _named(what: str, viewed: Viewed) -> Iterator[Record]:
    for kind, section in viewed.snapshot.sections.items():
        for one in section.set.records if section.set else ():
            if one.key == what or (kind in (Kind.DECLARED, Kind.PACKAGES) and what in names_of(one.key)):
                yield one


def _of_path(path: str, one: Observation, viewed: Viewed) -> Said:
    files = viewed.snapshot.sections.get(Kind.FILES)
    if files is not None and files.status is Status.FAILED:
        return Said("not read", files.reason)
    mounts = _mounts(viewed)
    over = next((place for place in sorted(mounts, reverse=True) if below(path, place)), "")
    if over:
        return _mounted(path, over, mounts[over], viewed.snapshot.sections.get(Kind.MOUNTED))
    if path in viewed.delta:
        return Said("differs", "from the image, and no rule speaks of it or another finding says it")
    in_image = viewed.tree.entry(path[1:])
    made = engine_rule(path[1:], one.engine.kind, [place[1:] for place in mounts])
    if made and (in_image is None or in_image.type is not FileType.DIRECTORY):
        return Said(
            "not judged", f"{one.engine.kind} makes it in each container: {made}; what is otherwise is a finding"
        )
    if in_image is not None:
        return Said("equal", _EQUAL.get(path[1:], "as the image has it"))
    if state_root(path[1:]) == BYTECODE:
        return Said("not judged", "bytecode that Python compiled from an unchanged source; any other is a finding")
    if path[1:] == NOTES:
        return Said("not judged", NOTED)
    return Said(ABSENT, "neither the image nor the container has it")


def _mounts(viewed: Viewed) -> Mapping[str, Document]:
    section = viewed.snapshot.sections.get(Kind.MOUNTS)
    return {one.key: one.value for one in section.set.records} if section and section.set else {}


def _mounted(path: str, place: str, mount: Document, read: Section | None) -> Said:
    if path == place:
        return Said("equal", f"a {mount.get('type')} is mounted there, in each environment alike")
    if read is not None and read.set is not None and any(one.key == path for one in read.set.records):
        return Said(
            "equal", f"it lies in the {mount.get('type')} at {place}, which [mounts] hash compares; nothing differs"
        )
    return Said(
        "not looked at", f"it lies in the {mount.get('type')} mounted at {place}: [mounts] hash would compare it"
    )
