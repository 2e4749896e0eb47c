"""What npm itself put into a node_modules: its hidden lock file node_modules/.package-lock.json (package-lock.json(5), from npm 7 on)."""

from typing import BinaryIO

from drift.collectors.interface import Collector, Unreadable
from drift.collectors.json_document import fields, json_object, string
from drift.collectors.packages.package import integrity_digest
from drift.model.canonical import Json
from drift.model.facts import Status

FOLDER = "node_modules/"


def parse(content: BinaryIO, name: str) -> list[dict[str, Json]] | None:
    """The "digest" of the package "at" each directory, from this one. npm reads the tree where the file is broken: None."""
    try:
        packages = fields(json_object(content, name).get("packages"))
    except Unreadable:
        return None
    digests = {
        place: integrity_digest(string(fields(stated).get("integrity")) or "") for place, stated in packages.items()
    }
    return [
        {"at": place.removeprefix(FOLDER), "digest": digest}
        for place, digest in digests.items()
        if digest and place.startswith(FOLDER)
    ] or None


NPM_TREE = Collector(
    name="npm-tree",
    version=1,
    kind=None,
    globs=("**/node_modules/.package-lock.json",),
    parse=parse,
    limit=8 << 20,
    oversize=Status.ABSENT,
)
