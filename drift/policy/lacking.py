"""A package that is gone leads to what can no longer be loaded without its libraries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from drift.model.changes import ChangeType
from drift.model.findings import Consequence, Effect, Finding
from drift.model.records import Kind
from drift.policy.consequences import worse
from drift.policy.loading import newly_missing


def with_lacking(findings: Sequence[Finding]) -> list[Finding]:
    """Each finding about a package that took a library along says what misses it. What misses it stays a finding of its own."""
    taken = {name: one.fingerprint for one in findings if one.kind is Kind.PACKAGES for name in _libraries(one)}
    missed: dict[str, list[Finding]] = defaultdict(list)
    for one in findings if taken else ():
        if one.kind is Kind.LIBRARIES and one.effect:
            for by in {taken[name] for name in newly_missing(one.before, one.after) if name in taken}:
                missed[by].append(one)
    return [_leading(one, missed[one.fingerprint]) if one.fingerprint in missed else one for one in findings]


def _libraries(package: Finding) -> Iterable[str]:
    """Names under which programs ask for what went with it."""
    gone = (one.key for one in package.members if one.change is ChangeType.REMOVED and one.key.startswith("/"))
    return {path.rpartition("/")[2] for path in gone if ".so" in path}


def _leading(package: Finding, missing: Sequence[Finding]) -> Finding:
    """To the worst of it; of several things the first by name is told."""
    order = list(Effect)
    first = min(missing, key=lambda one: (order.index(one.effect) if one.effect else len(order), one.key))
    more = f", and {len(missing) - 1} more lack it" if len(missing) > 1 else ""
    told = Consequence(f"{first.consequence}{more}", first.effect)
    worst = worse(Consequence(package.consequence, package.effect), told)
    return replace(package, consequence=worst.text, effect=worst.effect)
