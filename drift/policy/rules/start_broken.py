"""What the container starts cannot run, in the image as it was built."""

from drift.model.canonical import Document
from drift.model.changes import Change, Relation
from drift.model.evidence import Role
from drift.model.findings import Consequence, Effect, Finding, Severity
from drift.model.records import Kind
from drift.policy.alone.programs import ROLE
from drift.policy.loading import lack, problem_of
from drift.policy.rules.interface import Context, Rule, at, kinds

RULE = Rule(
    id="start-broken",
    title="What the image starts cannot run",
    kinds=kinds(Kind.LIBRARIES, Kind.SCRIPTS),
    relations=at(Severity.HIGH, Relation.CONTAINER_IMAGE),
    why="It ends at once: no such file or directory, exec format error, or what the loader says of a library. A health check that cannot "
    "run makes a container unhealthy that works.",
    fix="Install what is missing in the Dockerfile, build the program for this image, or save the script with Unix line ends; start it once in the "
    "pipeline.",
    bad="FROM scratch\nCOPY --from=build /app /app   # linked with glibc, which scratch does not have",
    good="RUN CGO_ENABLED=0 go build -o /app   # a static program\nFROM scratch\nCOPY --from=build /app /app",
    alone=True,
)


def judge(change: Change, context: Context) -> Finding | None:
    said = change.after or {}
    role = said.get(ROLE)
    if not role:
        return None
    title = f"{change.key}, {role}, {_lack(change, said)}"
    return RULE.finding(change, context, title, consequence=_consequence(role))


def _consequence(role: object) -> Consequence:
    if role == Role.HEALTH:
        return Consequence("the container counts as unhealthy", Effect.FAILS)
    if role in [one for one in Role if one.is_needed]:
        return Consequence("the container does not start", Effect.NO_START)
    return Consequence("it fails when it is run", Effect.FAILS)


def _lack(change: Change, said: Document) -> str:
    return f"does not start: {problem_of(said)}" if change.kind is Kind.SCRIPTS else lack(said)
