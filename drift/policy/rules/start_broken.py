"""What the container starts cannot run, in the image as it was built."""

from drift.model.canonical import Document
from drift.model.changes import Change, Relation
from drift.model.findings import Consequence, Effect, Finding, Severity
from drift.model.records import Kind
from drift.policy.alone.programs import ROLE
from drift.policy.loading import lack
from drift.policy.rules.interface import Context, Rule, at, kinds

RULE = Rule(
    id="start-broken",
    title="What the image starts cannot run",
    kinds=kinds(Kind.LIBRARIES, Kind.SCRIPTS),
    relations=at(Severity.HIGH, Relation.CONTAINER_IMAGE),
    why="It ends at once: no such file or directory, exec format error, or what the loader says of a library. A health check that cannot "
    "run makes a container unhealthy that works.",
    fix="Install what is missing in the Dockerfile, or build the program for this image; start it once in the pipeline.",
    bad="FROM scratch\nCOPY --from=build /app /app   # linked with glibc, which scratch does not have",
    good="RUN CGO_ENABLED=0 go build -o /app   # a static program\nFROM scratch\nCOPY --from=build /app /app",
    alone=True,
)


def judge(change: Change, context: Context) -> Finding | None:
    said = change.after or {}
    role = said.get(ROLE) or context.evidence.role(change.key)
    if not role:
        return None
    title = f"{change.key}, {role}, {_lack(change, said)}"
    return RULE.finding(change, context, title, consequence=Consequence(*_effect(str(role))))


def _effect(role: str) -> tuple[str, Effect]:
    if "health" in role:
        return "the container counts as unhealthy", Effect.FAILS
    return "the container does not start", Effect.NO_START


def _lack(change: Change, said: Document) -> str:
    if change.kind is Kind.SCRIPTS:
        named = said.get("lacks") or said.get("interpreter")
        return f"cannot be run by {named}: {said.get('problem')}"
    return lack(said)
