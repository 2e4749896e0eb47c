"""What a scan can take over from the one before it: all that was worked out of the same files; on the engine's host hashed files, too.

So the work of a quiet rescan does not grow with how far a container has drifted, but for the reading: there one status (lstat(2)) of each file.
"""

from dataclasses import dataclass

from drift import __version__
from drift.collectors.interface import Unreadable
from drift.collectors.reading import Reading, lasting
from drift.collectors.stored import stored
from drift.joins.snapshot import Container
from drift.model.canonical import canonical, sha256, to_bytes
from drift.model.facts import Fact, Status
from drift.model.observed import Observed
from drift.model.records import Kind
from drift.model.snapshot import Route, Section
from drift.pipeline.session import Session
from drift.source.docker import Engine
from drift.source.known_files import KnownFiles
from drift.store.host_files import HostRoot, Outcome


@dataclass(frozen=True, slots=True)
class WorkedOut:
    """What the files of a container say."""

    sections: dict[Kind, Section]
    engine_made: int
    """How many paths were left out, since an engine made them."""


@dataclass(frozen=True, slots=True)
class Rescan:
    session: Session
    root: HostRoot
    known: KnownFiles
    said: Container

    @classmethod
    def of(cls, session: Session, engine: Engine, said: Container, reading: Reading) -> "Rescan":
        versions = canonical({**reading.versions(), "drift": __version__})
        readers = sha256(to_bytes(versions), session.key.key_id.encode()).hex()
        root = HostRoot(engine.identity.uid, str(said.inspect["Id"]), readers)
        known = KnownFiles(session.store.host_files.files(root), int(session.now.timestamp() * 1e9))
        return cls(session, root, known, said)

    def keep_read(self, observed: Observed, facts: list[Fact]) -> None:
        """Facts and hashed files in one: a file that is known is not read again, so what was read in it must be there."""
        with self.session.store.transaction():
            self.session.store.facts.add(lasting(facts))
            if observed.route is Route.HOST:
                self.session.store.host_files.keep_files(self.root, self.known.news(), self.known.gone())

    def inputs(self, image: bytes, observed: Observed) -> bytes | None:
        """Digest of all that the sections of a container's files are made from; None where that is not to be said."""
        if observed.unstable:
            return None
        said = (("inspect", self.said.inspect), ("info", self.said.info))
        try:
            documents = [canonical(stored(kind, document, self.session.redactor)) for kind, document in said]
        except Unreadable:
            return None
        secret = canonical(list(self.session.settings.env.secret))
        return sha256(image, observed.digest(), *(to_bytes(text) for text in (*documents, secret, self.root.readers)))

    def before(self, inputs: bytes | None, kinds: frozenset[Kind]) -> WorkedOut | None:
        """What was worked out of the same, where all of it is in the store."""
        outcome = self.session.store.host_files.outcome(self.root) if inputs else None
        if outcome is None or outcome.inputs != inputs:
            return None
        snapshot = self.session.store.snapshots.lazy(outcome.snapshot)
        if snapshot is None or not kinds <= snapshot.sections.keys():
            return None
        return WorkedOut({kind: snapshot.sections[kind] for kind in kinds}, outcome.engine_made)

    def keep(self, inputs: bytes | None, worked: WorkedOut, snapshot: bytes) -> None:
        """`snapshot` is the digest of the one that has these sections. What failed is tried again."""
        failed = any(section.status is Status.FAILED for section in worked.sections.values())
        if inputs is not None and not failed:
            self.session.store.host_files.keep_outcome(self.root, Outcome(inputs, snapshot, worked.engine_made))
