"""The hosts are machines of other architectures."""

from drift.model.changes import Change
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import BETWEEN, Context, Rule, at, kinds
from drift.policy.wording import opposed

RULE = Rule(
    id="host-architecture-differs",
    title="The host has another architecture",
    kinds=kinds(Kind.HOST),
    relations=at(Severity.MEDIUM, *BETWEEN),
    why="An image for one of them runs on the other under emulation, or not at all: exec format error.",
    fix="Build images for both (docker buildx build --platform), or use one architecture.",
    bad="developers have arm64, the servers amd64",
    good="docker buildx build --platform linux/amd64,linux/arm64 --push .",
)
_NAMES = {"architecture": "the architecture of the host"}


def judge(change: Change, context: Context) -> Finding | None:
    name = _NAMES.get(change.key)
    if name is None:
        return None
    return RULE.finding(change, context, opposed(name, change, context.before, context.after))
