"""What every finding says beside its rule's own words: what it leads to, where it comes from, what to do about it here."""

from dataclasses import replace

from drift.model.changes import Change
from drift.model.findings import Consequence, Finding
from drift.model.records import Kind
from drift.policy.consequences import consequence_of, worse
from drift.policy.origins import step_of
from drift.policy.remedies import remedy_of
from drift.policy.rules.interface import Context


def completed(finding: Finding, change: Change, context: Context) -> Finding:
    if finding.kind is Kind.COVERAGE:
        return replace(finding, remedy=remedy_of(finding, change, context))
    said = Consequence(finding.consequence, finding.effect)
    consequence = worse(said, consequence_of(change, context))
    step = step_of(change, context.evidence)
    return replace(
        finding,
        consequence=consequence.text,
        effect=consequence.effect,
        step=step,
        attribution=", ".join(filter(None, (finding.attribution, step and f"made by {step}"))),
        remedy=remedy_of(finding, change, context),
    )
