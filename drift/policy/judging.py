"""One comparison in, its findings out: each change by the first rule that speaks for it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from drift.model.changes import Change, Comparison
from drift.model.findings import Finding
from drift.model.records import RUNS_AS, Kind
from drift.model.settings import Settings
from drift.policy.completing import completed
from drift.policy.empty_places import as_state
from drift.policy.explained import Causes, Judged, is_of_account, is_setting, is_user_change
from drift.policy.images import is_image_change
from drift.policy.lacking import with_lacking
from drift.policy.rules import JUDGES
from drift.policy.rules.interface import Context, Judge


def _by_kind() -> Mapping[Kind, Sequence[Judge]]:
    found = defaultdict(list)
    for one in JUDGES:
        for kind in one.RULE.kinds:
            found[kind].append(one)
    return found


_JUDGES = _by_kind()
_READ_IN_FILES = frozenset({Kind.ACCOUNTS, Kind.CERTIFICATES, Kind.PACKAGES, Kind.SCHEDULES})
"""Kinds whose findings account for the files that they were read in."""


def findings_of(comparison: Comparison, settings: Settings) -> list[Finding]:
    """In the changes' order. What other findings account for is among their members.

    No finding: what is given to a container at run time (variables, command, mounts …) where it is compared with its image.
    """
    context = Context(comparison, settings)
    causes: list[Judged] = []
    others: list[Change] = []
    for change in comparison.changes:
        finding = judged(change, context) if _may_explain(change) else None
        if finding:
            causes.append((change, finding))
        else:
            others.append(change)
    explaining = Causes(causes, context)
    left = explaining.left(others)
    found = [explaining.with_members(finding) for _, finding in causes]
    found += [finding for change in left if (finding := judged(change, context))]
    return with_lacking(as_state(found, comparison.changes))


def judged(change: Change, context: Context) -> Finding | None:
    for one in _JUDGES.get(change.kind, ()):
        if context.relation in one.RULE.relations and change.alone is one.RULE.alone:
            finding = one.judge(change, context)
            if finding:
                return completed(finding, change, context)
    return None


def _may_explain(change: Change) -> bool:
    explains = is_image_change(change) or is_user_change(change) or is_setting(change) or change.kind in _READ_IN_FILES
    is_effect = change.key == RUNS_AS or (change.kind is Kind.ACCOUNTS and is_of_account(change))
    return explains and not change.explained and not change.alone and not is_effect
