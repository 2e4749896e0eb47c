"""Two documents of a configuration file: nested values by DeepDiff, other text line by line."""

import difflib
import json
from collections.abc import Iterator
from typing import Any

from drift.model.canonical import Document
from drift.model.changes import Detail

ORDER = "#order"
"""Key of what only says in which order a document's other keys stand."""
MOST_DETAILS = 100
LONGEST = 400
"""Characters of a value that is shown."""
TEXT = "text"


def document_details(before: Document, after: Document) -> tuple[Detail, ...]:
    """What differs, in document order for text and path order for values; at most MOST_DETAILS.

    Empty where the two mean the same: then only the formatting differs.
    """
    if before.get("format") == after.get("format") != TEXT:
        found = _values(before.get("document"), after.get("document"))
    elif before.get("format") == after.get("format") == TEXT:
        found = _lines(before.get("lines", []), after.get("lines", []))
    else:
        found = iter([Detail("format", str(before.get("format")), str(after.get("format")))])
    details = [detail for detail, _ in zip(found, range(MOST_DETAILS), strict=False)]
    more = [detail for detail in details if not detail.path.endswith(ORDER)]
    return tuple(more or details)


def same_meaning(before: Document, after: Document) -> bool:
    """Are both documents of one format that say the same? Of lines of text nobody knows what they mean."""
    return before.get("format") == after.get("format") != TEXT and not document_details(before, after)


def _values(before: Any, after: Any) -> Iterator[Detail]:
    from deepdiff import DeepDiff

    try:
        tree = DeepDiff(before, after, view="tree", verbose_level=2, threshold_to_diff_deeper=0)
    except RecursionError:  # collectors bound the depth of what they read; a store from elsewhere may not
        yield Detail("(document)", "nested too deep to compare", "nested too deep to compare")
        return
    found = []
    for report, levels in tree.items():
        if not isinstance(levels, str):
            found += [(_path(level.path(output_format="list")), level, report) for level in levels]
    for path, level, report in sorted(found, key=lambda one: one[0]):
        yield Detail(
            path,
            None if report.endswith("_added") else _shown(level.t1),
            None if report.endswith("_removed") else _shown(level.t2),
        )


def _path(steps: list[Any]) -> str:
    text = ""
    for step in steps:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text or "(document)"


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _lines(before: list[str], after: list[str]) -> Iterator[Detail]:
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for tag, start, end, other_start, other_end in matcher.get_opcodes():
        if tag == "equal":
            continue
        yield Detail(
            f"line {other_start + 1}" if tag != "delete" else f"line {start + 1}",
            "\n".join(line[:LONGEST] for line in before[start:end]) if end > start else None,
            "\n".join(line[:LONGEST] for line in after[other_start:other_end]) if other_end > other_start else None,
        )
