"""Lines of a policy that hide more than anybody means: an image's digest, or a whole kind."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from drift.model.findings import Hidden
from drift.model.records import Kind
from drift.model.settings import Settings
from drift.policy.ignore import compiled
from drift.policy.lines import (
    ignore_for_line,
    ignore_line,
    may_differ_line,
    severity_line,
    version_line,
    waiver_line,
)
from drift.policy.rules import image_differs, image_not_tested, image_tag_moved, tag_moved
from drift.policy.rules.interface import matching

OF_IMAGES = frozenset(one.RULE.id for one in (image_differs, image_not_tested, image_tag_moved, tag_moved))
"""Rules that say that another image runs."""
DIGEST = "hides an image digest: another image would not be told"
_PROBES: Mapping[Kind, Sequence[str]] = {
    Kind.ENV: ("ZQ_ONE", "QZ_TWO"),
    Kind.PACKAGES: ("pkg:deb/zq/one", "pkg:npm/qz"),
    Kind.DECLARED: ("pkg:deb/zq/one", "pkg:npm/qz"),
}
_OTHER_PROBES = ("zq/one", "qz")
"""Names that nothing has: what matches all of them matches everything."""
_DIGESTS = ("image", "config_digest", "manifest_digest", "index_digest")
"""Keys of kind identity that hold one."""


def warnings(settings: Settings, hidden: Iterable[Hidden]) -> dict[str, str]:
    """Line, as `Hidden.by` names it → what is wrong with it. `hidden` is what the policy hides in some state."""
    found = dict(_written(settings))
    for one in hidden:
        if one.finding.rule in OF_IMAGES:
            found[one.by] = DIGEST
    return found


def _written(settings: Settings) -> Iterator[tuple[str, str]]:
    """What the lines say by themselves."""
    for kind, patterns in settings.ignore.items():
        yield from ((ignore_line(settings, kind, index), said) for index, said in _too_wide(kind, patterns))
    for number, scoped in enumerate(settings.ignore_for):
        for kind, patterns in scoped.patterns.items():
            for index, said in _too_wide(kind, patterns):
                yield ignore_for_line(settings, number, kind, index), said
    yield from _free(settings)
    for rule, given in settings.severity.items():
        if given is None and rule in OF_IMAGES:
            yield severity_line(settings, rule), DIGEST
    for number, waiver in enumerate(settings.waivers, start=1):
        if waiver.rule in OF_IMAGES:
            yield waiver_line(settings, number, waiver), DIGEST


def _free(settings: Settings) -> Iterator[tuple[str, str]]:
    """Globs over what may differ that match every name."""
    for pattern in filter(partial(_matches_all, Kind.ENV), settings.env.may_differ):
        yield may_differ_line(settings, pattern), "hides every variable that differs"
    for part, globs in (("patch", settings.packages.patch), ("minor", settings.packages.minor)):
        for pattern in filter(partial(_matches_all, Kind.PACKAGES), globs):
            yield version_line(settings, part, pattern), f"hides every {part} version that differs"


def _matches_all(kind: Kind, glob: str) -> bool:
    return all(matching(name, [glob]) for name in _PROBES[kind])


def _too_wide(kind: str, patterns: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Index of a pattern, and what it hides."""
    spec = compiled(patterns)
    probed = [spec.check_file(name) for name in _PROBES.get(Kind(kind), _OTHER_PROBES)]
    if all(bool(one.include) for one in probed):
        yield probed[0].index or 0, f"hides all of the kind {kind}"
    elif kind == Kind.IDENTITY:
        digests = {found.index for name in _DIGESTS if (found := spec.check_file(name)).include}
        yield from ((index or 0, DIGEST) for index in sorted(digests, key=lambda one: one or 0))
