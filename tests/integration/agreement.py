"""Three routes to one container: they see the same, but for what one of them declares that it does not look for."""

from drift.model.canonical import Document
from drift.model.entries import Entry, FileType
from drift.model.snapshot import HostFiles, Route
from drift.pipeline import containers
from drift.source.container_files import SAME_SIZE_AND_TIME
from drift.source.container_routes import BELOW, Routes
from tests.engines.engine import Container
from tests.integration.reader import Reader, digest_of, files_of


def agree(reader: Reader, container: Container, *, on_host: bool = True, note: str = "") -> int:
    """Asserts it; the number of files that a route left out as it declares.

    `on_host` says whether the host's disk is to be had, `note` what then is said if not.
    """
    inspect = reader.engine.inspect(container.id)
    by_itself = containers._read(reader.session, reader.images, reader.engine, inspect, Routes(None, HostFiles.AUTO))
    by_path, whole = (reader.read(container.id, route) for route in (Route.API, Route.EXPORT))
    assert (by_itself.coverage.route is Route.HOST) is on_host, by_itself.coverage.notes
    assert bool(by_itself.coverage.notes) is bool(note)
    assert all(note in said for said in by_itself.coverage.notes)
    assert not [read.coverage.unstable for read in (by_itself, by_path, whole) if read.coverage.unstable]
    if on_host:
        assert by_itself.coverage.not_looked_for == (BELOW,)
        assert files_of(by_itself) == files_of(whole)
        assert digest_of(by_itself) == digest_of(whole)
    left_out = differing(files_of(by_path), files_of(whole))
    if not left_out:
        assert digest_of(by_path) == digest_of(whole)
        return 0
    assert by_path.coverage.not_looked_for == (SAME_SIZE_AND_TIME,)
    assert [path for path in left_out if not is_unseen_edit(reader, container, path, files_of(whole))] == []
    again = reader.rereading([*left_out]).read(container.id, Route.API)
    assert files_of(again) == files_of(whole)
    assert digest_of(again) == digest_of(whole)
    return len(left_out)


def differing(some: dict[str, Document], others: dict[str, Document]) -> list[str]:
    return sorted(path for path in {*some, *others} if some.get(path) != others.get(path))


def is_unseen_edit(reader: Reader, container: Container, path: str, files: dict[str, Document]) -> bool:
    """Does the engine's own list pass over a file of which nothing but the bytes differ?"""
    image = reader.image(container.inspect()["Image"])
    before, now = image.tree().entry(path[1:]), files.get(path)
    listed = any(change["Path"] == path for change in container.changes())
    return not listed and before is not None and now is not None and differs_in_bytes_only(before, now)


def differs_in_bytes_only(before: Entry, now: Document) -> bool:
    same = (now["type"], now["mode"], now["uid"], now["gid"], now.get("size")) == (
        "file",
        f"{before.mode:04o}",
        before.uid,
        before.gid,
        before.size,
    )
    return same and before.type is FileType.REGULAR and now["sha256"] != (before.sha256 or b"").hex()
