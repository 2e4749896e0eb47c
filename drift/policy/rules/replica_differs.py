"""A replica is unlike the other replicas of its service, in something that no rule before this one names."""

from drift.model.changes import Change, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.aspects import file_change
from drift.policy.rules.interface import Context, Rule, at
from drift.policy.wording import different

RULE = Rule(
    id="replica-differs",
    title="A replica differs from the others",
    kinds=frozenset(Kind)
    - {
        Kind.COVERAGE,
        Kind.IDENTITY,
        Kind.LIBRARIES,
        Kind.SCRIPTS,
        Kind.VERIFICATION,
    },  # of libraries and scripts the files are told
    relations=at(Severity.MEDIUM, Relation.INSTANCES),
    why="Which replica answers decides what happens: a fault that comes and goes, and that nobody can repeat.",
    fix="Recreate the replica from the same image and declaration as the others.",
    bad="docker exec web-2 touch /srv/app/maintenance: one of three replicas answers otherwise",
    good="docker compose up -d --force-recreate web",
    many="differences to the other replicas",
)


def judge(change: Change, context: Context) -> Finding | None:
    what = str(file_change(change)) if change.kind is Kind.FILES else ""
    title = different(change, context.before, context.after)
    return RULE.finding(change, context, f"{title}: {what}" if what else title)
