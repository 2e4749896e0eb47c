"""`sbom`: the packages that a reference has, for a bill of materials."""

import posixpath
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from drift import __version__
from drift.collectors.os_release import OS_RELEASE, PATHS
from drift.diff.sides import Viewed
from drift.errors import DriftError
from drift.model.entries import FileType
from drift.model.facts import FactKey, Status
from drift.model.records import Kind, RecordSet
from drift.model.references import Scheme
from drift.model.snapshot import Section
from drift.pipeline.epoch import epoch
from drift.pipeline.images import Images
from drift.pipeline.references import Resolver, Subject
from drift.pipeline.session import Session
from drift.pipeline.sides import Sides
from drift.pipeline.wishes import Manner, reference
from drift.report.inventory import Distribution, Inventory, Phase, identity_of, packages_of
from drift.store import Store
from drift.tree.paths import MOST_LINKS

FILES = frozenset({Scheme.DIR, Scheme.DOCKER_ARCHIVE, Scheme.OCI_ARCHIVE, Scheme.OCI_DIR, Scheme.SBOM})


def inventory_of(session: Session, name: str, manner: Manner) -> Inventory:
    """DriftError where the packages could not be read: an inventory that lacks some would be taken for whole."""
    made = epoch(session.environ)
    named = reference(name)
    sides = Sides(session, Images(session))
    subject = Resolver(sides, manner).subject(named)
    records = _listed(subject.viewed.snapshot.sections.get(Kind.PACKAGES), name)
    distribution = distribution_of(subject.viewed, session.store)
    return Inventory(
        tool=__version__,
        name=Path(named.name).name if named.scheme in FILES else str(named).removeprefix(f"{named.scheme}:"),
        phase=_phase(subject),
        image=_image(sides, subject),
        distribution=distribution,
        packages=packages_of(records.records, distribution),
        made=made or _seen_before(session, subject),
    )


def _phase(subject: Subject) -> Phase | None:
    if subject.is_promise:
        return None
    return Phase.POST_BUILD if subject.is_image else Phase.OPERATIONS


def _listed(section: Section | None, name: str) -> RecordSet:
    if section is None or section.set is None:
        reason = section.reason if section and section.reason else "it has no package list"
        raise DriftError(f"the packages of {name!r} could not be read: {reason}", remedy="drift show says more")
    return section.set


def _seen_before(session: Session, subject: Subject) -> datetime | None:
    """When a scan saw it. What is read just now has no time but the clock's."""
    at = subject.seen.at if subject.seen else None
    return at if at != session.now else None


def _image(sides: Sides, subject: Subject) -> Mapping[str, str]:
    """By the snapshot, and the digests of manifest and index, which some engines and archives know."""
    snapshot = subject.viewed.snapshot
    known = sides.image(snapshot)
    stored = known.stored.image if known else None
    digests = {"manifest_digest": stored.manifest_digest, "index_digest": stored.index_digest} if stored else {}
    name = subject.seen.image_reference if subject.seen else ""
    values = {**identity_of(snapshot), **digests, "reference": name}
    return {key: value for key, value in values.items() if value}


def distribution_of(viewed: Viewed, store: Store) -> Distribution | None:
    """By os-release(5); None where the root does not say it."""
    for path in PATHS:
        file = _file(viewed, f"/{path}")
        if file is None:
            continue
        name, digest = file
        key = FactKey(bytes.fromhex(digest), name, OS_RELEASE.name, OS_RELEASE.version)
        fact = store.facts.get([key]).get(key)
        if fact is not None and fact.status is Status.OK:
            said = fact.value
            return Distribution(said["ID"], said.get("VERSION_ID", ""), said.get("PRETTY_NAME", ""))
    return None


def _file(viewed: Viewed, path: str) -> tuple[str, str] | None:
    """Base name and digest of the regular file that a path names, through links at its end."""
    for _ in range(MOST_LINKS):
        content = viewed.file(path) or {}
        if content.get("type") != FileType.SYMLINK:
            digest = content.get("sha256")
            return (posixpath.basename(path), digest) if digest else None
        path = posixpath.normpath(posixpath.join(posixpath.dirname(path), str(content.get("linkname"))))
    return None
