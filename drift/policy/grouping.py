"""Many findings with one cause become one: a directory added, removed or moved, a sweep through one tree, the state of programs."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from drift.model.changes import ChangeType
from drift.model.entries import FileType
from drift.model.findings import Effect, Finding, Member
from drift.model.records import Kind
from drift.policy.paths import below
from drift.policy.rules import BY_ID

MANY = 20
"""More findings of one rule in one tree than this become one."""
MOST = 0.9
"""A tree whose one branch has this share of it is named by that branch."""
MOST_PLACES = 4
"""Named in words."""
_TREES = frozenset(
    {Kind.FILES, Kind.PACKAGES, Kind.LIBRARIES, Kind.SCRIPTS, Kind.DECLARED, Kind.SCHEDULES, Kind.MOUNTED}
)
"""Kinds whose keys are paths or purls."""


def grouped(findings: Iterable[Finding]) -> list[Finding]:
    """Groups are made within one comparison's relation, service and environments."""
    places: dict[tuple[object, ...], list[Finding]] = defaultdict(list)
    for finding in findings:
        places[finding.relation, finding.service, finding.environments].append(finding)
    return [one for place in places.values() for one in _of_one_place(place)]


def _of_one_place(findings: list[Finding]) -> Iterator[Finding]:
    made: list[Finding] = []
    left = findings
    for step in (_together, _moved, _whole_directories, _sweeps):
        groups, left = step(left)
        made += groups
    yield from made
    yield from left


def _together(findings: list[Finding]) -> tuple[list[Finding], list[Finding]]:
    """What always stands as one, however few there are."""
    together: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    left = []
    for finding in findings:
        key_of = BY_ID[finding.rule].together
        if key_of:
            together[finding.rule, key_of(finding.key)].append(finding)
        else:
            left.append(finding)
    return _few([_alike(group, key) for (_, key), group in together.items()]), left


def _few(groups: list[Finding]) -> list[Finding]:
    """Of a rule that has a `most`, more groups than that are one."""
    by_rule: dict[str, list[Finding]] = defaultdict(list)
    for group in groups:
        by_rule[group.rule].append(group)
    few: list[Finding] = []
    for rule, of_rule in by_rule.items():
        few += [_gathered(of_rule)] if 0 < BY_ID[rule].most < len(of_rule) else of_rule
    return few


def _gathered(groups: Sequence[Finding]) -> Finding:
    """With the members of all, and the places in its words."""
    members = {member.key: member for group in groups for member in group.members or _members([group])}
    places = sorted(group.key for group in groups)
    more = f" and {len(places) - MOST_PLACES} more places" if len(places) > MOST_PLACES else ""
    named = f"{', '.join(places[:MOST_PLACES])}{more}" if more else f"{', '.join(places[:-1])} and {places[-1]}"
    title = f"{len(members):,} {BY_ID[groups[0].rule].many or 'changes'} below {named}"
    return replace(_group(groups, "/", groups, title), members=tuple(members[key] for key in sorted(members)))


def _moved(findings: list[Finding]) -> tuple[list[Finding], list[Finding]]:
    """A directory that was moved, with all that was in it."""
    moves: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.change is ChangeType.MOVED:
            moves[_roots(str((finding.before or {}).get("path", "")), finding.key)].append(finding)
    groups, taken = [], set[int]()
    for (old, new), moved in moves.items():
        whole = [*moved, *_moved_along(findings, old, new)]
        if len(whole) > 1:
            group = _group(moved, new, whole, f"{old} was moved to {new}: {len(whole):,} paths")
            groups.append(replace(group, before={"path": old}))
            taken |= {id(one) for one in whole}
    return groups, [one for one in findings if id(one) not in taken]


def _roots(old: str, new: str) -> tuple[str, str]:
    """/srv/a/x/y and /srv/b/x/y differ from /srv/a and /srv/b on."""
    one, other = old.split("/"), new.split("/")
    while len(one) > 1 < len(other) and one[-1] == other[-1]:
        one.pop()
        other.pop()
    return "/".join(one) or "/", "/".join(other) or "/"


def _moved_along(findings: Sequence[Finding], old: str, new: str) -> Iterator[Finding]:
    """Directories and empty files: gone below the old place and there below the new one, without content to tell a move by."""
    added = {one.key.removeprefix(new): one for one in findings if _lies(one, ChangeType.ADDED, new)}
    removed = {one.key.removeprefix(old): one for one in findings if _lies(one, ChangeType.REMOVED, old)}
    for relative in added.keys() & removed.keys():
        yield added[relative]
        yield removed[relative]


def _lies(finding: Finding, change: ChangeType, directory: str) -> bool:
    return finding.kind is Kind.FILES and finding.change is change and below(finding.key, directory)


def _whole_directories(findings: list[Finding]) -> tuple[list[Finding], list[Finding]]:
    """A directory that was added or removed, with all that is in it: by rule, so that a program in it is not overlooked."""
    tops = {change: _topmost(findings, change) for change in (ChangeType.ADDED, ChangeType.REMOVED)}

    def top_of(finding: Finding) -> str:
        known = tops.get(finding.change, set()) if finding.kind is Kind.FILES else set()
        return next((path for path in _upwards(finding.key) if path in known), "")

    return _by_root(findings, top_of, at_least=2)


