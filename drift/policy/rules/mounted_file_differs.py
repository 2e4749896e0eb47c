"""A file in a mount that the policy names differs."""

from drift.model.changes import Change, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import BETWEEN, Context, Rule, at, kinds
from drift.policy.wording import different

RULE = Rule(
    id="mounted-file-differs",
    title="A file that is mounted differs",
    kinds=kinds(Kind.MOUNTED),
    relations=at(Severity.HIGH, *BETWEEN) | at(Severity.MEDIUM, Relation.NOW_BEFORE),
    why="What is mounted over an image is in no image: one environment is tested with a configuration that another does not have.",
    fix="Deploy the same files to both, or take the path out of [mounts] hash.",
    bad="nginx.conf was edited in the folder that staging mounts at /etc/nginx/conf.d, and not in production's.",
    good="Both folders are deployed from the same commit.",
    many="mounted files differ",
)


def judge(change: Change, context: Context) -> Finding | None:
    return RULE.finding(change, context, different(change, context.before, context.after))
