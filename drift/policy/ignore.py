"""Gitignore patterns over keys, per kind (gitignore(5)). The last pattern that matches decides; "!" brings back.

They stand under [ignore], in [[ignore_for]] for some services or environments, and in presets.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from drift.model.changes import ChangeType
from drift.model.entries import FileType
from drift.model.findings import Finding, Hidden
from drift.model.records import Kind
from drift.model.settings import IgnoreFor, Settings
from drift.policy.lines import ignore_for_line, ignore_line, preset_line
from drift.policy.presets import BY_NAME, HIDES
from drift.policy.scope import is_of_one, is_of_service

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


class Patterns:
    """Of some kinds, compiled when they are first needed."""

    def __init__(self, patterns: Mapping[str, Sequence[str]]) -> None:
        self._patterns = patterns
        self._specs: dict[str, GitIgnoreSpec] = {}

    def ignoring(self, finding: Finding) -> int | None:
        """Index, among those of its kind, of the pattern that ignores the finding: all its subjects."""
        if not self._patterns.get(kind_of(finding)):
            return None
        found = [self._decision(finding, names) for names in _subjects(finding)]
        return found[0][1] if all(included for included, _ in found) else None

    def brings_back(self, finding: Finding) -> bool:
        """Does a "!" stand for one of its subjects?"""
        if not self._patterns.get(kind_of(finding)):
            return False
        return any(self._decision(finding, names)[0] is False for names in _subjects(finding))

    def _decision(self, finding: Finding, names: Sequence[str]) -> tuple[bool | None, int | None]:
        """Of the first of these names of a thing that is ignored, else of the last; None where no pattern matches."""
        kind = kind_of(finding)
        spec = self._specs.get(kind)
        if spec is None:
            spec = self._specs[kind] = compiled(self._patterns[kind])
        results = [spec.check_file(name) for name in names]
        result = next((one for one in results if one.include), results[-1])
        return result.include, result.index


class Ignored:
    """Which line of the policy, or of a preset, ignores a finding's subject."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._everywhere = Patterns(settings.ignore)
        self._scoped = [Patterns(one.patterns) for one in settings.ignore_for]
        self._lines = [(name, line) for name in settings.presets for line in BY_NAME[name].lines]
        self._presets = Patterns({Kind.FILES.value: [line.pattern for _, line in self._lines]})

    def hiding(self, finding: Finding) -> Hidden | None:
        """As by "ignore files line 12: var/lib/app/cache/", or "preset nginx: var/log/nginx/"; None where nothing does."""
        return next(self._all(finding), None)

    def _all(self, finding: Finding) -> Iterator[Hidden]:
        index = self._everywhere.ignoring(finding)
        if index is not None:
            yield Hidden(finding, ignore_line(self._settings, kind_of(finding), index))
        for number, one in enumerate(self._settings.ignore_for):
            index = self._scoped[number].ignoring(finding) if _is_about(one, finding) else None
            if index is not None:
                yield Hidden(finding, ignore_for_line(self._settings, number, kind_of(finding), index), one.reason)
        if finding.rule in HIDES:
            index = self._presets.ignoring(finding)
            if index is not None and not self._everywhere.brings_back(finding):
                name, line = self._lines[index]
                yield Hidden(finding, preset_line(name, line.pattern), line.reason)


def kind_of(finding: Finding) -> str:
    """The kind whose patterns are asked: a document is ignored as the file that it is."""
    return Kind.FILES.value if finding.kind is Kind.DOCUMENTS else finding.kind.value


def _is_about(scope: IgnoreFor, finding: Finding) -> bool:
    return is_of_service(finding, scope.service) and is_of_one(finding, scope.environments)


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
