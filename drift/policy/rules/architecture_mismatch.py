"""A program on the search path is built for another machine than the image says it is for."""

from drift.model.changes import Change, Relation
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.loading import OTHER_MACHINE, lack, unloadable
from drift.policy.rules.interface import Context, Rule, at, kinds


def _one(_key: str) -> str:
    return "programs of the image"


RULE = Rule(
    id="architecture-mismatch",
    title="A program is for another architecture than the image",
    kinds=kinds(Kind.LIBRARIES),
    relations=at(Severity.MEDIUM, Relation.CONTAINER_IMAGE),
    why="The kernel refuses it, exec format error; on a developer's machine with emulation it ran.",
    fix="Get it for the platform that is built for: TARGETARCH in the Dockerfile says which that is.",
    bad="ADD https://example.org/tool-linux-amd64 /usr/local/bin/tool   # in an image for arm64",
    good="ARG TARGETARCH\nADD https://example.org/tool-linux-${TARGETARCH} /usr/local/bin/tool",
    many="programs of the image are for another architecture",
    together=_one,
    alone=True,
)


def judge(change: Change, context: Context) -> Finding | None:
    said = change.after or {}
    if OTHER_MACHINE not in said:
        return None
    title = f"{change.key} {lack(said)}"
    return RULE.finding(change, context, title, consequence=unloadable(change.key, {"type": "executable"}))
