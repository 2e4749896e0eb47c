"""Where pip got a Python package from, where that was no index: direct_url.json of its dist-info (PEP 610)."""

from typing import BinaryIO

from drift.collectors.interface import Collector, Unreadable
from drift.collectors.json_document import fields, json_object, string
from drift.collectors.packages.package import without_credentials
from drift.model.canonical import Document, Json
from drift.model.facts import Status


def parse(content: BinaryIO, name: str) -> list[dict[str, Json]] | None:
    """The "origin" of the package "at" this directory, as pip freeze writes it: git+URL@COMMIT, a URL, or -e URL.

    pip skips what is no such document: None.
    """
    try:
        document = json_object(content, name)
    except Unreadable:
        return None
    url = string(document.get("url"))
    return [{"at": "", "origin": _origin(document, without_credentials(url))}] if url else None


def _origin(document: Document, url: str) -> str:
    vcs = fields(document.get("vcs_info"))
    if system := string(vcs.get("vcs")):
        commit = string(vcs.get("commit_id"))
        return f"{system}+{url}" + (f"@{commit}" if commit else "")
    return f"-e {url}" if fields(document.get("dir_info")).get("editable") is True else url


PYTHON_ORIGIN = Collector(
    name="python-origin",
    version=1,
    kind=None,
    globs=("**/*.dist-info/direct_url.json",),
    parse=parse,
    limit=64 * 1024,
    oversize=Status.ABSENT,
)
