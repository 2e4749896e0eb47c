"""Images: indexed once, folded when they are needed, never read again while their layers are known."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from drift.collectors.identity import of_image
from drift.collectors.reading import Reading
from drift.errors import EngineError, UnknownReference, Vanished
from drift.joins.snapshot import image_snapshot
from drift.model.oci import Image, Platform
from drift.model.protocols import LayerStream, Wanted
from drift.model.records import Kind
from drift.model.references import Reference, Scheme
from drift.model.snapshot import Snapshot
from drift.pipeline.session import Session
from drift.source.docker import Engine
from drift.source.docker_archive import read_docker_archive, read_docker_archive_file
from drift.source.host import host_platform
from drift.source.oci_layout import read_oci_archive, read_oci_dir
from drift.store import StoredImage
from drift.tree.image_tree import ImageTree


class StoreSink:
    """`model.protocols.LayerSink`: layers go into the store, each with the facts that were read in it."""

    def __init__(self, session: Session) -> None:
        self.added = 0
        """Layers, so far."""
        self._layers = session.store.layers
        self._reading = Reading(session.redactor, session.store.facts)

    @property
    def wanted(self) -> Wanted:
        return self._reading

    def has(self, diff_id: str) -> bool:
        return self._layers.has(diff_id, self._reading.versions())

    def add(self, layer: LayerStream) -> str:
        self.added += 1
        return self._layers.add(layer, self._reading.facts, self._reading.versions())


@dataclass(frozen=True)
class KnownImage:
    """An image that the store has, and what it says by itself."""

    stored: StoredImage
    snapshot: Snapshot
    tree: Callable[[], ImageTree]

    @property
    def identity(self) -> bytes:
        return self.stored.identity


class Images:
    """The images of one session, by identity."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[bytes, KnownImage] = {}
        self._trees: dict[bytes, ImageTree] = {}
        self.sink = StoreSink(session)

    def of_engine(self, engine: Engine, image_id: str) -> KnownImage:
        """The image that an engine knows by this ID: from the store, else read with one request. Vanished where it is deleted."""
        store = self._session.store
        identity = store.images.bound(engine.identity.uid, image_id)
        known = self.known(identity) if identity else None
        if known is not None and all(self.sink.has(diff_id) for diff_id in known.stored.image.diff_ids):
            return known
        self._session.note_once(f"indexing image {image_id[:19]} of {engine.address}, once")
        try:
            with engine.save(image_id) as stream:
                image = read_docker_archive(stream, self.sink, platform=None, host=engine.platform)
        except EngineError:
            engine.image(image_id)  # Vanished where it is deleted: Docker 20.10 says 500 then
            raise
        kept = self.keep(image)
        store.images.bind(engine.identity.uid, image_id, kept.identity, image_id, self._session.now)
        return kept

    def note_digests(self, engine: Engine, image: KnownImage, digests: Iterable[str]) -> None:
        """Keep by which digests of registries an engine knows it; nothing is written where that is known."""
        names, uid = self._session.store.images, engine.identity.uid
        known = {one.reference for one in names.references(image.identity) if one.origin == uid}
        for digest in digests:
            if digest not in known:
                names.bind(uid, digest, image.identity, digest.partition("@")[2], self._session.now)

    def of_reference(self, reference: Reference, platform: Platform | None = None) -> KnownImage:
        """The image that image:, docker-archive:, oci-dir: or oci-archive: names, indexed if need be. UnknownReference else."""
        path, tag, host = reference.name, reference.tag, host_platform()
        added = self.sink.added
        match reference.scheme:
            case Scheme.DOCKER_ARCHIVE:
                image = read_docker_archive_file(path, self.sink, platform=platform, host=host, tag=tag)
            case Scheme.OCI_DIR:
                image = read_oci_dir(path, self.sink, platform=platform, host=host, tag=tag)
            case Scheme.OCI_ARCHIVE:
                image = read_oci_archive(path, self.sink, platform=platform, host=host, tag=tag)
            case Scheme.IMAGE | Scheme.BARE:
                return self._local(reference.name)
            case _:
                raise UnknownReference(
                    f"{str(reference)!r} is no image",
                    remedy="image:REF, oci-dir:PATH, oci-archive:PATH, docker-archive:PATH",
                )
        known = self.known(image.identity) if self.sink.added == added else None
        return known if known and self._says_the_same(known, image) else self.keep(image)

    def _local(self, name: str) -> KnownImage:
        engine = self._session.engine()
        try:
            found = engine.image(name)
        except Vanished as error:
            raise UnknownReference(
                f"{engine.address} has no image {name!r}", remedy="docker image ls lists them"
            ) from error
        return self.of_engine(engine, str(found.get("Id")))

    def keep(self, image: Image) -> KnownImage:
        """Keep what was read of an image, redacted, with its own snapshot."""
        identity = image.identity
        tree = self._layered(image.diff_ids)
        self._trees[identity] = tree
        digest = tree.whole.digest
        snapshot = image_snapshot(image, tree, self._session.store.facts, self._session.redactor)
        self._session.store.images.add(self._redacted(image), identity, digest, snapshot)
        self._known.pop(identity, None)
        known = self.known(identity)
        if known is None:
            raise AssertionError
        return known

    def known(self, identity: bytes) -> KnownImage | None:
        """The image with this identity, where the store has it."""
        if identity not in self._known:
            stored = self._session.store.images.get(identity)
            snapshot = self._session.store.snapshots.lazy(stored.snapshot) if stored and stored.snapshot else None
            if stored is None or snapshot is None:
                return None
            self._known[identity] = KnownImage(stored, snapshot, lambda: self._tree(stored))
        return self._known[identity]

    def _says_the_same(self, known: KnownImage, image: Image) -> bool:
        """Would it be kept as it is already? By its config, redacted with today's key, and by the digests that it was found with."""
        redacted = replace(self._redacted(image), references=known.stored.image.references)
        now, then = of_image(image).set, known.snapshot.sections[Kind.IDENTITY].set
        is_same = now is not None and then is not None and now.digest == then.digest
        return is_same and redacted == known.stored.image

    def _tree(self, stored: StoredImage) -> ImageTree:
        if stored.identity not in self._trees:
            self._trees[stored.identity] = self._layered(stored.image.diff_ids)
        return self._trees[stored.identity]

    def _layered(self, diff_ids: tuple[str, ...]) -> ImageTree:
        return ImageTree(self._session.store.layers.of_image(diff_ids))

    def _redacted(self, image: Image) -> Image:
        document = self._session.redactor.document({"Config": image.config, "History": list(image.history)})
        return replace(image, config=document["Config"], history=tuple(document["History"]))
