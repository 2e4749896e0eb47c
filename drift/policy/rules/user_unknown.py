"""The user that the image runs as is in no etc/passwd of it."""

from drift.model.changes import Change, Relation
from drift.model.findings import Consequence, Effect, Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import Context, Rule, at, kinds

RULE = Rule(
    id="user-unknown",
    title="The user is unknown",
    kinds=kinds(Kind.ACCOUNTS),
    relations=at(Severity.HIGH, Relation.CONTAINER_IMAGE),
    varies="info for a number that has no account",
    why="A name that is not there ends the start: no matching entries in passwd file. A number alone runs, without a name and a home: "
    "ssh, git, PostgreSQL and the JVM ask for them.",
    fix="RUN useradd --uid 1000 app in the Dockerfile, before USER app.",
    bad="FROM gcr.io/distroless/static\nUSER app",
    good="FROM gcr.io/distroless/static:nonroot\nUSER nonroot",
    alone=True,
)


def judge(change: Change, context: Context) -> Finding | None:
    said = change.after or {}
    missing = said.get("missing")
    if isinstance(missing, list) and missing:
        names = " and no ".join(map(str, missing))
        title = f"the image runs as {said.get('user')!r}, and its root has no {names}"
        consequence = Consequence("the container cannot be started again", Effect.NO_START)
        return RULE.finding(change, context, title, consequence=consequence)
    title = f"the image runs as {said.get('uid')}, a number for which its root has no account"
    return RULE.finding(change, context, title, severity=Severity.INFO)
