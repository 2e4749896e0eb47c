"""Changed files as a tree of folders, each with how many there are and by how much they grew."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count, islice

from drift.model.canonical import Document, to_bytes
from drift.model.changes import Change, ChangeType, Comparison, Relation
from drift.model.coverage import IMAGE_DIFFERS
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.report.excerpts import excerpts
from drift.report.findings import judged_in, rank_of, sides_of_relation

PER_FOLDER = 40
"""Files and folders; of more the worst and first are shown."""
PER_TREE = 400
SMALL = 25
ALL = 900
"""Of the whole page: some 0.2 MB."""
DEEPEST = 40
"""Folders within each other; what lies deeper is in the last one."""
COUNTED = (ChangeType.ADDED, ChangeType.REMOVED, ChangeType.CHANGED, ChangeType.MOVED)

Weights = Mapping[tuple[str, str, str], Severity]
"""Service, environment that is judged and path → the worst that was found there."""


@dataclass(frozen=True, slots=True)
class File:
    name: str
    change: ChangeType
    what: str
    """What differs of a changed file, where a moved one was: "content, mode 0644 → 0755"; "" where the change says it."""
    size: int | None
    """Bytes, of a removed one those that it had; None for what is no regular file."""
    growth: int
    severity: Severity | None


@dataclass(frozen=True, slots=True)
class Folder:
    name: str
    """With all folders above that have nothing else: "etc/nginx/"."""
    folders: tuple["Folder", ...]
    files: tuple[File, ...]
    counts: Mapping[ChangeType, int]
    """At any depth."""
    growth: int
    """Bytes."""
    more: int
    """Files and folders in it that are not shown."""

    @property
    def count(self) -> int:
        return sum(self.counts.values())

    @property
    def lines(self) -> int:
        """Those of all that is listed in it."""
        return len(self.files) + sum(1 + one.lines for one in self.folders)

    @property
    def is_small(self) -> bool:
        """Can a person take it in as a whole?"""
        return self.count <= SMALL


@dataclass(frozen=True, slots=True)
class FileTree:
    service: str
    environment: str
    """The one that is judged."""
    before_is: str
    after_is: str
    containers: tuple[str, ...]
    """Those that have these changes; empty for two environments."""
    root: Folder
    shown: int
    """Files that are listed."""
    of_images: int
    """How many of them two images bring; that many are listed at most."""


@dataclass(slots=True)
class _Draft:
    """A folder while paths come into it."""

    folders: dict[str, "_Draft"] = field(default_factory=dict)
    files: list[tuple[str, Change]] = field(default_factory=list)
    worst: int = -1
    """Severity of what was found in it, at any depth."""
    is_open: bool = False

    def put(self, change: Change) -> None:
        parts = change.key.strip("/").split("/", DEEPEST)
        folder = self
        for part in parts[:-1]:
            folder = folder.folders.setdefault(part, _Draft())
        folder.files.append((parts[-1], change))

    def settle(self, severities: Mapping[str, Severity | None]) -> None:
        """A folder that came or went with what is in it is no change of its own. The worst comes first."""
        came_or_went = (ChangeType.ADDED, ChangeType.REMOVED)
        files = [one for one in self.files if one[0] not in self.folders or one[1].change not in came_or_went]
        self.files = sorted(files, key=lambda one: (-rank_of(severities[one[1].key]), to_bytes(one[0])))
        for one in self.folders.values():
            one.settle(severities)
        self.folders = dict(sorted(self.folders.items(), key=lambda one: (-one[1].worst, to_bytes(one[0]))))
        found = [rank_of(severities[change.key]) for _, change in self.files]
        self.worst = max([*found, *(one.worst for one in self.folders.values())], default=-1)

    def shown(self) -> tuple[Mapping[str, "_Draft"], Sequence[tuple[str, Change]]]:
        """What it lists, open: each at least half of what there is room for, if there is so much."""
        files = self.files[: max(PER_FOLDER - len(self.folders), PER_FOLDER // 2)]
        return dict(islice(self.folders.items(), PER_FOLDER - len(files))), files


def file_trees(comparisons: Iterable[Comparison], weights: Weights) -> tuple[FileTree, ...]:
    """Of each container and its image and of each two environments whose files differ, the worst first; containers with the same changes have one."""
    grouped: dict[tuple[str, str, str, str, bytes | None], list[Comparison]] = {}
    for one in comparisons:
        if one.relation in (Relation.CONTAINER_IMAGE, Relation.ENVIRONMENTS) and _files(one):
            before_is, _ = sides_of_relation(one.relation, one.environments)
            place = (one.service, one.after.environment, before_is, one.relation.value, one.after.snapshot)
            grouped.setdefault(place, []).append(one)
    left = ALL
    found = []
    for group in sorted(grouped.values(), key=lambda group: (-_worst(group[0], weights), group[0].service)):
        tree = _tree(group, weights, min(PER_TREE, left))
        left -= tree.root.lines
        found.append(tree)
    return tuple(found)


def weights_of(findings: Iterable[Finding]) -> Weights:
    """What findings say of a file weighs, and of the files that they stand for."""
    found: dict[tuple[str, str, str], Severity] = {}
    for finding in findings:
        for path in (finding.key, *(member.key for member in finding.members)):
            place = (finding.service, judged_in(finding), path)
            found[place] = max(finding.severity, found.get(place, Severity.INFO))
    return found


def _files(comparison: Comparison) -> Sequence[Change]:
    return [one for one in comparison.changes if one.kind is Kind.FILES and one.change in COUNTED and not one.alone]


def _worst(one: Comparison, weights: Weights) -> int:
    return max(rank_of(weights.get((one.service, one.after.environment, change.key))) for change in _files(one))


def _tree(group: Sequence[Comparison], weights: Weights, room: int) -> FileTree:
    one = group[0]
    environment = one.after.environment
    changes = _files(one)
    severities = {change.key: weights.get((one.service, environment, change.key)) for change in changes}
    draft = _Draft()
    for change in changes:
        draft.put(change)
    draft.settle(severities)
    _open(draft, room)
    root = _Made(severities).folder("/", draft)
    before_is, after_is = sides_of_relation(one.relation, one.environments)
    return FileTree(
        service=one.service,
        environment=environment,
        before_is=before_is,
        after_is=after_is,
        containers=_containers(group) if one.relation is Relation.CONTAINER_IMAGE else (),
        root=root,
        shown=sum(1 for _ in _shown(root)),
        of_images=sum(change.explained == IMAGE_DIFFERS for change in changes),
    )


def _containers(group: Iterable[Comparison]) -> tuple[str, ...]:
    return tuple(sorted(one.after.instance for one in group if one.after.instance))


def _shown(folder: Folder) -> Iterator[File]:
    yield from folder.files
    for one in folder.folders:
        yield from _shown(one)


def _open(draft: _Draft, room: int) -> None:
    """Those with the worst first, then those further up, as far as there is room: of a folder that is not open only its numbers are shown."""
    waiting = [(0, 0, 0, draft)]
    order = count(1)
    while waiting:
        _, depth, _, folder = heappop(waiting)
        folders, files = folder.shown()
        if len(folders) + len(files) <= room:
            room -= len(folders) + len(files)
            folder.is_open = True
            for one in folders.values():
                heappush(waiting, (-one.worst, depth + 1, next(order), one))


@dataclass(frozen=True, slots=True)
class _Made:
    """Drafts made into folders."""

    severities: Mapping[str, Severity | None]

    def folder(self, name: str, draft: _Draft) -> Folder:
        while len(draft.folders) == 1 and not draft.files:
            (part, draft) = next(iter(draft.folders.items()))
            name = f"{name}{part}/"
        every = [change for _, change in _below(draft)]
        shown_folders, shown_files = draft.shown() if draft.is_open else ({}, [])
        entries = len(draft.folders) + len(draft.files)
        (name,) = excerpts([name])
        return Folder(
            name=name,
            folders=tuple(self.folder(f"{part}/", one) for part, one in shown_folders.items()),
            files=tuple(self._file(part, change) for part, change in shown_files),
            counts=_counts(every),
            growth=sum(map(_growth, every)),
            more=entries - len(shown_folders) - len(shown_files),
        )

    def _file(self, name: str, change: Change) -> File:
        is_folder = "directory" in {one.get("type") for one in (change.before, change.after) if one}
        name = f"{name}/" if is_folder else name
        (name,) = excerpts([name])
        return File(name, change.change, _what(change), _size(change), _growth(change), self.severities[change.key])


def _below(draft: _Draft) -> Iterator[tuple[str, Change]]:
    yield from draft.files
    for one in draft.folders.values():
        yield from _below(one)


def _counts(changes: Iterable[Change]) -> dict[ChangeType, int]:
    found = Counter(change.change for change in changes)
    return {change: found[change] for change in COUNTED if found[change]}


def _size(change: Change) -> int | None:
    return _bytes(change.before if change.after is None else change.after)


def _growth(change: Change) -> int:
    return (_bytes(change.after) or 0) - (_bytes(change.before) or 0)


def _bytes(content: Document | None) -> int | None:
    size = content.get("size") if content else None
    return size if isinstance(size, int) else None


def _what(change: Change) -> str:
    before, after = change.before or {}, change.after or {}
    if change.change is ChangeType.MOVED:
        (path,) = excerpts([str(before.get("path"))])
        return f"from {path}"
    if change.change is not ChangeType.CHANGED:
        return ""
    words = []
    if before.get("type") != after.get("type"):
        words.append(f"{before.get('type')} → {after.get('type')}")
    elif (before.get("sha256"), before.get("hmac")) != (after.get("sha256"), after.get("hmac")):
        words.append("content")
    if before.get("mode") != after.get("mode") and None not in (before.get("mode"), after.get("mode")):
        words.append(f"mode {before.get('mode')} → {after.get('mode')}")
    owners = [f"{one.get('uid')}:{one.get('gid')}" for one in (before, after)]
    if owners[0] != owners[1]:
        words.append(f"owner {owners[0]} → {owners[1]}")
    if before.get("linkname") != after.get("linkname") and not words:
        words.append(f"link to {after.get('linkname')}")
    if before.get("capability") != after.get("capability"):
        words.append("capability")
    return ", ".join(words)
