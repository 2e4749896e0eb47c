"""Links of a page, and what can be linked to in it, as GitHub makes anchors of headings."""

import re
from collections import Counter
from functools import cache
from pathlib import Path

FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.+?)\s*$", re.MULTILINE)


@cache
def prose(page: Path) -> str:
    """Without its blocks."""
    return FENCED.sub("", page.read_text(encoding="utf-8"))


def links(page: Path) -> list[str]:
    """Those that lead to files of the repository, and to places in them."""
    return [link for link in LINK.findall(re.sub(r"`[^`\n]*`", "", prose(page))) if not re.match(r"[a-z]+:", link)]


@cache
def anchors(page: Path) -> frozenset[str]:
    seen: Counter[str] = Counter()
    found = set()
    for heading in HEADING.findall(prose(page)):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        name = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
        found.add(f"{name}-{seen[name]}" if seen[name] else name)
        seen[name] += 1
    return frozenset(found)


def is_broken(link: str, page: Path) -> bool:
    name, _, anchor = link.partition("#")
    target = (page.parent / name) if name else page
    return not target.exists() or bool(anchor and target.suffix == ".md" and anchor not in anchors(target))
