"""Something differs for which no rule is written yet: it is said all the same."""

from drift.model.changes import Change
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import NOT_REPLICAS, Context, Rule, at, kinds
from drift.policy.wording import different

RULE = Rule(
    id="record-changed",
    title="A record differs",
    kinds=kinds(Kind.ACCOUNTS, Kind.CERTIFICATES, Kind.DOCUMENTS),
    relations=at(Severity.MEDIUM, *NOT_REPLICAS),
    why="What a collector reads can break things, or it would not be read.",
    fix="Make the change where the image is built, or recreate the container from it.",
    bad="a document in /etc/app says something else in production",
    good="COPY app.yaml /etc/app/app.yaml   # one file in all environments",
    many="records differ",
)


def judge(change: Change, context: Context) -> Finding | None:
    return RULE.finding(change, context, different(change, context.before, context.after))
