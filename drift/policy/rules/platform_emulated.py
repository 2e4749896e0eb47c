"""The image is for another machine than its host."""

from drift.model.changes import Change, Relation
from drift.model.findings import Consequence, Effect, Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import Context, Rule, at, kinds

RULE = Rule(
    id="platform-emulated",
    title="The image is for another architecture than the host",
    kinds=kinds(Kind.IDENTITY),
    relations=at(Severity.MEDIUM, Relation.CONTAINER_IMAGE),
    why="It runs only where an emulator is set up, many times slower, and with faults that the real machine does not have; else not at all.",
    fix="Build the image for the host's platform as well, and pull that one.",
    bad="docker run --platform linux/amd64 web:1.4   # on an arm64 host",
    good="docker buildx build --platform linux/amd64,linux/arm64 -t web:1.4 --push .",
    alone=True,
)


def judge(change: Change, context: Context) -> Finding | None:
    said = change.after or {}
    title = f"the image is for {said.get('value')}, and the host is {said.get('host')}"
    return RULE.finding(change, context, title, consequence=Consequence("it is emulated", Effect.DIFFERS))
