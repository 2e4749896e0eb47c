"""A program or library needs a library that its loader does not find."""

from drift.model.changes import Change
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.loading import newly_missing, unloadable
from drift.policy.rules.interface import Context, Rule, at, kinds

RULE = Rule(
    id="library-missing",
    title="A needed library is missing",
    kinds=kinds(Kind.LIBRARIES),
    relations=at(Severity.HIGH),
    why="A program without one of its libraries does not start; a plug-in fails when it is loaded, long after start.",
    fix="Install the library where the image is built, run ldconfig, or restore LD_LIBRARY_PATH; recreate the container.",
    bad="FROM python:3.12-slim   # opencv-python needs libGL.so.1, which slim images lack",
    good="FROM python:3.12-slim\nRUN apt-get update && apt-get install -y libgl1",
    many="files whose libraries are missing",
)


def judge(change: Change, context: Context) -> Finding | None:
    lacks = newly_missing(change.before, change.after)
    if not lacks:
        return None
    names = ", ".join(sorted(lacks))
    through = sorted({by for by in lacks.values() if by})
    needs = f"{through[0]}, which {change.key} loads, needs it" if through else f"{change.key} needs it"
    return RULE.finding(
        change,
        context,
        f"{names} is not found in {context.after}: {needs}",
        consequence=unloadable(change.key, change.after),
    )
