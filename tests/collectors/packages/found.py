"""What is found in a small root: the packages of files with these contents."""

from collections.abc import Mapping
from typing import Any

from drift.joins.packages import packages
from drift.model.entries import Entry
from tests.joins.trees import root


def found(contents: Mapping[str, str | bytes], *others: Entry) -> dict[str, Any]:
    """Key → content of each packages record."""
    as_bytes = {path: text.encode() if isinstance(text, str) else text for path, text in contents.items()}
    section = packages(*root(as_bytes, *others))
    assert section.set is not None, section.reason
    return {one.key: one.value for one in section.set.records}


def versions(contents: Mapping[str, str | bytes], *others: Entry) -> dict[str, list[str]]:
    return {key: content["versions"] for key, content in found(contents, *others).items()}
