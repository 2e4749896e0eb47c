"""[ignore]: gitignore patterns over keys, per kind (gitignore(5)). The last pattern that matches decides; "!" brings back."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from drift.model.changes import ChangeType
from drift.model.entries import FileType
from drift.model.findings import Finding
from drift.model.records import Kind
from drift.model.settings import Settings

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


def compiled(patterns: Sequence[str]) -> "GitIgnoreSpec":
    """ValueError for a pattern that is none. Imported at the first use: 34 ms."""
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(patterns)


def is_pattern(text: str) -> bool:
    """Can it match anything? A comment, an empty line, "/" and an unclosed bracket cannot."""
    if not text.strip() or text.startswith("#"):
        return False
    try:
        return compiled([text]).patterns[0].include is not None
    except ValueError:
        return False


class Ignored:
    """Which line of the policy ignores a finding's subject."""

    def __init__(self, settings: Settings) -> None:
        self._patterns: Mapping[str, tuple[str, ...]] = settings.ignore
        self._lines = settings.lines
        self._specs: dict[str, GitIgnoreSpec] = {}

    def by(self, finding: Finding) -> str:
        """As in "ignore files line 12: var/lib/app/cache/"; "" where nothing does."""
        kind = Kind.FILES.value if finding.kind is Kind.DOCUMENTS else finding.kind.value
        if not self._patterns.get(kind):
            return ""
        found = [self._pattern(kind, names) for names in _subjects(finding)]
        return _said(kind, found[0], self._patterns[kind], self._lines) if None not in found else ""

    def _pattern(self, kind: str, names: Sequence[str]) -> int | None:
        """Index of the pattern that ignores one of these names of a thing."""
        spec = self._specs.get(kind)
        if spec is None:
            spec = self._specs[kind] = compiled(self._patterns[kind])
        for name in names:
            result = spec.check_file(name)
            if result.include:
                return result.index
        return None


def _said(kind: str, index: int | None, patterns: Sequence[str], lines: Mapping[str, int]) -> str:
    number = index or 0
    line = lines.get(f"ignore.{kind}[{number}]")
    return f"ignore {kind}{f' line {line}' if line else ''}: {patterns[number]}"


def _subjects(finding: Finding) -> list[list[str]]:
    """What must be ignored for it to be: of a move both places, each by all the names that patterns may use."""
    subjects = [_names(finding)]
    if finding.change is ChangeType.MOVED:
        subjects.append([str((finding.before or {}).get("path", "")).lstrip("/")])
    return subjects


def _names(finding: Finding) -> list[str]:
    """Without leading slash; a directory also with one at its end; a package also without its root."""
    name = finding.key.lstrip("/")
    if (finding.after or finding.before or {}).get("type") == FileType.DIRECTORY:
        return [name, f"{name}/"]
    if finding.kind in (Kind.DECLARED, Kind.PACKAGES) and "#" in name:
        return [name.partition("#")[0], name]
    return [name]
