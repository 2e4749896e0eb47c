"""One image, known by different names, digests or dates."""

from drift.model.changes import Change
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.images import is_image_change
from drift.policy.rules.interface import BETWEEN, Context, Rule, at, kinds
from drift.policy.wording import different


def _one(_key: str) -> str:
    return "reference"


RULE = Rule(
    id="image-name-differs",
    title="The same image under another name",
    kinds=kinds(Kind.IDENTITY),
    relations=at(Severity.INFO, *BETWEEN),
    why="Nothing that runs differs. Two registries, or two engines that keep digests in their own way, are the usual reasons.",
    fix="Nothing.",
    bad="staging pulls web:1.4 from the registry, production from its mirror",
    good="both name mirror.example.org/web:1.4",
    many="names and digests of one image differ",
    together=_one,
)


def judge(change: Change, context: Context) -> Finding | None:
    if any(is_image_change(one) for one in context.comparison.changes):
        return None
    return RULE.finding(change, context, different(change, context.before, context.after))