def _topmost(findings: Iterable[Finding], change: ChangeType) -> set[str]:
    """Directories that were added, or removed, and lie in no other such."""
    directories = {
        one.key for one in findings if one.kind is Kind.FILES and one.change is change and _is_directory(one)
    }
    return {path for path in directories if not any(up in directories for up in _upwards(path.rpartition("/")[0]))}


def _is_directory(finding: Finding) -> bool:
    return (finding.after or finding.before or {}).get("type") == FileType.DIRECTORY


def _upwards(path: str) -> Iterator[str]:
    """The path and all directories above it, but the root."""
    while path.strip("/"):
        yield path
        path = path.rpartition("/")[0]


def _sweeps(findings: list[Finding]) -> tuple[list[Finding], list[Finding]]:
    """More than MANY findings of one rule in one tree."""
    roots: dict[int, str] = {}
    by_rule: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.kind in _TREES:
            by_rule[finding.rule].append(finding)
    for same in by_rule.values():
        for root, group in _trees([(_steps(one.key), one) for one in same], 0):
            roots |= {id(one): root for one in group}
    return _by_root(findings, lambda one: roots.get(id(one), ""), at_least=MANY)


def _steps(key: str) -> list[str]:
    """Of a path or a purl; a package's root is no place in the tree of packages."""
    return key.partition("#")[0].split("/") if key.startswith("pkg:") else key.split("/")


def _trees(findings: list[tuple[list[str], Finding]], depth: int) -> Iterator[tuple[str, list[Finding]]]:
    """Roots with more than MANY findings, as deep as they can be named.

    The root directory is one only where the trees below it leave more than MANY scattered.
    """
    if len(findings) <= MANY:
        return
    branches: dict[str, list[tuple[list[str], Finding]]] = defaultdict(list)
    for steps, finding in findings:
        branches[steps[depth] if depth < len(steps) - 1 else ""].append((steps, finding))
    inside = {name: branch for name, branch in branches.items() if name or depth == 0}
    if depth > 1 and max(map(len, inside.values()), default=0) < MOST * len(findings):
        yield _path(findings[0][0], depth), [finding for _, finding in findings]
        return
    grouped_below = set[int]()
    for branch in inside.values():
        for root, group in _trees(branch, depth + 1):
            grouped_below |= {id(one) for one in group}
            yield root, group
    left = [finding for _, finding in findings if id(finding) not in grouped_below]
    if len(left) > MANY:
        yield _path(findings[0][0], depth), left


def _path(steps: Sequence[str], depth: int) -> str:
    return "/".join(steps[:depth]) or "/"


def _by_root(
    findings: list[Finding], root_of: Callable[[Finding], str], at_least: int
) -> tuple[list[Finding], list[Finding]]:
    """One group for each rule and root that has enough; the rest as it is."""
    groups: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        groups[finding.rule, root_of(finding)].append(finding)
    made, left = [], []
    for (_, root), group in groups.items():
        if root and len(group) >= at_least:
            made.append(_alike(group, root))
        else:
            left += group
    return made, left


def _alike(findings: Sequence[Finding], key: str) -> Finding:
    """One finding for several of a rule; a single one keeps its own words and takes the group's key."""
    if len(findings) > 1:
        where = f" below {key}" if "/" in key else ""
        return _group(findings, key, findings, f"{len(findings):,} {BY_ID[findings[0].rule].many or 'changes'}{where}")
    alone = findings[0]
    return alone if alone.key == key else replace(alone, key=key, members=tuple(_members(findings)))


def _group(findings: Sequence[Finding], key: str, whole: Sequence[Finding], title: str) -> Finding:
    """Rule, severity and words come from `findings`, the members from the `whole`."""
    changes = {one.change for one in findings}
    return replace(
        max(findings, key=lambda one: one.severity),
        key=key,
        change=changes.pop() if len(changes) == 1 else ChangeType.CHANGED,
        title=title,
        before=None,
        after=None,
        details=(),
        members=tuple(_members(whole)),
        instances=tuple(sorted({name for one in whole for name in one.instances})),
        attribution=_common(one.attribution for one in findings),
        step=_common(one.step for one in findings),
        consequence=_worst(findings),
        effect=next((effect for effect in Effect if any(one.effect is effect for one in findings)), None),
    )


def _worst(findings: Sequence[Finding]) -> str:
    """What they all lead to; else the worst, and of which of them that is said."""
    common = _common(one.consequence for one in findings)
    worst = next((one for effect in Effect for one in findings if one.effect is effect), None)
    return common if common or worst is None else f"{worst.key}: {worst.consequence}"


def _members(findings: Iterable[Finding]) -> Iterator[Member]:
    """Each finding, and what it stands for itself, by key."""
    for one in sorted(findings, key=lambda finding: finding.key):
        yield Member(one.key, one.change, "", one.before, one.after)
        yield from (member for member in one.members if member.key != one.key)


def _common(texts: Iterable[str]) -> str:
    found = set(texts)
    return found.pop() if len(found) == 1 else ""
